namespace StyleForge.Models.Networks;

/// <summary>
/// Coloured noise with the statistics that photographs share: an amplitude that falls as 1/f (Field 1987), and colour channels
/// that mostly agree.
/// </summary>
internal static class PhotographicNoise
{
    private const int Octaves = 6;
    private const double Mean = 0.5;
    private const double Deviation = 0.22;
    private const double ColourShare = 0.5;

    /// <summary>Fills square RGB pictures, planar, sRGB-encoded, 0 to 1.</summary>
    /// <param name="pictures">3·side·side numbers for each picture; overwritten.</param>
    /// <param name="side">Pixels across and down.</param>
    /// <param name="random">Where chance comes from.</param>
    public static void Fill(Span<float> pictures, int side, SplitMix64 random)
    {
        var plane = side * side;
        var light = new double[plane];
        var colour = new double[plane];
        for (var picture = 0; picture < pictures.Length; picture += 3 * plane)
        {
            Clouds(light, side, ref random);
            for (var channel = 0; channel < 3; channel++)
            {
                Clouds(colour, side, ref random);
                Mix(light, colour, pictures.Slice(picture + (channel * plane), plane));
            }
        }
    }

    // Octaves of smoothly interpolated noise; each coarser one is twice as strong.
    private static void Clouds(double[] destination, int side, ref SplitMix64 random)
    {
        Array.Clear(destination);
        for (var octave = 0; octave < Octaves; octave++)
        {
            var cell = 1 << octave;
            var grid = (side / cell) + 2;
            var knots = new float[grid * grid];
            random.FillNormal(knots, cell);
            for (var y = 0; y < side; y++)
            {
                var (top, down) = (y / cell, y % cell / (double)cell);
                for (var x = 0; x < side; x++)
                {
                    var (left, across) = (x / cell, x % cell / (double)cell);
                    var upper = Between(knots[(top * grid) + left], knots[(top * grid) + left + 1], across);
                    var lower = Between(knots[((top + 1) * grid) + left], knots[((top + 1) * grid) + left + 1], across);
                    destination[(y * side) + x] += Between(upper, lower, down);
                }
            }
        }
    }

    private static void Mix(double[] light, double[] colour, Span<float> plane)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < plane.Length; i++)
        {
            var value = light[i] + (ColourShare * colour[i]);
            sum += value;
            squares += value * value;
        }

        var mean = sum / plane.Length;
        var deviation = Math.Sqrt((squares / plane.Length) - (mean * mean));
        for (var i = 0; i < plane.Length; i++)
        {
            var value = light[i] + (ColourShare * colour[i]);
            plane[i] = (float)Math.Clamp(Mean + (Deviation * (value - mean) / deviation), 0, 1);
        }
    }

    private static double Between(double from, double to, double share) => from + (share * (to - from));
}
