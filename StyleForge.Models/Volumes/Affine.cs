namespace StyleForge.Models.Volumes;

/// <summary>A map of points of space: a matrix and a shift, row by row.</summary>
/// <param name="X">What the first coordinate becomes: factors of the three, and the shift.</param>
/// <param name="Y">What the second becomes.</param>
/// <param name="Z">What the third becomes.</param>
public readonly record struct Affine((double X, double Y, double Z, double Shift) X, (double X, double Y, double Z, double Shift) Y, (double X, double Y, double Z, double Shift) Z)
{
    /// <summary>The volume that a unit cube becomes, with its sign.</summary>
    public double Determinant =>
        (X.X * ((Y.Y * Z.Z) - (Y.Z * Z.Y))) - (X.Y * ((Y.X * Z.Z) - (Y.Z * Z.X))) + (X.Z * ((Y.X * Z.Y) - (Y.Y * Z.X)));

    /// <summary>Where a point goes.</summary>
    public (double X, double Y, double Z) Of(double x, double y, double z) => (Row(X, x, y, z), Row(Y, x, y, z), Row(Z, x, y, z));

    /// <summary>First another map, then this one.</summary>
    public Affine After(Affine first)
    {
        var (origin, x, y, z) = (Of(first.X.Shift, first.Y.Shift, first.Z.Shift), Turn(first.X.X, first.Y.X, first.Z.X), Turn(first.X.Y, first.Y.Y, first.Z.Y), Turn(first.X.Z, first.Y.Z, first.Z.Z));
        return new Affine((x.X, y.X, z.X, origin.X), (x.Y, y.Y, z.Y, origin.Y), (x.Z, y.Z, z.Z, origin.Z));
    }

    /// <summary>The map back.</summary>
    /// <exception cref="ArgumentException">There is none: the map flattens space.</exception>
    public Affine Inverse()
    {
        var determinant = Determinant;
        if (determinant == 0 || !double.IsFinite(determinant))
        {
            throw new ArgumentException("A map that flattens space has no way back.");
        }

        var matrix = new Affine(
            (((Y.Y * Z.Z) - (Y.Z * Z.Y)) / determinant, ((X.Z * Z.Y) - (X.Y * Z.Z)) / determinant, ((X.Y * Y.Z) - (X.Z * Y.Y)) / determinant, 0),
            (((Y.Z * Z.X) - (Y.X * Z.Z)) / determinant, ((X.X * Z.Z) - (X.Z * Z.X)) / determinant, ((X.Z * Y.X) - (X.X * Y.Z)) / determinant, 0),
            (((Y.X * Z.Y) - (Y.Y * Z.X)) / determinant, ((X.Y * Z.X) - (X.X * Z.Y)) / determinant, ((X.X * Y.Y) - (X.Y * Y.X)) / determinant, 0));
        var shift = matrix.Of(-X.Shift, -Y.Shift, -Z.Shift);
        return new Affine(matrix.X with { Shift = shift.X }, matrix.Y with { Shift = shift.Y }, matrix.Z with { Shift = shift.Z });
    }

    private static double Row((double X, double Y, double Z, double Shift) row, double x, double y, double z) => (row.X * x) + (row.Y * y) + (row.Z * z) + row.Shift;

    private (double X, double Y, double Z) Turn(double x, double y, double z) =>
        (Row(X with { Shift = 0 }, x, y, z), Row(Y with { Shift = 0 }, x, y, z), Row(Z with { Shift = 0 }, x, y, z));
}
