using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// How the tiles of a gradient by weights are cut into blocks, and how the scratch memory is laid out. It depends on sizes alone.
/// </summary>
internal readonly struct WeightsGradientCut
{
    /// <summary>Planes of a transformed gradient: the products, and the sums of the tiles.</summary>
    public const int GradientPlanes = Products + 1;

    // What is transformed of a block stays in the second-level cache, or nearly; but the way back from the products costs as
    // much as half a dozen tiles, so there are never very few of them in a block.
    private const int TransformedFloats = 144 << 10;
    private const int LeastTiles = 24;

    private readonly int _tiles;

    /// <summary>Cuts.</summary>
    /// <param name="extents">Channels of the source, and of the destination as rows.</param>
    /// <param name="tiles">All tiles.</param>
    public WeightsGradientCut(WinogradExtents extents, int tiles)
    {
        _tiles = tiles;
        SourceBlocks = BlockedProduct.Padded(extents.Channels) / BlockedProduct.Lanes;
        GradientBlocks = BlockedProduct.Padded(extents.Rows) / BlockedProduct.Lanes;
        var most = Math.Max(TransformedFloats / (Products * BlockedProduct.Lanes * (SourceBlocks + GradientBlocks)), LeastTiles);
        Blocks = (tiles + most - 1) / most;
        TilesPerBlock = (tiles + Blocks - 1) / Blocks;
        BlockStride = TilesPerBlock * BlockedProduct.Lanes;
        SourcePlane = OddLines(SourceBlocks * BlockStride);
        GradientPlane = OddLines(GradientBlocks * BlockStride);
    }

    /// <summary>Blocks of source channels.</summary>
    public int SourceBlocks { get; }

    /// <summary>Blocks of destination channels.</summary>
    public int GradientBlocks { get; }

    /// <summary>Blocks of tiles.</summary>
    public int Blocks { get; }

    /// <summary>Tiles of a block but perhaps the last.</summary>
    public int TilesPerBlock { get; }

    /// <summary>Floats between two blocks of channels of a product.</summary>
    public int BlockStride { get; }

    /// <summary>Floats between two products of the transformed source.</summary>
    public int SourcePlane { get; }

    /// <summary>Floats between two products of the transformed gradient.</summary>
    public int GradientPlane { get; }

    /// <summary>Floats of the transformed source of a block.</summary>
    public long SourceLength => (long)Products * SourcePlane;

    /// <summary>Floats of the transformed source and gradient of a block, which all workers share.</summary>
    public long SharedLength => SourceLength + ((long)GradientPlanes * GradientPlane);

    /// <summary>The first tile of a block.</summary>
    public int First(int block) => block * TilesPerBlock;

    /// <summary>The tiles of a block.</summary>
    public int Tiles(int block) => Math.Min(TilesPerBlock, _tiles - First(block));

    // An odd number of cache lines, lest the planes fall on the same cache sets.
    private static int OddLines(int floats) => ((floats / 16) | 1) * 16;
}
