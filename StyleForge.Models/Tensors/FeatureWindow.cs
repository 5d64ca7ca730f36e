namespace StyleForge.Models.Tensors;

/// <summary>
/// Which part of a whole layer a feature map shows, and which part of the map counts. A picture that is worked on in
/// overlapping windows shows each position in several maps; it counts in one.
/// </summary>
/// <param name="Top">Row of the whole layer that the map's first row is.</param>
/// <param name="Left">Column of the whole layer that the map's first column is.</param>
/// <param name="Core">The positions that count, in the map's own rows and columns.</param>
public readonly record struct FeatureWindow(int Top, int Left, Region Core)
{
    /// <summary>The same, seen by a map that has only some of the rows.</summary>
    /// <param name="first">The row of this map that is the other's first.</param>
    /// <param name="count">How many rows the other has.</param>
    public FeatureWindow Rows(int first, int count)
    {
        var (top, bottom) = (Math.Clamp(Core.Top - first, 0, count), Math.Clamp(Core.Bottom - first, 0, count));
        return new FeatureWindow(Top + first, Left, Core with { Top = top, Height = bottom - top });
    }

    /// <summary>A map that is the whole layer.</summary>
    /// <param name="shape"><c>(N, C, H, W)</c>.</param>
    public static FeatureWindow Whole(Shape shape) => new(0, 0, new Region(0, 0, shape[2], shape[3]));
}
