using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// A 3×3 convolution of stride 1 in the blocked layout by Winograd's F(4×4, 3×3): a block of tiles is transformed to
/// <c>[36][tiles/6][C/16][6][16]</c>, multiplied 36 times by the transformed kernels, and each tile of results is transformed back
/// and handed to a store, which knows what becomes of it. The same product computes both directions.
/// </summary>
/// <remarks>
/// Where the transformed kernels are kept, each worker takes blocks of tiles from end to end. Where they are transformed on the
/// way, all workers share a large block of tiles and take groups of destination channels, so that a kernel is transformed once
/// for many tiles. Each output is one chain of multiply-adds whatever the cut.
/// </remarks>
internal static unsafe class BlockedWinograd
{
    /// <summary>The memory that a convolution needs beside its maps.</summary>
    public static WinogradScratch Scratch(WinogradExtents extents, int tiles)
    {
        var cut = new WinogradCut(extents, tiles);
        return new WinogradScratch(cut.SharedLength, cut.OwnLength);
    }

    /// <summary>Computes all tiles.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="grid">Where the tiles are.</param>
    /// <param name="weights">The kernels of the direction.</param>
    /// <param name="store">What becomes of the tiles.</param>
    /// <param name="scratch">Memory at least as large as <see cref="Scratch"/> says.</param>
    /// <param name="workers">The threads to work on.</param>
    public static void Run<TStore>(TileSource source, TileGrid grid, WinogradWeights weights, TStore store, ScratchMemory scratch, WorkerPool workers)
        where TStore : struct, ITileStore
    {
        var cut = new WinogradCut(weights.Extents, grid.Count);
        if (weights.Extents.IsKept)
        {
            workers.Run(new OwnBlock<TStore>(source, grid, weights, store, cut, scratch), cut.Blocks * cut.Parts);
            return;
        }

        for (var block = 0; block < cut.Blocks; block++)
        {
            workers.Run(new SharedSource(source, grid, cut, block, scratch), source.Blocks);
            workers.Run(new SharedRows<TStore>(grid, weights, store, cut, block, scratch), cut.Groups);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store<V, TStore>(TileGrid grid, int first, int count, int block, float* products, nint plane, TStore store)
        where V : struct, ILanes<V>
        where TStore : struct, ITileStore
    {
        var half = stackalloc float[Outputs * Inputs * V.Count];
        var tile = stackalloc float[(Outputs * Outputs * BlockedProduct.Lanes) + 16];
        tile = (float*)(((nint)tile + 63) & ~63);
        var (down, across) = Math.DivRem(first, grid.Across);
        for (var done = 0; done < count; done++, across++, products += BlockedProduct.Lanes)
        {
            if (across == grid.Across)
            {
                (down, across) = (down + 1, 0);
            }

            var (y, x) = (grid.Top(down), grid.Left(across));
            var direct = store.Direct(block, y, x, out var rowStride);
            for (var lane = 0; lane < BlockedProduct.Lanes; lane += V.Count)
            {
                if (direct is null)
                {
                    Transform<V>(products + lane, plane, half, tile + lane, Outputs * BlockedProduct.Lanes);
                }
                else
                {
                    Transform<V>(products + lane, plane, half, direct + lane, rowStride);
                }
            }

            if (direct is null)
            {
                store.Write<V>(tile, block, y, x);
            }
        }
    }

    // Aᵀ·m·A: down the columns into half, then along its rows.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Transform<V>(float* products, nint plane, float* half, float* tile, nint rowStride)
        where V : struct, ILanes<V>
    {
        var down = Inputs * plane;
        for (var column = 0; column < Inputs; column++, products += plane)
        {
            Destination(
                V.Load(products), V.Load(products + down), V.Load(products + (2 * down)), V.Load(products + (3 * down)), V.Load(products + (4 * down)), V.Load(products + (5 * down)), out var y0, out var y1, out var y2, out var y3);
            var to = half + (column * V.Count);
            V.Store(y0, to);
            V.Store(y1, to + (Inputs * V.Count));
            V.Store(y2, to + (2 * Inputs * V.Count));
            V.Store(y3, to + (3 * Inputs * V.Count));
        }

        for (var row = 0; row < Outputs; row++, half += Inputs * V.Count, tile += rowStride)
        {
            Destination(
                V.Load(half), V.Load(half + V.Count), V.Load(half + (2 * V.Count)), V.Load(half + (3 * V.Count)), V.Load(half + (4 * V.Count)), V.Load(half + (5 * V.Count)), out var y0, out var y1, out var y2, out var y3);
            V.Store(y0, tile);
            V.Store(y1, tile + BlockedProduct.Lanes);
            V.Store(y2, tile + (2 * BlockedProduct.Lanes));
            V.Store(y3, tile + (3 * BlockedProduct.Lanes));
        }
    }

    // Some destination channels of a block of tiles whose source is transformed.
    private static void Compute<V, TStore>(
        TileGrid grid, WinogradWeights weights, TStore store, WinogradCut cut, int block, int group, float* transformed, float* products, float* panels)
        where V : struct, ILanes<V>
        where TStore : struct, ITileStore
    {
        var (first, count) = (cut.First(block), cut.Tiles(block));
        var row = group * cut.RowsAtOnce;
        var rows = Math.Min(cut.RowsAtOnce, BlockedProduct.PaddedColumns(weights.Extents.Rows) - row);
        Multiply(weights, cut, row, rows, count, transformed, products, panels);
        for (var lane = 0; lane < rows && row + lane < BlockedProduct.Padded(weights.Extents.Rows); lane += BlockedProduct.Lanes)
        {
            Store<V, TStore>(grid, first, count, (row + lane) / BlockedProduct.Lanes, products + (lane / BlockedProduct.Lanes * cut.BlockStride), cut.ProductPlane, store);
        }
    }

    private static void Multiply(WinogradWeights weights, WinogradCut cut, int row, int rows, int count, float* transformed, float* products, float* memory)
    {
        var panels = rows / BlockedProduct.Columns;
        float** kernels = stackalloc float*[panels];
        for (var panel = 0; panel < panels; panel++)
        {
            kernels[panel] = weights.Panel((row / BlockedProduct.Columns) + panel, memory + ((long)panel * weights.Extents.PanelLength));
        }

        for (var product = 0; product < Products; product++)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                var kernel = kernels[panel] + ((long)product * weights.Extents.ProductStride);
                var next =
                    panel + 1 < panels ? kernels[panel + 1] + ((long)product * weights.Extents.ProductStride) :
                    product + 1 < Products ? kernels[0] + ((long)(product + 1) * weights.Extents.ProductStride) : null;
                BlockedProduct.Multiply(
                    BlockedProduct.PaddedRows(count), weights.Extents.PaddedChannels / BlockedProduct.Lanes, transformed + ((long)product * cut.SourcePlane), BlockedProduct.GroupLength, cut.GroupStride, kernel, panel * BlockedProduct.Columns, products + ((long)product * cut.ProductPlane), cut.BlockStride, next);
            }
        }
    }

    /// <summary>A block of tiles that one worker does from source to destination in memory of its own.</summary>
    private readonly struct OwnBlock<TStore>(TileSource source, TileGrid grid, WinogradWeights weights, TStore store, WinogradCut cut, ScratchMemory scratch) : IWork
        where TStore : struct, ITileStore
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
            // Parts run fastest, so that neighbours in time read the same tiles.
            var (block, part) = Math.DivRem(item, cut.Parts);
            var transformed = scratch.Own(worker);
            var products = transformed + cut.SourceLength;
            source.Transform<V>(grid, ..source.Blocks, cut.First(block), cut.Tiles(block), transformed, cut.SourcePlane, cut.GroupStride);
            for (var group = cut.Groups * part / cut.Parts; group < cut.Groups * (part + 1) / cut.Parts; group++)
            {
                Compute<V, TStore>(grid, weights, store, cut, block, group, transformed, products, panels: null);
            }
        }
    }

    /// <summary>One block of source channels of a block of tiles, transformed into memory that all workers read.</summary>
    private readonly struct SharedSource(TileSource source, TileGrid grid, WinogradCut cut, int block, ScratchMemory scratch) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    source.Transform<Lanes512>(grid, item..(item + 1), cut.First(block), cut.Tiles(block), scratch.Shared, cut.SourcePlane, cut.GroupStride);
                    break;
                case 256:
                    source.Transform<Lanes256>(grid, item..(item + 1), cut.First(block), cut.Tiles(block), scratch.Shared, cut.SourcePlane, cut.GroupStride);
                    break;
                default:
                    source.Transform<Lanes128>(grid, item..(item + 1), cut.First(block), cut.Tiles(block), scratch.Shared, cut.SourcePlane, cut.GroupStride);
                    break;
            }
        }
    }

    /// <summary>Some destination channels of a block of tiles, with kernels that are transformed here.</summary>
    private readonly struct SharedRows<TStore>(TileGrid grid, WinogradWeights weights, TStore store, WinogradCut cut, int block, ScratchMemory scratch) : IWork
        where TStore : struct, ITileStore
    {
        public void Do(int item, int worker)
        {
            var products = scratch.Own(worker);
            var panels = products + cut.ProductLength;
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    Compute<Lanes512, TStore>(grid, weights, store, cut, block, item, scratch.Shared, products, panels);
                    break;
                case 256:
                    Compute<Lanes256, TStore>(grid, weights, store, cut, block, item, scratch.Shared, products, panels);
                    break;
                default:
                    Compute<Lanes128, TStore>(grid, weights, store, cut, block, item, scratch.Shared, products, panels);
                    break;
            }
        }
    }
}
