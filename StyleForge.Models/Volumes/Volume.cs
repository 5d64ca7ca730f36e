namespace StyleForge.Models.Volumes;

/// <summary>A picture in three dimensions.</summary>
/// <param name="Width">Voxels along the first axis, which lie side by side.</param>
/// <param name="Height">Voxels along the second.</param>
/// <param name="Slices">For each place of the third axis its voxels, row by row.</param>
/// <param name="Orientation">Where they lie.</param>
/// <param name="IsBytes">True where the file had whole numbers from 0 to 255, as they are.</param>
public sealed record Volume(int Width, int Height, IReadOnlyList<float[]> Slices, VolumeOrientation Orientation, bool IsBytes)
{
    /// <summary>Voxels along the third axis.</summary>
    public int Depth => Slices.Count;

    /// <summary>Cubic millimetres of a voxel.</summary>
    public double VoxelVolume => Math.Abs(Orientation.ToMillimetres.Determinant);
}
