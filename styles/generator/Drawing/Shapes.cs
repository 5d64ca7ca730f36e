using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>Signed distances to plane shapes, negative inside, and what one does with them.</summary>
internal static class Shapes
{
    /// <summary>0 below the first edge, 1 above the second, with no kink between.</summary>
    public static float Smooth(float from, float to, float x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>A unit vector at an angle in radians, clockwise where y points down.</summary>
    public static Vector2 Direction(float angle) => new(MathF.Cos(angle), MathF.Sin(angle));

    /// <summary>The vector turned by an angle in radians.</summary>
    public static Vector2 Turn(Vector2 p, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        return new Vector2((cos * p.X) - (sin * p.Y), (sin * p.X) + (cos * p.Y));
    }

    /// <summary>Distance to the segment from a to b.</summary>
    public static float Segment(Vector2 p, Vector2 a, Vector2 b) => Vector2.Distance(p, a + ((b - a) * Along(p, a, b)));

    /// <summary>Where on the segment from a (0) to b (1) the nearest point lies.</summary>
    public static float Along(Vector2 p, Vector2 a, Vector2 b) =>
        Math.Clamp(Vector2.Dot(p - a, b - a) / MathF.Max((b - a).LengthSquared(), 1e-12f), 0, 1);

    /// <summary>Signed distance to a box of the half extents given, around the origin.</summary>
    public static float Box(Vector2 p, Vector2 half)
    {
        var q = Vector2.Abs(p) - half;
        return Vector2.Max(q, Vector2.Zero).Length() + MathF.Min(MathF.Max(q.X, q.Y), 0);
    }

    /// <summary>An ellipse, roughly: exact on the outline, scaled elsewhere by the mean radius.</summary>
    public static float Ellipse(Vector2 p, Vector2 radii) => ((p / radii).Length() - 1) * MathF.Min(radii.X, radii.Y);

    /// <summary>Signed distance to a closed polygon.</summary>
    public static float Polygon(Vector2 p, ReadOnlySpan<Vector2> corners)
    {
        var distance = float.MaxValue;
        var inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            var (a, b) = (corners[i], corners[j]);
            distance = MathF.Min(distance, Segment(p, a, b));
            if ((a.Y > p.Y) != (b.Y > p.Y) && p.X < ((b.X - a.X) * (p.Y - a.Y) / (b.Y - a.Y)) + a.X)
            {
                inside = !inside;
            }
        }

        return inside ? -distance : distance;
    }

    /// <summary>A leaf or petal from the origin along +x: a vesica of the length and width given, roughly to scale.</summary>
    public static float Petal(Vector2 p, float length, float width)
    {
        var t = p.X / length;
        if (t is < 0 or > 1)
        {
            return MathF.Max(MathF.Abs(p.Y), MathF.Max(-p.X, p.X - length));
        }

        return MathF.Abs(p.Y) - (width * 0.5f * MathF.Pow(MathF.Sin(MathF.PI * MathF.Pow(t, 0.75f)), 0.8f));
    }
}
