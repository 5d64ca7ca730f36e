using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using static StyleForge.Models.Kernels.Convolution.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The 3×3 kernels of one direction of a convolution in panels of destination channels, <c>[K/2V][C][9][2V]</c>, and their
/// transforms, <c>[36][C][2V]</c> a panel. Few are transformed once and kept; many are transformed where they are used,
/// which takes a quarter of the memory and a few percent of the time.
/// </summary>
internal sealed unsafe class WinogradWeights : IDisposable
{
    private readonly Tensor<float> _memory;
    private readonly bool _isBackward;

    /// <summary>Takes the memory of the kernels.</summary>
    /// <param name="weights">The shape of the layer's weights, <c>(oc, ic, 3, 3)</c>.</param>
    /// <param name="isBackward">For the gradient by the source: channels change roles, kernels turn around.</param>
    public WinogradWeights(Shape weights, bool isBackward)
    {
        var (oc, ic) = (weights[0], weights[1]);
        _isBackward = isBackward;
        Extents = isBackward ? new WinogradExtents(oc, ic) : new WinogradExtents(ic, oc);
        _memory = new Tensor<float>([Extents.Panels, Extents.IsKept ? Extents.PanelLength : Extents.KernelLength]);
    }

    /// <summary>The channels.</summary>
    public WinogradExtents Extents { get; }

    /// <summary>A transformed panel: the one kept, or made in the memory given.</summary>
    public float* Panel(int panel, float* memory)
    {
        if (Extents.IsKept)
        {
            return _memory.Pointer + ((long)panel * Extents.PanelLength);
        }

        Transform(_memory.Pointer + ((long)panel * Extents.KernelLength), memory);
        return memory;
    }

    /// <summary>Packs the kernels as they are now.</summary>
    /// <param name="weights"><c>(oc, ic, 3, 3)</c> of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Pack(Tensor<float> weights, WorkerPool workers) => workers.Run(new Packing(this, weights.Pointer), Extents.Panels);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Transform(float* kernels, float* panel)
    {
        for (var channel = 0; channel < Extents.PaddedChannels; channel++, kernels += 9 * BlockedProduct.Columns)
        {
            TransformChannel(kernels, panel + (channel * BlockedProduct.Columns));
        }
    }

    private void TransformChannel(float* kernels, float* to)
    {
        switch (VectorWidth.Bits)
        {
            case >= 512:
                TransformChannel<Lanes512>(kernels, to);
                break;
            case 256:
                TransformChannel<Lanes256>(kernels, to);
                break;
            default:
                TransformChannel<Lanes128>(kernels, to);
                break;
        }
    }

    // G·g·Gᵀ of two vectors of kernels: [9][2V] → [36][2V], a product's stride apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformChannel<V>(float* kernels, float* to)
        where V : struct, ILanes<V>
    {
        var half = stackalloc float[Inputs * 3 * V.Count];
        var columns = 2 * V.Count;
        nint plane = Extents.ProductStride;
        for (var lane = 0; lane < columns; lane += V.Count)
        {
            for (var x = 0; x < 3; x++)
            {
                var g = kernels + (x * columns) + lane;
                Kernel(V.Load(g), V.Load(g + (3 * columns)), V.Load(g + (6 * columns)), half + (x * V.Count), 3 * V.Count);
            }

            for (var y = 0; y < Inputs; y++)
            {
                var h = half + (y * 3 * V.Count);
                Kernel(V.Load(h), V.Load(h + V.Count), V.Load(h + (2 * V.Count)), to + (y * Inputs * plane) + lane, plane);
            }
        }
    }

    // What pads a panel was zero when the memory was taken, and stays it.
    private void Pack(float* weights, int panel)
    {
        var columns = BlockedProduct.Columns;
        var aside = stackalloc float[9 * columns];
        new Span<float>(aside, 9 * columns).Clear();
        for (var channel = 0; channel < Extents.Channels; channel++)
        {
            var to = Extents.IsKept ? aside : _memory.Pointer + ((long)panel * Extents.KernelLength) + (channel * 9 * columns);
            Gather(weights, panel * columns, Math.Min(columns, Extents.Rows - (panel * columns)), channel, to);
            if (Extents.IsKept)
            {
                TransformChannel(aside, _memory.Pointer + ((long)panel * Extents.PanelLength) + (channel * columns));
            }
        }
    }

    // The kernels of one channel, turned around on the way back: [9][2V].
    private void Gather(float* weights, int row, int rows, int channel, float* to)
    {
        var columns = BlockedProduct.Columns;
        var stride = _isBackward ? 9 : Extents.Channels * 9;
        var from = weights + (_isBackward ? (((long)channel * Extents.Rows) + row) * 9 : (((long)row * Extents.Channels) + channel) * 9);
        var turn = _isBackward ? -1 : 1;
        from += _isBackward ? 8 : 0;
        for (var end = to + rows; to < end; to++, from += stride)
        {
            for (var tap = 0; tap < 9; tap++)
            {
                to[tap * columns] = from[tap * turn];
            }
        }
    }

    private readonly struct Packing(WinogradWeights owner, float* weights) : IWork
    {
        public void Do(int item, int worker) => owner.Pack(weights, item);
    }
}
