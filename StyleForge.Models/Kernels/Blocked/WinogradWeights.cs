using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Packs kernels.</summary>
    /// <param name="weights"><c>(oc, ic, 3, 3)</c> of the layer.</param>
    /// <param name="isBackward">For the gradient by the source: channels change roles, kernels turn around.</param>
    /// <param name="workers">The threads to work on.</param>
    public WinogradWeights(Tensor<float> weights, bool isBackward, WorkerPool workers)
    {
        var (oc, ic) = (weights.Shape[0], weights.Shape[1]);
        Extents = isBackward ? new WinogradExtents(oc, ic) : new WinogradExtents(ic, oc);
        _memory = new Tensor<float>([Extents.Panels, Extents.IsKept ? Extents.PanelLength : Extents.KernelLength]);
        workers.Run(new Packing(this, weights.Pointer, isBackward), Extents.Panels);
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

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Transform(float* kernels, float* panel)
    {
        switch (VectorWidth.Bits)
        {
            case >= 512:
                Transform<Lanes512>(kernels, panel);
                break;
            case 256:
                Transform<Lanes256>(kernels, panel);
                break;
            default:
                Transform<Lanes128>(kernels, panel);
                break;
        }
    }

    // G·g·Gᵀ of two vectors of kernels at a time: [C][9][2V] → [36][C][2V].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform<V>(float* kernels, float* panel)
        where V : struct, ILanes<V>
    {
        var half = stackalloc float[Inputs * 3 * V.Count];
        var columns = 2 * V.Count;
        nint plane = Extents.ProductStride;
        for (var channel = 0; channel < Extents.PaddedChannels; channel++, kernels += 9 * columns)
        {
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
                    Kernel(V.Load(h), V.Load(h + V.Count), V.Load(h + (2 * V.Count)), panel + (y * Inputs * plane) + (channel * columns) + lane, plane);
                }
            }
        }
    }

    private void Pack(float* weights, bool isBackward, int panel)
    {
        var columns = BlockedProduct.Columns;
        var length = Extents.KernelLength;
        var kernels = Extents.IsKept ? (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64) : _memory.Pointer + ((long)panel * length);
        new Span<float>(kernels, length).Clear();
        for (var row = panel * columns; row < Math.Min((panel + 1) * columns, Extents.Rows); row++)
        {
            for (var channel = 0; channel < Extents.Channels; channel++)
            {
                var from = weights + ((isBackward ? ((long)channel * Extents.Rows) + row : ((long)row * Extents.Channels) + channel) * 9);
                var to = kernels + ((long)channel * 9 * columns) + (row % columns);
                for (var tap = 0; tap < 9; tap++)
                {
                    to[tap * columns] = from[isBackward ? 8 - tap : tap];
                }
            }
        }

        if (Extents.IsKept)
        {
            Transform(kernels, _memory.Pointer + ((long)panel * Extents.PanelLength));
            NativeMemory.AlignedFree(kernels);
        }
    }

    private readonly struct Packing(WinogradWeights owner, float* weights, bool isBackward) : IWork
    {
        public void Do(int item, int worker) => owner.Pack(weights, isBackward, item);
    }
}
