using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>Follows a field of directions from a point.</summary>
internal static class FlowPath
{
    /// <summary>Points along the field, starting half the length upstream, so that the stroke is centred on its seed.</summary>
    /// <param name="seed">The middle of the path.</param>
    /// <param name="directionAt">The direction at a point; its length does not matter.</param>
    /// <param name="length">Length of the path.</param>
    /// <param name="points">Number of points, 2 or more.</param>
    public static Vector2[] Trace(Vector2 seed, Func<Vector2, Vector2> directionAt, float length, int points)
    {
        var step = length / (points - 1);
        var start = seed;
        for (var i = 0; i < points / 2; i++)
        {
            start -= Unit(directionAt(start)) * step;
        }

        var path = new Vector2[points];
        for (var i = 0; i < points; i++)
        {
            path[i] = start;
            // The midpoint rule keeps tight swirls from spiralling outwards.
            var middle = start + (Unit(directionAt(start)) * (step * 0.5f));
            start += Unit(directionAt(middle)) * step;
        }

        return path;
    }

    private static Vector2 Unit(Vector2 v) => v.LengthSquared() > 1e-12f ? Vector2.Normalize(v) : Vector2.UnitX;
}
