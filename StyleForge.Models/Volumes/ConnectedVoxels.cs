namespace StyleForge.Models.Volumes;

/// <summary>Voxels that touch, be it at a corner.</summary>
public static class ConnectedVoxels
{
    /// <summary>Makes background of all labels but those of the largest piece of connected voxels, whatever their labels are among each other.</summary>
    /// <param name="extents">The extents of the volume.</param>
    /// <param name="labels">A label for each voxel, 0 for the background; changed.</param>
    /// <returns>How many voxels became background.</returns>
    public static long KeepLargest(VoxelExtents extents, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var filled = new bool[labels.Length];
        var (largest, most, all) = (0, 0L, 0L);
        for (var seed = 0; seed < labels.Length; seed++)
        {
            if (labels[seed] == 0 || filled[seed])
            {
                continue;
            }

            var count = Fill(extents, labels, filled, seed);
            all += count;
            (largest, most) = count > most ? (seed, count) : (largest, most);
        }

        if (most == all)
        {
            return 0;
        }

        Array.Clear(filled);
        Fill(extents, labels, filled, largest);
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            labels[voxel] = filled[voxel] ? labels[voxel] : (byte)0;
        }

        return all - most;
    }

    // Fills the piece of a voxel, and gives how many voxels it has.
    private static long Fill(VoxelExtents extents, byte[] labels, bool[] filled, int seed)
    {
        var count = 0L;
        var waiting = new Stack<int>([seed]);
        filled[seed] = true;
        while (waiting.TryPop(out var voxel))
        {
            count++;
            var (plane, row, column) = (voxel / (extents.Second * extents.Third), voxel / extents.Third % extents.Second, voxel % extents.Third);
            for (var i = Math.Max(0, plane - 1); i <= Math.Min(extents.First - 1, plane + 1); i++)
            {
                for (var j = Math.Max(0, row - 1); j <= Math.Min(extents.Second - 1, row + 1); j++)
                {
                    for (var k = Math.Max(0, column - 1); k <= Math.Min(extents.Third - 1, column + 1); k++)
                    {
                        var next = extents.Place(i, j, k);
                        if (labels[next] != 0 && !filled[next])
                        {
                            filled[next] = true;
                            waiting.Push(next);
                        }
                    }
                }
            }
        }

        return count;
    }
}
