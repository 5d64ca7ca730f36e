using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>
/// The Gram matrix as a symmetric matrix product over chunks of positions: only tiles that reach the lower triangle are
/// computed. Positions are cut into slabs whose number depends on their count alone; a slab adds up its chunks, and the slabs
/// are added in order.
/// </summary>
internal static unsafe class GramProduct
{
    // Rows of a tile. Four, so that a tile never crosses a block of sixteen channels; with two vectors eight accumulators are
    // in flight, which is what hides the latency of a multiply-add (4 cycles, two a cycle).
    private const int Rows = 4;

    // Rows of the matrix that one item of work computes.
    private const int RowsPerItem = 128;

    /// <summary>Adds the Gram matrix of a core.</summary>
    public static void Accumulate(
        FeatureMap<float> features, FeatureWindow window, float* weights, int weightStride, float* sum, WorkerPool workers, TensorPool pool)
    {
        var channels = features.Shape[1];
        var padded = BlockedProduct.PaddedColumns(channels);
        var chunks = (window.Core.Positions + PositionChunk.Positions - 1) / PositionChunk.Positions;
        var slabs = Math.Min(chunks, channels > RowsPerItem ? 16 : 64);
        var rowParts = (channels + RowsPerItem - 1) / RowsPerItem;
        using var partial = pool.RentScratch((long)slabs * padded * padded);
        using var scratch = pool.RentScratch((long)PositionChunk.LengthOf(channels) * workers.Threads);
        var origin = weights is null ? null : weights + ((long)window.Top * weightStride) + window.Left;
        var work = new SlabSum(new PositionChunk(features, window.Core, origin, weightStride), window.Core.Positions, channels, chunks, slabs, rowParts, partial.Pointer, scratch.Pointer);
        workers.Run(work, slabs * rowParts);
        workers.Run(new SlabReduction(partial.Pointer, channels, padded, slabs, sum), channels);
    }

    /// <summary>Adds <c>scale·m²·E·F</c> to the gradient by F.</summary>
    public static void AddGradient(
        float* error, FeatureMap<float> features, FeatureWindow window, float* weights, int weightStride, float scale, FeatureMap<float> gradient, WorkerPool workers, TensorPool pool)
    {
        var channels = features.Shape[1];
        var padded = BlockedProduct.PaddedColumns(channels);
        using var panels = pool.RentScratch((long)padded * padded);
        using var scratch = pool.RentScratch(2L * PositionChunk.LengthOf(channels) * workers.Threads);
        workers.Run(new PanelPacking(error, channels, scale, panels.Pointer), padded / BlockedProduct.Columns);
        var all = new Region(0, 0, features.Shape[2], features.Shape[3]);
        var origin = weights is null ? null : weights + ((long)window.Top * weightStride) + window.Left;
        var work = new GradientChunk(
            new PositionChunk(features, all, origin, weightStride), new PositionChunk(gradient, all, origin, weightStride), all.Positions, channels, panels.Pointer, scratch.Pointer);
        workers.Run(work, (all.Positions + PositionChunk.Positions - 1) / PositionChunk.Positions);
    }

    // sums += A·Aᵀ of one chunk, for some rows and all columns up to the diagonal. Columns outside, so that two vectors of
    // them stay in the first-level cache while all rows pass.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<V>(float* chunk, int positions, int firstRow, int endRow, float* sums, int stride)
        where V : struct, ILanes<V>
    {
        for (var column = 0; column < endRow; column += 2 * V.Count)
        {
            var b0 = Channel(chunk, column);
            var b1 = Channel(chunk, column + V.Count);
            for (var row = Math.Max(firstRow, column / Rows * Rows); row < endRow; row += Rows)
            {
                Tile<V>(Channel(chunk, row), b0, b1, positions, sums + ((long)row * stride) + column, stride);
            }
        }
    }

    private static float* Channel(float* chunk, int channel) =>
        chunk + (channel / BlockedProduct.Lanes * PositionChunk.BlockStride) + (channel % BlockedProduct.Lanes);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<V>(float* a, float* b0, float* b1, int positions, float* to, int stride)
        where V : struct, ILanes<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (nint p = 0; p < (nint)positions * BlockedProduct.Lanes; p += BlockedProduct.Lanes)
        {
            var (x0, x1) = (V.Load(b0 + p), V.Load(b1 + p));
            var y = V.Create(a[p]);
            c00 = V.MultiplyAdd(y, x0, c00);
            c01 = V.MultiplyAdd(y, x1, c01);
            y = V.Create(a[p + 1]);
            c10 = V.MultiplyAdd(y, x0, c10);
            c11 = V.MultiplyAdd(y, x1, c11);
            y = V.Create(a[p + 2]);
            c20 = V.MultiplyAdd(y, x0, c20);
            c21 = V.MultiplyAdd(y, x1, c21);
            y = V.Create(a[p + 3]);
            c30 = V.MultiplyAdd(y, x0, c30);
            c31 = V.MultiplyAdd(y, x1, c31);
        }

        Add(c00, c01, to);
        Add(c10, c11, to + stride);
        Add(c20, c21, to + (2 * stride));
        Add(c30, c31, to + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V>(V x, V y, float* to)
        where V : struct, ILanes<V>
    {
        V.Store(V.Add(V.Load(to), x), to);
        V.Store(V.Add(V.Load(to + V.Count), y), to + V.Count);
    }

    /// <summary>Some rows of the sum over one slab, up to the diagonal.</summary>
    private readonly struct SlabSum(
        PositionChunk source, int positions, int channels, int chunks, int slabs, int rowParts, float* partial, float* scratch) : IWork
    {
        public void Do(int item, int worker)
        {
            var (slab, part) = Math.DivRem(item, rowParts);
            var padded = BlockedProduct.PaddedColumns(channels);
            var firstRow = part * RowsPerItem;
            var endRow = Math.Min(firstRow + RowsPerItem, padded);
            var sums = partial + ((long)slab * padded * padded);
            new Span<float>(sums + ((long)firstRow * padded), (endRow - firstRow) * padded).Clear();
            var chunk = scratch + ((long)worker * PositionChunk.LengthOf(channels));
            for (var index = (int)((long)chunks * slab / slabs); index < (int)((long)chunks * (slab + 1) / slabs); index++)
            {
                var first = index * PositionChunk.Positions;
                var count = Math.Min(PositionChunk.Positions, positions - first);
                source.Gather(first, count, chunk);
                Multiply(chunk, count, firstRow, endRow, sums, padded);
            }
        }

        private static void Multiply(float* chunk, int count, int firstRow, int endRow, float* sums, int stride)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    Multiply<Lanes512>(chunk, count, firstRow, endRow, sums, stride);
                    break;
                case 256:
                    Multiply<Lanes256>(chunk, count, firstRow, endRow, sums, stride);
                    break;
                default:
                    Multiply<Lanes128>(chunk, count, firstRow, endRow, sums, stride);
                    break;
            }
        }
    }

    /// <summary>One row up to the diagonal, and the column that mirrors it.</summary>
    private readonly struct SlabReduction(float* partial, int channels, int padded, int slabs, float* sum) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var column = 0; column <= item; column++)
            {
                var total = 0f;
                for (var slab = 0; slab < slabs; slab++)
                {
                    total += partial[((((long)slab * padded) + item) * padded) + column];
                }

                var at = ((long)item * channels) + column;
                sum[((long)column * channels) + item] = sum[at] += total;
            }
        }
    }

    /// <summary>One panel of E, scaled: <c>[C][Columns]</c>, zero past the last channel.</summary>
    private readonly struct PanelPacking(float* error, int channels, float scale, float* panels) : IWork
    {
        public void Do(int item, int worker)
        {
            var padded = BlockedProduct.PaddedColumns(channels);
            var to = panels + ((long)item * padded * BlockedProduct.Columns);
            for (var channel = 0; channel < padded; channel++)
            {
                for (var i = 0; i < BlockedProduct.Columns; i++)
                {
                    var column = (item * BlockedProduct.Columns) + i;
                    *to++ = channel < channels && column < channels ? scale * error[((long)channel * channels) + column] : 0;
                }
            }
        }
    }

    /// <summary>The gradient at the positions of one chunk, all channels.</summary>
    private readonly struct GradientChunk(PositionChunk source, PositionChunk destination, int positions, int channels, float* panels, float* scratch) : IWork
    {
        public void Do(int item, int worker)
        {
            var length = PositionChunk.LengthOf(channels);
            var from = scratch + ((long)worker * 2 * length);
            var to = from + length;
            var first = item * PositionChunk.Positions;
            var count = Math.Min(PositionChunk.Positions, positions - first);
            var padded = BlockedProduct.PaddedColumns(channels);
            source.Gather(first, count, from);
            for (var column = 0; column < padded; column += BlockedProduct.Columns)
            {
                BlockedProduct.Multiply(
                    BlockedProduct.PaddedRows(count), padded / BlockedProduct.Lanes, from, PositionChunk.BlockStride, BlockedProduct.GroupLength, panels + ((long)column * padded), column, to, PositionChunk.BlockStride, null);
            }

            destination.Add(first, count, to);
        }
    }
}
