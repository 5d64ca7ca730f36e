namespace StyleForge.Training.Crops;

/// <summary>
/// The grains that a noise is made of: cells of one value each, with the axes <c>u = across·x + down·y</c> and
/// <c>v = otherAcross·x + otherDown·y</c> of a picture's pixels; a cell is a square of side 1 in u and v.
/// </summary>
internal readonly record struct NoiseGrain(double Across, double Down, double OtherAcross, double OtherDown)
{
    /// <summary>A value a pixel.</summary>
    public static NoiseGrain Fine { get; } = new(1, 0, 0, 1);

    /// <summary>Strokes: rectangles that lie any way.</summary>
    /// <param name="length">Their length in pixels.</param>
    /// <param name="width">Their width in pixels.</param>
    /// <param name="angle">Their direction in radians.</param>
    public static NoiseGrain Stroke(double length, double width, double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return new NoiseGrain(cosine / length, sine / length, -sine / width, cosine / width);
    }
}
