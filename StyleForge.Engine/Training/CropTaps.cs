namespace StyleForge.Engine.Training;

/// <summary>
/// For each pixel of a crop along one axis: the pixels of the picture that it is made of, and their weights, which sum to 1 and
/// stand before the zeros.
/// </summary>
internal static class CropTaps
{
    /// <summary>How many pixels of the picture one of the crop is made of, at most.</summary>
    /// <param name="scale">Pixels of the crop for one of the picture.</param>
    public static int Count(double scale) => scale >= 1 ? 2 : (int)Math.Ceiling(1 / scale) + 1;

    /// <summary>Fills the tables.</summary>
    /// <param name="start">Where the crop begins, in pixels of the picture; pixel i covers i to i + 1.</param>
    /// <param name="scale">Pixels of the crop for one of the picture.</param>
    /// <param name="extent">Pixels of the picture along the axis.</param>
    /// <param name="first">For each pixel of the crop, the first it is made of.</param>
    /// <param name="weights">For each pixel of the crop, <see cref="Count"/> weights.</param>
    public static void Fill(double start, double scale, int extent, Span<int> first, Span<float> weights)
    {
        var taps = weights.Length / first.Length;
        weights.Clear();
        for (var pixel = 0; pixel < first.Length; pixel++)
        {
            var own = weights.Slice(pixel * taps, taps);
            first[pixel] = scale >= 1
                ? Between(start + ((pixel + 0.5) / scale), extent, own)
                : Over(start + (pixel / scale), 1 / scale, extent, own);
        }
    }

    // The two pixels on either side of a position. Beyond an edge the picture goes on with its last pixel.
    private static int Between(double position, int extent, Span<float> weights)
    {
        var place = Math.Clamp(position - 0.5, 0, extent - 1);
        var low = Math.Min((int)place, Math.Max(0, extent - 2));
        weights[0] = (float)(1 - (place - low));
        weights[1] = (float)(place - low);
        if (weights[0] == 0)
        {
            (weights[0], weights[1]) = (weights[1], 0);
            return low + 1;
        }

        return low;
    }

    // Every pixel that a stretch covers, by how much of it.
    private static int Over(double start, double length, int extent, Span<float> weights)
    {
        var end = Math.Min(start + length, extent);
        var low = (int)start;
        for (var tap = 0; tap < weights.Length && low + tap < end; tap++)
        {
            var covered = Math.Min(low + tap + 1, end) - Math.Max(low + tap, start);
            weights[tap] = (float)(covered / (end - start));
        }

        return low;
    }
}
