using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The gradient of a 3×3 convolution of stride 1 by its weights and bias, in Winograd's domain: with <c>V = Bᵀ·d·B</c> of every
/// tile of the source and <c>M = A·dY·Aᵀ</c> of the gradient by it, <c>dW = Gᵀ·(Σ V ∘ M)·G</c>, summed over tiles before the one
/// transform back. For every pair of channels that is 36 multiply-adds a tile where the sum has 144.
/// </summary>
/// <remarks>
/// Tiles go in blocks, whose V and M lie as <c>[36][C/16][tiles][16]</c>; then each item takes sixteen source channels by sixteen
/// destination channels, whose sums stay in registers over all tiles of the block. Each is one chain of multiply-adds in the
/// order of the tiles, whatever the width and the number of threads.
/// </remarks>
internal static unsafe class WinogradWeightsGradient
{
    private const int Lanes = BlockedProduct.Lanes;
    private const int Taps = 9;

    // The sums of a pair of blocks, one product after the other; then their taps, [16·9][16].
    private const int SumsLength = Products * Lanes * Lanes;
    private const int TapsLength = Taps * Lanes * Lanes;

    /// <summary>The memory that it needs beside its maps.</summary>
    /// <param name="extents">Channels of the source, and of the destination as rows.</param>
    /// <param name="tiles">Tiles of the picture.</param>
    public static WinogradScratch Scratch(WinogradExtents extents, int tiles) =>
        new(new WeightsGradientCut(extents, tiles).SharedLength, SumsLength + TapsLength);

    /// <summary>Adds the gradients.</summary>
    /// <param name="extents">Channels of the source, and of the destination as rows.</param>
    /// <param name="source">The source of the convolution.</param>
    /// <param name="sourceGrid">The tiles, with what the convolution reads beyond the edge.</param>
    /// <param name="gradient">The gradient by the convolution's result.</param>
    /// <param name="gradientGrid">The same tiles, with zeros beyond the edge.</param>
    /// <param name="parameterGradient">The gradient by the weights, <c>(oc, ic, 3, 3)</c>, and after it the one by the bias; added to.</param>
    /// <param name="scratch">Memory at least as large as <see cref="Scratch"/> says.</param>
    /// <param name="workers">The threads to work on.</param>
    public static void Run(
        WinogradExtents extents, TileSource source, TileGrid sourceGrid, TileSource gradient, TileGrid gradientGrid, float* parameterGradient, ScratchMemory scratch, WorkerPool workers)
    {
        var cut = new WeightsGradientCut(extents, sourceGrid.Count);
        var bias = parameterGradient + ((long)extents.Rows * extents.Channels * Taps);
        for (var block = 0; block < cut.Blocks; block++)
        {
            workers.Run(new Transforming(source, sourceGrid, gradient, gradientGrid, cut, block, scratch, bias, extents.Rows), cut.SourceBlocks + cut.GradientBlocks);
            workers.Run(new Pair(extents, cut, cut.Tiles(block), scratch, parameterGradient), cut.SourceBlocks * cut.GradientBlocks);
        }
    }

    /// <summary>One block of channels of the source, or of the gradient, which is also summed for the bias.</summary>
    private readonly struct Transforming(
        TileSource source, TileGrid sourceGrid, TileSource gradient, TileGrid gradientGrid, WeightsGradientCut cut, int block, ScratchMemory scratch, float* bias, int rows) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    Transform<Lanes512>(item);
                    break;
                case 256:
                    Transform<Lanes256>(item);
                    break;
                default:
                    Transform<Lanes128>(item);
                    break;
            }
        }

        private void Transform<V>(int item)
            where V : struct, ILanes<V>
        {
            var (first, tiles) = (cut.First(block), cut.Tiles(block));
            if (item < cut.SourceBlocks)
            {
                source.Transform<V, SourceTile>(
                    sourceGrid, item..(item + 1), first, tiles, scratch.Shared, new TileStrides(cut.SourcePlane, cut.BlockStride, BlockedProduct.GroupLength));
                return;
            }

            var channels = item - cut.SourceBlocks;
            var to = scratch.Shared + cut.SourceLength;
            gradient.Transform<V, GradientTile>(
                gradientGrid, channels..(channels + 1), first, tiles, to, new TileStrides(cut.GradientPlane, cut.BlockStride, BlockedProduct.GroupLength));
            AddBias(to + ((long)Products * cut.GradientPlane) + ((long)channels * cut.BlockStride), tiles, bias + (channels * Lanes), Math.Min(Lanes, rows - (channels * Lanes)));
        }

        private static void AddBias(float* sums, int tiles, float* bias, int channels)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                double sum = bias[channel];
                for (var tile = 0; tile < tiles; tile++)
                {
                    sum += sums[(tile * Lanes) + channel];
                }

                bias[channel] = (float)sum;
            }
        }
    }

    /// <summary>Sixteen source channels by sixteen destination channels.</summary>
    private readonly struct Pair(WinogradExtents extents, WeightsGradientCut cut, int tiles, ScratchMemory scratch, float* weightsGradient) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    Compute<Lanes512>(item, worker);
                    break;
                case 256:
                    Compute<Lanes256>(item, worker);
                    break;
                default:
                    Compute<Lanes128>(item, worker);
                    break;
            }
        }

        private void Compute<V>(int item, int worker)
            where V : struct, ILanes<V>
        {
            var (to, from) = Math.DivRem(item, cut.SourceBlocks);
            var source = scratch.Shared + ((long)from * cut.BlockStride);
            var gradient = scratch.Shared + cut.SourceLength + ((long)to * cut.BlockStride);
            var sums = scratch.Own(worker);
            var (channels, rows) = (Math.Min(Lanes, extents.Channels - (from * Lanes)), Math.Min(Lanes, extents.Rows - (to * Lanes)));
            var into = weightsGradient + ((((long)to * Lanes * extents.Channels) + (from * Lanes)) * Taps);
            TileSums.Prefetch(channels * Taps, rows, into, (nint)extents.Channels * Taps);
            for (var product = 0; product < Products; product++, source += cut.SourcePlane, gradient += cut.GradientPlane)
            {
                TileSums.Multiply<V>(tiles, source, gradient, sums + (product * Lanes * Lanes), cut.SourcePlane, cut.GradientPlane);
            }

            var taps = sums + SumsLength;
            TransformBack<V>(sums, taps);
            TileSums.AddTransposed(taps, channels * Taps, rows, into, (nint)extents.Channels * Taps);
        }

        // Gᵀ·u·G: down the columns into half, then along its rows; [36][16][16] → [16·9][16].
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void TransformBack<V>(float* sums, float* taps)
            where V : struct, ILanes<V>
        {
            var half = stackalloc float[3 * Inputs * V.Count];
            const int plane = Lanes * Lanes, down = Inputs * plane;
            for (var channel = 0; channel < Lanes; channel++, sums += Lanes, taps += Taps * Lanes)
            {
                for (var lane = 0; lane < Lanes; lane += V.Count)
                {
                    for (var column = 0; column < Inputs; column++)
                    {
                        var u = sums + (column * plane) + lane;
                        KernelGradient(
                            V.Load(u), V.Load(u + down), V.Load(u + (2 * down)), V.Load(u + (3 * down)), V.Load(u + (4 * down)), V.Load(u + (5 * down)), out var g0, out var g1, out var g2);
                        var to = half + (column * V.Count);
                        V.Store(g0, to);
                        V.Store(g1, to + (Inputs * V.Count));
                        V.Store(g2, to + (2 * Inputs * V.Count));
                    }

                    for (var row = 0; row < 3; row++)
                    {
                        var h = half + (row * Inputs * V.Count);
                        KernelGradient(
                            V.Load(h), V.Load(h + V.Count), V.Load(h + (2 * V.Count)), V.Load(h + (3 * V.Count)), V.Load(h + (4 * V.Count)), V.Load(h + (5 * V.Count)), out var g0, out var g1, out var g2);
                        var to = taps + (row * 3 * Lanes) + lane;
                        V.Store(g0, to);
                        V.Store(g1, to + Lanes);
                        V.Store(g2, to + (2 * Lanes));
                    }
                }
            }
        }
    }
}
