namespace StyleForge.Models.Volumes;

/// <summary>Where the voxels of a volume lie in space, as NIfTI-1 says it: kept as it was, so that what is written lies where the source lies.</summary>
/// <param name="Units">The byte of units; its lower three bits are 1 for metres, 2 for millimetres, 3 for micrometres.</param>
/// <param name="PixelSizes">Eight numbers: the sign of the third axis, and extents of a voxel.</param>
/// <param name="QuaternionCode">What space the quaternion leads to; 0 for none.</param>
/// <param name="Quaternion">Its numbers b, c, d, and where the first voxel lies.</param>
/// <param name="AffineCode">What space the rows lead to; 0 for none.</param>
/// <param name="Rows">Three rows of four: to the right, to the front, up.</param>
public sealed record VolumeOrientation(
    byte Units, IReadOnlyList<float> PixelSizes, short QuaternionCode, IReadOnlyList<float> Quaternion, short AffineCode, IReadOnlyList<float> Rows)
{
    /// <summary>True where the file says how the patient lies in it.</summary>
    public bool IsKnown => AffineCode > 0 || QuaternionCode > 0;

    /// <summary>
    /// From voxels to millimetres to the right, to the front and up, by the rows, else by the quaternion; else as if the axes pointed there, which is
    /// what the format says for a file of which nothing more is known.
    /// </summary>
    public Affine ToMillimetres
    {
        get
        {
            var scale = (Units & 7) switch { 1 => 1000.0, 3 => 0.001, _ => 1.0 };
            var affine = AffineCode > 0 ? OfRows() : QuaternionCode > 0 ? OfQuaternion() : OfSizes();
            return new Affine(Scaled(affine.X), Scaled(affine.Y), Scaled(affine.Z));

            (double X, double Y, double Z, double Shift) Scaled((double X, double Y, double Z, double Shift) row) => (row.X * scale, row.Y * scale, row.Z * scale, row.Shift * scale);
        }
    }

    private Affine OfRows() => new((Rows[0], Rows[1], Rows[2], Rows[3]), (Rows[4], Rows[5], Rows[6], Rows[7]), (Rows[8], Rows[9], Rows[10], Rows[11]));

    private Affine OfSizes() => new((PixelSizes[1], 0, 0, 0), (0, PixelSizes[2], 0, 0), (0, 0, PixelSizes[3], 0));

    private Affine OfQuaternion()
    {
        double b = Quaternion[0], c = Quaternion[1], d = Quaternion[2];
        var a = Math.Sqrt(Math.Max(0, 1 - ((b * b) + (c * c) + (d * d))));
        var (dx, dy, dz) = (PixelSizes[1], PixelSizes[2], PixelSizes[3] * (PixelSizes[0] < 0 ? -1.0 : 1.0));
        return new Affine(
            (((a * a) + (b * b) - (c * c) - (d * d)) * dx, 2 * ((b * c) - (a * d)) * dy, 2 * ((b * d) + (a * c)) * dz, Quaternion[3]),
            (2 * ((b * c) + (a * d)) * dx, ((a * a) + (c * c) - (b * b) - (d * d)) * dy, 2 * ((c * d) - (a * b)) * dz, Quaternion[4]),
            (2 * ((b * d) - (a * c)) * dx, 2 * ((c * d) + (a * b)) * dy, ((a * a) + (d * d) - (b * b) - (c * c)) * dz, Quaternion[5]));
    }
}
