using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// How the tiles and destination channels of a Winograd product are cut into work, and how the scratch memory is laid out. It
/// depends on sizes alone.
/// </summary>
internal readonly struct WinogradCut
{
    // Kernels kept: what a worker transforms stays in its second-level cache.
    private const int OwnTiles = 48;
    private const int OwnRows = 64;

    // Kernels transformed on the way: as many tiles as the third-level cache takes, 36 products of a quarter megabyte, and as
    // few kernels at once as there can be, lest they push the tiles out.
    private const int SharedFloats = 65536;
    private const int SharedRows = 16;

    // Fewer items than this and destination channels are shared out too, at the price of transforming the source again.
    private const int EnoughItems = 8;

    private readonly int _tiles;

    /// <summary>Cuts.</summary>
    public WinogradCut(WinogradExtents extents, int tiles)
    {
        var channels = extents.PaddedChannels;
        var most = extents.IsKept ? OwnTiles : Math.Max(SharedFloats / channels, 2 * OwnTiles);
        var blocks = (tiles + most - 1) / most;
        if (extents.IsKept && tiles > most / 2)
        {
            // An even number, for two workers.
            blocks = (blocks + 1) / 2 * 2;
        }

        _tiles = tiles;
        TilesPerBlock = BlockedProduct.PaddedRows((tiles + blocks - 1) / blocks);
        Blocks = (tiles + TilesPerBlock - 1) / TilesPerBlock;
        RowsAtOnce = Math.Max(extents.IsKept ? OwnRows : SharedRows, BlockedProduct.Columns);
        Groups = (extents.Rows + RowsAtOnce - 1) / RowsAtOnce;
        Parts = Math.Clamp((EnoughItems + Blocks - 1) / Blocks, 1, (Groups + 1) / 2);
        BlockStride = TilesPerBlock * BlockedProduct.Lanes;
        GroupStride = channels * BlockedProduct.Rows;
        SourcePlane = OddLines(TilesPerBlock / BlockedProduct.Rows * GroupStride);
        ProductPlane = OddLines(RowsAtOnce / BlockedProduct.Lanes * BlockStride);
        SharedLength = extents.IsKept ? 0 : SourceLength;
        OwnLength = ProductLength + (extents.IsKept ? SourceLength : (long)RowsAtOnce / BlockedProduct.Columns * extents.PanelLength);
    }

    /// <summary>Tiles of a block; a whole number of groups of six.</summary>
    public int TilesPerBlock { get; }

    /// <summary>Blocks of tiles.</summary>
    public int Blocks { get; }

    /// <summary>Destination channels between two transforms back.</summary>
    public int RowsAtOnce { get; }

    /// <summary>Groups of <see cref="RowsAtOnce"/> destination channels.</summary>
    public int Groups { get; }

    /// <summary>Into how many items a block's groups are dealt, where each worker has blocks of its own.</summary>
    public int Parts { get; }

    /// <summary>Floats between two blocks of channels of a product's result.</summary>
    public int BlockStride { get; }

    /// <summary>Floats between two groups of six tiles of the transformed source.</summary>
    public int GroupStride { get; }

    /// <summary>Floats between two products of the transformed source.</summary>
    public int SourcePlane { get; }

    /// <summary>Floats between two products of results.</summary>
    public int ProductPlane { get; }

    /// <summary>Floats of the transformed source of a block.</summary>
    public long SourceLength => (long)Products * SourcePlane;

    /// <summary>Floats of a group's results.</summary>
    public long ProductLength => (long)Products * ProductPlane;

    /// <summary>Floats of memory that all workers share.</summary>
    public long SharedLength { get; }

    /// <summary>Floats of memory that each worker has to itself.</summary>
    public long OwnLength { get; }

    /// <summary>The first tile of a block.</summary>
    public int First(int block) => block * TilesPerBlock;

    /// <summary>The tiles of a block.</summary>
    public int Tiles(int block) => Math.Min(TilesPerBlock, _tiles - First(block));

    // An odd number of cache lines, lest the 36 planes fall on the same cache sets.
    private static int OddLines(int floats) => ((floats / 16) + 2 | 1) * 16;
}
