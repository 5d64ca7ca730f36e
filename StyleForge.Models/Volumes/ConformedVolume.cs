namespace StyleForge.Models.Volumes;

/// <summary>
/// A volume as the networks were trained on them, FreeSurfer's way: voxels of one millimetre, whole numbers from 0 to 255, and axes that run from the
/// patient's right to the left, from the top down and from the back to the front.
/// </summary>
/// <param name="Extents">Voxels along these three axes.</param>
/// <param name="Voxels">The voxels, the last axis's side by side.</param>
/// <param name="FromSource">From the source's voxels to these.</param>
/// <param name="IsResampled">False where each voxel is one of the source's, only in another place.</param>
/// <param name="IsRescaled">False where the numbers are those of the source.</param>
public sealed record ConformedVolume(VoxelExtents Extents, byte[] Voxels, Affine FromSource, bool IsResampled, bool IsRescaled)
{
    /// <summary>A label for each of the source's voxels: that of the voxel here that is nearest to it; 0 outside.</summary>
    /// <param name="labels">A label for each voxel here.</param>
    /// <param name="source">The volume that was conformed.</param>
    /// <returns>For each slice of the source its labels, row by row.</returns>
    public byte[][] ToSource(byte[] labels, Volume source)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(source);
        var slices = new byte[source.Depth][];
        for (var z = 0; z < source.Depth; z++)
        {
            var slice = slices[z] = new byte[source.Width * source.Height];
            for (var y = 0; y < source.Height; y++)
            {
                for (var x = 0; x < source.Width; x++)
                {
                    var (i, j, k) = FromSource.Of(x, y, z);
                    slice[(y * source.Width) + x] = Extents.Find(i, j, k) is { } place ? labels[place] : (byte)0;
                }
            }
        }

        return slices;
    }
}
