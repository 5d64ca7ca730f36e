using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>
/// The Gram matrix as a symmetric matrix product over chunks of positions: only tiles that reach the lower triangle are
/// computed. Positions are cut into slabs whose number depends on sizes alone; a slab adds up its chunks, and the slabs
/// are added in order.
/// </summary>
internal static unsafe class GramProduct
{
    // Chunks that a slab has at least, so that clearing and joining its sum is a hundredth of making it.
    private const int ChunksPerSlab = 8;

    // Items of work aimed at. Where there are fewer slabs, they are cut by rows too.
    private const int Items = 32;

    private const int MostSlabs = 64;

    // Rows that a part has at least, on average.
    private const int RowsPerPart = 64;

    // Blocks of channels up to which the gradient reads features where they are.
    private const int MostBlocksInPlace = 8;

    // Channels up to which two chunks and the sums lie in a second-level cache side by side.
    private const int MostChannelsAhead = 256;

    // Floats that one item of work joins, about.
    private const int FloatsPerItem = 1 << 16;

    /// <summary>Floats that <see cref="Accumulate"/> rents: the slabs' sums, and a chunk for each thread.</summary>
    public static long ScratchLength(int channels, long positions, int threads) =>
        (Slabs(channels, positions) * GramTiles.LengthOf(channels)) + ((long)PositionChunk.LengthOf(channels) * threads);

    /// <summary>Floats that <see cref="AddGradient"/> rents: the panels, and two chunks for each thread.</summary>
    public static long GradientScratchLength(int channels, int threads)
    {
        var padded = (long)BlockedProduct.PaddedColumns(channels);
        return (padded * padded) + (2L * PositionChunk.LengthOf(channels) * threads);
    }

    /// <summary>Adds the Gram matrix of a core.</summary>
    public static void Accumulate(
        FeatureMap<float> features, FeatureWindow window, float* weights, int weightStride, float* sum, WorkerPool workers, TensorPool pool)
    {
        var channels = features.Shape[1];
        var length = GramTiles.LengthOf(channels);
        var slabs = Slabs(channels, window.Core.Positions);
        var parts = Math.Clamp(Items / slabs, 1, Math.Max(channels / RowsPerPart, 1));
        using var scratch = pool.RentScratch(ScratchLength(channels, window.Core.Positions, workers.Threads));
        var partial = scratch.Pointer;
        var origin = weights is null ? null : weights + ((long)window.Top * weightStride) + window.Left;
        var source = new PositionChunk(features, window.Core, origin, weightStride);
        workers.Run(new SlabSum(source, window.Core.Positions, channels, slabs, parts, partial, partial + (slabs * length)), slabs * parts);
        var items = (int)Math.Min((slabs * length / FloatsPerItem) + 1, BlockedProduct.Padded(channels) / BlockedProduct.Lanes);
        workers.Run(new SlabReduction(partial, channels, slabs, items, sum), items);
    }

    /// <summary>Adds <c>scale·m²·E·F</c> to the gradient by F.</summary>
    public static void AddGradient(
        float* error, FeatureMap<float> features, FeatureWindow window, float* weights, int weightStride, float scale, FeatureMap<float> gradient, WorkerPool workers, TensorPool pool)
    {
        var channels = features.Shape[1];
        var padded = BlockedProduct.PaddedColumns(channels);
        using var scratch = pool.RentScratch(GradientScratchLength(channels, workers.Threads));
        var panels = scratch.Pointer;
        workers.Run(new PanelPacking(error, channels, scale, panels), padded / BlockedProduct.Columns);
        var all = new Region(0, 0, features.Shape[2], features.Shape[3]);
        var origin = weights is null ? null : weights + ((long)window.Top * weightStride) + window.Left;
        var work = new GradientChunk(
            new PositionChunk(features, all, origin, weightStride), new PositionChunk(gradient, all, origin, weightStride), all.Positions, channels, panels, panels + ((long)padded * padded));
        workers.Run(work, (all.Positions + PositionChunk.Positions - 1) / PositionChunk.Positions);
    }

    private static int Slabs(int channels, long positions)
    {
        var chunks = (positions + PositionChunk.Positions - 1) / PositionChunk.Positions;
        return (int)Math.Clamp(chunks / ChunksPerSlab, 1, channels > 128 ? MostSlabs / 4 : MostSlabs);
    }

    /// <summary>Some rows of the sum over one slab, up to the diagonal.</summary>
    private readonly struct SlabSum(PositionChunk source, int positions, int channels, int slabs, int parts, float* partial, float* scratch) : IWork
    {
        public void Do(int item, int worker)
        {
            var (slab, part) = Math.DivRem(item, parts);
            var (firstRow, endRow) = (RowOf(part), RowOf(part + 1));
            var sums = partial + (slab * GramTiles.LengthOf(channels));
            GramTiles.Clear(firstRow, endRow, channels, sums);
            var chunk = scratch + ((long)worker * PositionChunk.LengthOf(channels));
            var chunks = ((long)positions + PositionChunk.Positions - 1) / PositionChunk.Positions;
            for (var index = (int)(chunks * slab / slabs); index < (int)(chunks * (slab + 1) / slabs); index++)
            {
                var first = index * PositionChunk.Positions;
                var count = Math.Min(PositionChunk.Positions, positions - first);
                if (source.IsInPlace)
                {
                    var from = source.At(first);
                    Add(from, source.MapStride, count, firstRow, endRow, sums, channels > MostChannelsAhead ? null : from + (count * BlockedProduct.Lanes));
                    continue;
                }

                source.Gather(first, count, endRow / BlockedProduct.Lanes, chunk);
                Add(chunk, PositionChunk.BlockStride, count, firstRow, endRow, sums, null);
            }
        }

        // The triangle is cut into parts of about the same area.
        private int RowOf(int part)
        {
            var blocks = BlockedProduct.Padded(channels) / BlockedProduct.Lanes;
            return (int)Math.Round(blocks * Math.Sqrt((double)part / parts)) * BlockedProduct.Lanes;
        }

        private void Add(float* from, nint blockStride, int count, int firstRow, int endRow, float* sums, float* next)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    GramTiles.Add<Lanes512>(from, blockStride, count, firstRow, endRow, channels, sums, next);
                    break;
                case 256:
                    GramTiles.Add<Lanes256>(from, blockStride, count, firstRow, endRow, channels, sums, next);
                    break;
                default:
                    GramTiles.Add<Lanes128>(from, blockStride, count, firstRow, endRow, channels, sums, next);
                    break;
            }
        }
    }

    /// <summary>Some panels of the sums of all slabs, added to the matrix and mirrored.</summary>
    private readonly struct SlabReduction(float* partial, int channels, int slabs, int items, float* sum) : IWork
    {
        // So many rows of a panel are a page, which stays close while the slabs pass.
        private const int Rows = 64;

        public void Do(int item, int worker)
        {
            var padded = BlockedProduct.Padded(channels);
            for (var column = item * BlockedProduct.Lanes; column < padded; column += items * BlockedProduct.Lanes)
            {
                var panel = partial + GramTiles.PanelAt(column / BlockedProduct.Lanes, channels);
                for (var row = column; row < padded; row += Rows)
                {
                    var rows = Math.Min(Rows, padded - row);
                    var total = panel + ((row - column) * BlockedProduct.Lanes);
                    Total<Lanes128>(total, rows * BlockedProduct.Lanes);
                    Join(total, row, Math.Min(row + rows, channels), column);
                }
            }
        }

        // Memory is what limits this, so vectors of any processor do.
        private void Total<V>(float* total, int count)
            where V : struct, ILanes<V>
        {
            var length = GramTiles.LengthOf(channels);
            for (var slab = 1; slab < slabs; slab++)
            {
                var from = total + (slab * length);
                for (var i = 0; i < count; i += 2 * V.Count)
                {
                    V.Store(V.Add(V.Load(total + i), V.Load(from + i)), total + i);
                    V.Store(V.Add(V.Load(total + i + V.Count), V.Load(from + i + V.Count)), total + i + V.Count);
                }
            }
        }

        private void Join(float* total, int row, int endRow, int column)
        {
            for (; row < endRow; row++, total += BlockedProduct.Lanes)
            {
                var to = sum + ((long)row * channels) + column;
                var mirrored = sum + ((long)column * channels) + row;
                for (var i = 0; i < BlockedProduct.Lanes && column + i <= row; i++, mirrored += channels)
                {
                    *mirrored = to[i] += total[i];
                }
            }
        }
    }

    /// <summary>One panel of E, scaled: <c>[C][Columns]</c>, zero past the last channel.</summary>
    private readonly struct PanelPacking(float* error, int channels, float scale, float* panels) : IWork
    {
        public void Do(int item, int worker)
        {
            var padded = BlockedProduct.PaddedColumns(channels);
            var first = item * BlockedProduct.Columns;
            var columns = Math.Clamp(channels - first, 0, BlockedProduct.Columns);
            var to = panels + ((long)first * padded);
            new Span<float>(to, padded * BlockedProduct.Columns).Clear();
            for (var channel = 0; channel < channels; channel++, to += BlockedProduct.Columns)
            {
                var from = error + ((long)channel * channels) + first;
                for (var i = 0; i < columns; i++)
                {
                    to[i] = scale * from[i];
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
            var chunk = scratch + ((long)worker * 2 * length);
            var first = item * PositionChunk.Positions;
            var count = Math.Min(PositionChunk.Positions, positions - first);
            var rows = BlockedProduct.PaddedRows(count);
            var blocks = BlockedProduct.Padded(channels) / BlockedProduct.Lanes;

            // Every panel reads all channels again, and many that lie far apart push each other out of the caches. Rows past
            // the last position are read too, and so are only there in a chunk.
            var from = chunk;
            nint blockStride = PositionChunk.BlockStride;
            if (source.IsInPlace && rows == count && blocks <= MostBlocksInPlace)
            {
                from = source.At(first);
                blockStride = source.MapStride;
            }
            else
            {
                source.Gather(first, count, blocks, chunk);
            }

            // A wide panel may have a block more than the map.
            var padded = BlockedProduct.PaddedColumns(channels);
            if (destination.IsInPlace && rows == count && padded == blocks * BlockedProduct.Lanes)
            {
                for (var column = 0; column < padded; column += BlockedProduct.Columns)
                {
                    BlockedProduct.MultiplyAdd(
                        rows, blocks, from, blockStride, BlockedProduct.GroupLength, Panel(column), column, destination.At(first), destination.MapStride, null);
                }

                return;
            }

            var product = chunk + length;
            for (var column = 0; column < padded; column += BlockedProduct.Columns)
            {
                BlockedProduct.Multiply(
                    rows, blocks, from, blockStride, BlockedProduct.GroupLength, Panel(column), column, product, PositionChunk.BlockStride, null);
            }

            destination.Add(first, count, product);
        }

        private float* Panel(int column) => panels + ((long)column * BlockedProduct.PaddedColumns(channels));
    }
}
