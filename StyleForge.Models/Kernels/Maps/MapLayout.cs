namespace StyleForge.Models.Kernels.Maps;

/// <summary>
/// How the activations of one picture lie in memory, <c>[C/lanes][D][H][W][lanes]</c> with a margin of zeros around each plane: what a
/// convolution reads beyond the edge is there like any other number.
/// </summary>
/// <remarks>A picture has a depth of 1, a signal a depth and a height of 1.</remarks>
internal sealed class MapLayout
{
    /// <summary>Channels of a block.</summary>
    public const int Block = 16;

    private readonly int[] _before;
    private readonly int[] _after;

    /// <summary>Lays a map.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="lanes">1 for a channel after the other, 16 for sixteen of a position side by side.</param>
    /// <param name="extents">Depth, height and width.</param>
    /// <param name="before">The margin before the first element along each.</param>
    /// <param name="after">The margin after the last.</param>
    public MapLayout(int channels, int lanes, int[] extents, int[] before, int[] after)
    {
        (Channels, Lanes, Extents, _before, _after) = (channels, lanes, extents, before, after);
        RowStride = (long)Whole(2) * lanes;
        SliceStride = Whole(1) * RowStride;

        // An odd number of cache lines, lest all planes fall on the same cache sets.
        PlaneStride = (((Whole(0) * SliceStride) + Block - 1) / Block | 1) * Block;
    }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>Numbers of a position that lie side by side: 1 or 16.</summary>
    public int Lanes { get; }

    /// <summary>Depth, height and width.</summary>
    public int[] Extents { get; }

    /// <summary>Positions without the margin.</summary>
    public int Positions => Extents[0] * Extents[1] * Extents[2];

    /// <summary>Planes: channels, or blocks of them.</summary>
    public int Planes => (Channels + Lanes - 1) / Lanes;

    /// <summary>Floats between two rows.</summary>
    public long RowStride { get; }

    /// <summary>Floats between two slices of a volume.</summary>
    public long SliceStride { get; }

    /// <summary>Floats between two planes.</summary>
    public long PlaneStride { get; }

    /// <summary>Floats of the map.</summary>
    public long Length => Planes * PlaneStride;

    /// <summary>True where there is a margin.</summary>
    public bool HasMargin => Whole(0) * Whole(1) * Whole(2) > Positions;

    /// <summary>Floats from the first of the map to a position of its first plane; places may lie in the margin.</summary>
    public long At(int d, int h, int w) => ((d + _before[0]) * SliceStride) + ((h + _before[1]) * RowStride) + ((long)(w + _before[2]) * Lanes);

    /// <summary>The layout of some of the planes of a map.</summary>
    public MapLayout Part(int channels) => new(channels, Lanes, Extents, _before, _after);

    /// <summary>Writes zeros into the margin of a plane.</summary>
    /// <param name="plane">The first float of the plane.</param>
    public unsafe void ClearMargin(float* plane)
    {
        var (whole, row) = (Whole(1), (int)RowStride);
        var (left, right) = (_before[2] * Lanes, _after[2] * Lanes);
        for (var d = 0; d < Whole(0); d++)
        {
            for (var h = 0; h < whole; h++)
            {
                var line = new Span<float>(plane + (d * SliceStride) + (h * RowStride), row);
                if (d < _before[0] || d >= _before[0] + Extents[0] || h < _before[1] || h >= _before[1] + Extents[1])
                {
                    line.Clear();
                }
                else
                {
                    line[..left].Clear();
                    line[(row - right)..].Clear();
                }
            }
        }
    }

    private int Whole(int dimension) => _before[dimension] + Extents[dimension] + _after[dimension];
}
