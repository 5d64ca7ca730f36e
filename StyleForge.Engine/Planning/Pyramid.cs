namespace StyleForge.Engine.Planning;

/// <summary>The sizes at which a picture is made, one after the other.</summary>
internal static class Pyramid
{
    /// <summary>
    /// Long sides from small to large: the size itself, the size over the step, over its square and so on, down to the
    /// minimum. Without any that small, the size alone.
    /// </summary>
    /// <param name="size">Long side of the finished picture, in pixels.</param>
    /// <param name="minimumSize">Smallest long side, in pixels.</param>
    /// <param name="step">Factor between two levels, above 1.</param>
    public static IReadOnlyList<int> LongSides(int size, int minimumSize, double step)
    {
        var sides = new List<int> { size };
        for (var exact = size / step; Round(exact) >= minimumSize && Round(exact) < sides[^1]; exact /= step)
        {
            sides.Add(Round(exact));
        }

        sides.Reverse();
        return sides;
    }

    /// <summary>Extents with the aspect ratio of a picture and the long side given; the short side is rounded and at least 1.</summary>
    public static (int Width, int Height) Fit(int width, int height, int longSide) => width >= height
        ? (longSide, Math.Max(1, Round((double)longSide * height / width)))
        : (Math.Max(1, Round((double)longSide * width / height)), longSide);

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.AwayFromZero);
}
