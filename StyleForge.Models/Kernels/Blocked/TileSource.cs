using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// What a Winograd product reads: activations as they are; a gradient through the gates of a rectifier; or the gradient by a
/// pooling's output, spread over its windows through the gates of rectifier and pooling together.
/// </summary>
/// <param name="map">The numbers, blocked; of half the extents where they are a pooling's.</param>
/// <param name="gates">One bit for each element at the extents of the tiles, <c>[C/16][H·W]</c> of 16 bits; null for activations.</param>
/// <param name="height">Rows that the tiles are laid over.</param>
/// <param name="width">Columns that the tiles are laid over.</param>
/// <param name="unpool">1 where the map is as large as the tiles' picture, otherwise what one of the four of a window gets: 1 after maximum, ¼ after average pooling.</param>
/// <param name="isPooled">True where the map is a pooling's.</param>
internal readonly unsafe struct TileSource(FeatureMap<float> map, ushort* gates, int height, int width, float unpool, bool isPooled)
{
    private const int Lanes = BlockedProduct.Lanes;

    /// <summary>Blocks of channels.</summary>
    public int Blocks => map.Planes;

    private int MapWidth => map.Shape[3];

    private long Gates => (long)height * width;

    /// <summary>Transforms some tiles of some channels, <c>Bᵀ·d·B</c>, to <c>[36][tiles/6][C/16][6][16]</c>.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="blocks">The blocks of channels.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">The first product of the first tile and of block 0.</param>
    /// <param name="plane">Floats between two products.</param>
    /// <param name="groupStride">Floats between two groups of six tiles.</param>
    public void Transform<V>(TileGrid grid, Range blocks, int first, int count, float* destination, nint plane, nint groupStride)
        where V : struct, ILanes<V> =>
        Transform<V, SourceTile>(grid, blocks, first, count, destination, new TileStrides(plane, BlockedProduct.GroupLength, groupStride));

    /// <summary>Transforms some tiles of some channels.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="blocks">The blocks of channels.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">The first product of the first tile and of block 0.</param>
    /// <param name="strides">Where the others lie.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform<V, TTile>(TileGrid grid, Range blocks, int first, int count, float* destination, TileStrides strides)
        where V : struct, ILanes<V>
        where TTile : struct, ITileTransform
    {
        var half = stackalloc float[Products * V.Count];
        var (last, plane) = (TTile.Side - 1, strides.Plane);
        var (firstDown, firstAcross) = Math.DivRem(first, grid.Across);
        for (var block = blocks.Start.Value; block < blocks.End.Value; block++)
        {
            var (down, across) = (firstDown, firstAcross);
            var group = destination + (block * strides.Block);
            for (int done = 0, place = 0; done < count; done++, across++, place++)
            {
                // Counted on, because divisions would take a tenth of the time.
                if (across == grid.Across)
                {
                    (down, across) = (down + 1, 0);
                }

                if (place == BlockedProduct.Rows)
                {
                    group += strides.Group;
                    place = 0;
                }

                var to = group + (place * Lanes);
                int* rows = grid.Rows(down) + TTile.First, columns = grid.Columns(across) + TTile.First;
                var isInside = rows[0] >= 0 && columns[0] >= 0 && rows[last] == rows[0] + last && columns[last] == columns[0] + last &&
                    (!isPooled || (rows[last] < map.Shape[2] * 2 && columns[last] < MapWidth * 2));
                if (!isInside)
                {
                    TransformEdge<V, TTile>(block, rows, columns, half, to, plane);
                    continue;
                }

                if (block + 1 < blocks.End.Value)
                {
                    Prefetch(block + 1, rows[1 - TTile.First], columns[2 - TTile.First]);
                }

                if (isPooled)
                {
                    TransformPooled<V, TTile>(block, rows[0], columns[0], half, to, plane);
                }
                else if (gates is not null)
                {
                    TransformGated<V, TTile>(block, rows[0], columns[0], half, to, plane);
                }
                else
                {
                    TransformPlain<V, TTile>(block, rows[0], columns[0], half, to, plane);
                }
            }
        }
    }

    /// <summary>One vector at one position.</summary>
    public V Load<V>(int block, int lane, int y, int x)
        where V : struct, ILanes<V>
    {
        if (!isPooled)
        {
            var number = V.Load(At(block, y, x) + lane);
            return gates is null ? number : V.And(V.Mask((uint)*Gate(block, y, x) >> lane), number);
        }

        // The last row or column of an odd extent is in no window.
        return y >= map.Shape[2] * 2 || x >= MapWidth * 2
            ? default
            : V.And(V.Mask((uint)*Gate(block, y, x) >> lane), V.Multiply(V.Create(unpool), V.Load(At(block, y >> 1, x >> 1) + lane)));
    }

    // Each kind of fetch has a method to itself: together they are more than the compiler is ready to inline.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TransformPlain<V, TTile>(int block, int y, int x, float* half, float* to, nint plane)
        where V : struct, ILanes<V>
        where TTile : struct, ITileTransform
    {
        var from = At(block, y, x);
        for (var lane = 0; lane < Lanes; lane += V.Count)
        {
            TTile.Apply<V, PlainFetch<V>>(new PlainFetch<V>(from + lane, MapWidth * Lanes), half, to + lane, plane);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TransformGated<V, TTile>(int block, int y, int x, float* half, float* to, nint plane)
        where V : struct, ILanes<V>
        where TTile : struct, ITileTransform
    {
        var from = At(block, y, x);
        var gate = Gate(block, y, x);
        for (var lane = 0; lane < Lanes; lane += V.Count)
        {
            TTile.Apply<V, GatedFetch<V>>(new GatedFetch<V>(from + lane, MapWidth * Lanes, gate, width, lane), half, to + lane, plane);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TransformPooled<V, TTile>(int block, int y, int x, float* half, float* to, nint plane)
        where V : struct, ILanes<V>
        where TTile : struct, ITileTransform
    {
        var from = At(block, y >> 1, x >> 1);
        var gate = Gate(block, y, x);
        for (var lane = 0; lane < Lanes; lane += V.Count)
        {
            TTile.Apply<V, UnpoolFetch<V>>(new UnpoolFetch<V>(from + lane, MapWidth * Lanes, y & 1, x & 1, gate, width, lane, unpool), half, to + lane, plane);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TransformEdge<V, TTile>(int block, int* rows, int* columns, float* half, float* to, nint plane)
        where V : struct, ILanes<V>
        where TTile : struct, ITileTransform
    {
        for (var lane = 0; lane < Lanes; lane += V.Count)
        {
            TTile.Apply<V, EdgeFetch<V>>(new EdgeFetch<V>(this, block, lane, rows, columns), half, to + lane, plane);
        }
    }

    private float* At(int block, int y, int x) => map.Pointer + (block * map.PlaneStride) + ((((long)y * MapWidth) + x) * Lanes);

    private ushort* Gate(int block, int y, int x) => gates + (block * Gates) + ((long)y * width) + x;

    // The same tile of the next block: rows far apart, which no hardware foresees.
    private void Prefetch(int block, int y, int x)
    {
        if (Sse.IsSupported)
        {
            var (size, shift) = isPooled ? (Outputs / 2, 1) : (Outputs, 0);
            for (var row = 0; row <= size; row++)
            {
                var line = At(block, Math.Min((y >> shift) + row, map.Shape[2] - 1), x >> shift);
                for (var column = 0; column < size; column++)
                {
                    Sse.Prefetch1(line + (column * Lanes));
                }
            }
        }
    }
}
