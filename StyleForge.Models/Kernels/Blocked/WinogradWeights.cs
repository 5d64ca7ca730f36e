using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

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
    /// <param name="keepsAll">Keep the transforms however many there are.</param>
    public WinogradWeights(Shape weights, bool isBackward, bool keepsAll = false)
    {
        var (oc, ic) = (weights[0], weights[1]);
        _isBackward = isBackward;
        Extents = isBackward ? new WinogradExtents(oc, ic, keepsAll) : new WinogradExtents(ic, oc, keepsAll);
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

        var kernels = _memory.Pointer + ((long)panel * Extents.KernelLength);
        switch (VectorWidth.Bits)
        {
            case >= 512:
                Transform<Lanes512>(kernels, memory);
                break;
            case 256:
                Transform<Lanes256>(kernels, memory);
                break;
            default:
                Transform<Lanes128>(kernels, memory);
                break;
        }

        return memory;
    }

    /// <summary>Packs the kernels as they are now.</summary>
    /// <param name="weights"><c>(oc, ic, 3, 3)</c> of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Pack(Tensor<float> weights, WorkerPool workers) => workers.Run(new Packing(this, weights.Pointer), Extents.Panels);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform<V>(float* kernels, float* panel)
        where V : struct, ILanes<V>
    {
        var half = stackalloc float[Inputs * 3 * V.Count];
        for (var channel = 0; channel < Extents.PaddedChannels; channel++, kernels += 9 * 2 * V.Count, panel += 2 * V.Count)
        {
            Transform<V>(kernels, half, panel, Extents.ProductStride);
        }
    }

    // G·g·Gᵀ of two vectors of kernels: [9][2V] → [36][2V], a product's stride apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform<V>(float* kernels, float* half, float* to, nint plane)
        where V : struct, ILanes<V>
    {
        var columns = 2 * V.Count;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack<V>(float* weights, int panel)
        where V : struct, ILanes<V>
    {
        var columns = 2 * V.Count;
        var half = stackalloc float[Inputs * 3 * V.Count];
        var aside = stackalloc float[9 * columns];
        new Span<float>(aside, 9 * columns).Clear();
        var rows = Math.Min(columns, Extents.Rows - (panel * columns));
        var kernels = _memory.Pointer + ((long)panel * Extents.KernelLength);
        var transformed = _memory.Pointer + ((long)panel * Extents.PanelLength);
        for (var channel = 0; channel < Extents.Channels; channel++)
        {
            if (Extents.IsKept)
            {
                Gather(weights, panel * columns, rows, channel, aside, columns);
                Transform<V>(aside, half, transformed + (channel * columns), Extents.ProductStride);
            }
            else
            {
                Gather(weights, panel * columns, rows, channel, kernels + (channel * 9 * columns), columns);
            }
        }
    }

    // The kernels of one channel, [9][2V]; turned around on the way back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Gather(float* weights, int row, int rows, int channel, float* to, nint columns)
    {
        var (stride, turn) = _isBackward ? (9, -1) : (Extents.Channels * 9, 1);
        var from = weights + (_isBackward ? ((((long)channel * Extents.Rows) + row) * 9) + 8 : (((long)row * Extents.Channels) + channel) * 9);
        for (var end = to + rows; to < end; to++, from += stride)
        {
            float* f = from, t = to;
            for (var tap = 0; tap < 9; tap++, f += turn, t += columns)
            {
                *t = *f;
            }
        }
    }

    private readonly struct Packing(WinogradWeights owner, float* weights) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    owner.Pack<Lanes512>(weights, item);
                    break;
                case 256:
                    owner.Pack<Lanes256>(weights, item);
                    break;
                default:
                    owner.Pack<Lanes128>(weights, item);
                    break;
            }
        }
    }
}
