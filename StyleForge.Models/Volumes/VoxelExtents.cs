namespace StyleForge.Models.Volumes;

/// <summary>Voxels along three axes; those along the last lie side by side.</summary>
/// <param name="First">Along the first.</param>
/// <param name="Second">Along the second.</param>
/// <param name="Third">Along the last.</param>
public readonly record struct VoxelExtents(int First, int Second, int Third)
{
    /// <summary>All voxels.</summary>
    public long Count => (long)First * Second * Third;

    /// <summary>Where a voxel lies among all.</summary>
    public int Place(int first, int second, int third) => (((first * Second) + second) * Third) + third;

    /// <summary>Where the voxel nearest to a point lies among all; null outside.</summary>
    public int? Find(double first, double second, double third)
    {
        var (i, j, k) = ((int)Math.Round(first), (int)Math.Round(second), (int)Math.Round(third));
        return i >= 0 && i < First && j >= 0 && j < Second && k >= 0 && k < Third ? Place(i, j, k) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{First}×{Second}×{Third}";
}
