using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>
/// Takes some positions of a map, all their channels, into the first-level caches as <c>[C/16][positions][16]</c>, and adds
/// such a chunk to a map; multiplied by the positions' weights on the way. It is where both layouts, windows and masks become
/// the same to the products. A blocked map without weights, of whose rows none is cut, is that already.
/// </summary>
/// <param name="map">The map.</param>
/// <param name="region">The positions, numbered row by row.</param>
/// <param name="weights">The weight of the map's first position; null for 1 everywhere.</param>
/// <param name="weightStride">Weights of a row of the whole layer.</param>
internal readonly unsafe struct PositionChunk(FeatureMap<float> map, Region region, float* weights, int weightStride)
{
    /// <summary>Positions of a chunk: a multiple of what the products compute at once.</summary>
    public const int Positions = 96;

    /// <summary>Floats of a block.</summary>
    public const int BlockStride = Positions * BlockedProduct.Lanes;

    /// <summary>Floats of a chunk of so many channels, rounded up to whole panels.</summary>
    public static int LengthOf(int channels) => BlockedProduct.PaddedColumns(channels) / BlockedProduct.Lanes * BlockStride;

    /// <summary>True if the positions lie in the map as they would in a chunk, but for the distance between two blocks.</summary>
    public bool IsInPlace => map.Lanes == BlockedProduct.Lanes && weights is null && region.Width == map.Shape[3];

    /// <summary>Floats between two blocks of the map.</summary>
    public nint MapStride => (nint)map.PlaneStride;

    /// <summary>Where a position lies in a map for which <see cref="IsInPlace"/> holds.</summary>
    public float* At(int first) => map.Pointer + ((((long)region.Top * region.Width) + first) * BlockedProduct.Lanes);

    /// <summary>Copies so many blocks of positions in. What lies past them is left; lanes and blocks past the last channel become zero.</summary>
    public void Gather(int first, int count, int blocks, float* chunk)
    {
        for (var block = 0; block < blocks; block++)
        {
            var to = chunk + (block * BlockStride);
            if (map.Lanes == 1 || block >= map.Planes)
            {
                new Span<float>(to, count * BlockedProduct.Lanes).Clear();
            }

            for (int done = 0, run; done < count; done += run)
            {
                run = Run(first + done, count - done, out var y, out var x);
                var position = ((long)y * map.Shape[3]) + x;
                Gather(block, position, run, weights is null ? null : weights + ((long)y * weightStride) + x, to + (done * BlockedProduct.Lanes));
            }
        }
    }

    /// <summary>Adds a chunk to the map.</summary>
    public void Add(int first, int count, float* chunk)
    {
        for (var block = 0; block * BlockedProduct.Lanes < map.Shape[1]; block++)
        {
            var from = chunk + (block * BlockStride);
            for (int done = 0, run; done < count; done += run)
            {
                run = Run(first + done, count - done, out var y, out var x);
                var position = ((long)y * map.Shape[3]) + x;
                Add(block, position, run, weights is null ? null : weights + ((long)y * weightStride) + x, from + (done * BlockedProduct.Lanes));
            }
        }
    }

    // How many positions from this one on lie side by side, and where the first one is in the map.
    private int Run(int position, int most, out int y, out int x)
    {
        (y, x) = Math.DivRem(position, region.Width);
        var run = region.Width == map.Shape[3] && weights is null ? most : Math.Min(region.Width - x, most);
        (y, x) = (y + region.Top, x + region.Left);
        return run;
    }

    private void Gather(int block, long position, int count, float* m, float* to)
    {
        if (map.Lanes != 1)
        {
            if (block < map.Planes)
            {
                Scale<Lanes128>(map.Pointer + (block * map.PlaneStride) + (position * BlockedProduct.Lanes), m, count, to, add: false);
            }

            return;
        }

        var channels = Math.Min(map.Shape[1] - (block * BlockedProduct.Lanes), BlockedProduct.Lanes);
        for (var lane = 0; lane < channels; lane++)
        {
            var from = map.Pointer + (((block * BlockedProduct.Lanes) + lane) * map.PlaneStride) + position;
            for (var p = 0; p < count; p++)
            {
                to[(p * BlockedProduct.Lanes) + lane] = m is null ? from[p] : m[p] * from[p];
            }
        }
    }

    private void Add(int block, long position, int count, float* m, float* from)
    {
        if (map.Lanes != 1)
        {
            Scale<Lanes128>(from, m, count, map.Pointer + (block * map.PlaneStride) + (position * BlockedProduct.Lanes), add: true);
            return;
        }

        var channels = Math.Min(map.Shape[1] - (block * BlockedProduct.Lanes), BlockedProduct.Lanes);
        for (var lane = 0; lane < channels; lane++)
        {
            var to = map.Pointer + (((block * BlockedProduct.Lanes) + lane) * map.PlaneStride) + position;
            for (var p = 0; p < count; p++)
            {
                var number = from[(p * BlockedProduct.Lanes) + lane];
                to[p] += m is null ? number : m[p] * number;
            }
        }
    }

    // Memory is what limits this, so vectors of any processor do.
    private static void Scale<V>(float* from, float* m, int count, float* to, bool add)
        where V : struct, ILanes<V>
    {
        if (m is null && !add)
        {
            new ReadOnlySpan<float>(from, count * BlockedProduct.Lanes).CopyTo(new Span<float>(to, count * BlockedProduct.Lanes));
            return;
        }

        for (var p = 0; p < count; p++)
        {
            var weight = V.Create(m is null ? 1 : m[p]);
            for (var lane = 0; lane < BlockedProduct.Lanes; lane += V.Count, from += V.Count, to += V.Count)
            {
                var number = V.Multiply(weight, V.Load(from));
                V.Store(add ? V.Add(V.Load(to), number) : number, to);
            }
        }
    }
}
