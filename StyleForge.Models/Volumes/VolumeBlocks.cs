namespace StyleForge.Models.Volumes;

/// <summary>
/// Cuts volumes into blocks that a network can take within some memory. Around its core a block shows as much as the network looks at, and ends where the
/// volume ends, so that a core's labels are those of the whole.
/// </summary>
public static class VolumeBlocks
{
    /// <summary>The blocks whose cores tile a volume: as few voxels as the memory allows are computed twice.</summary>
    /// <param name="whole">The volume.</param>
    /// <param name="reach">How far a network looks to each side, in voxels.</param>
    /// <param name="bytes">The bytes that a block of some extents takes.</param>
    /// <param name="limit">The bytes that there are.</param>
    /// <returns>The blocks; empty where not even small ones fit.</returns>
    public static IReadOnlyList<VolumeBlock> Cut(VoxelExtents whole, int reach, Func<VoxelExtents, long> bytes, long limit)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var least = long.MaxValue;
        (Axis First, Axis Second, Axis Third)? best = null;
        foreach (var (first, second, third) in from i in Axes(whole.First, reach) from j in Axes(whole.Second, reach) from k in Axes(whole.Third, reach) select (i, j, k))
        {
            var voxels = first.Sum * second.Sum * third.Sum;
            if (voxels < least && bytes(new VoxelExtents(first.Longest, second.Longest, third.Longest)) <= limit)
            {
                (least, best) = (voxels, (first, second, third));
            }
        }

        return best is not { } chosen ? [] :
        [
            .. from a in chosen.First.Pieces
               from b in chosen.Second.Pieces
               from c in chosen.Third.Pieces
               select new VolumeBlock(
                   (a.Start, b.Start, c.Start),
                   new VoxelExtents(a.Length, b.Length, c.Length),
                   (a.Core, b.Core, c.Core),
                   new VoxelExtents(a.CoreLength, b.CoreLength, c.CoreLength)),
        ];
    }

    // One axis cut into one piece, two, and so on. A core is no narrower than a quarter of what is seen around it: narrower ones compute everything many times over.
    private static Axis[] Axes(int extent, int reach) =>
        [.. Enumerable.Range(1, Math.Max(1, extent / Math.Max(1, reach / 2))).Select(count => new Axis([.. Cut(extent, count, reach)]))];

    private static IEnumerable<(int Start, int Length, int Core, int CoreLength)> Cut(int extent, int count, int reach)
    {
        for (var number = 0; number < count; number++)
        {
            var (core, end) = ((int)((long)extent * number / count), (int)((long)extent * (number + 1) / count));
            var (from, to) = (Math.Max(0, core - reach), Math.Min(extent, end + reach));
            yield return (from, to - from, core, end - core);
        }
    }

    /// <summary>An axis that is cut.</summary>
    private sealed record Axis((int Start, int Length, int Core, int CoreLength)[] Pieces)
    {
        public long Sum { get; } = Pieces.Sum(piece => (long)piece.Length);

        public int Longest { get; } = Pieces.Max(piece => piece.Length);
    }
}
