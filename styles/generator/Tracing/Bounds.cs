using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A box along the axes.</summary>
internal readonly record struct Bounds(Vector3 Low, Vector3 High)
{
    /// <summary>The middle.</summary>
    public Vector3 Centre => (Low + High) / 2;

    /// <summary>A box around a point with the half extents given.</summary>
    public static Bounds Around(Vector3 centre, Vector3 half) => new(centre - half, centre + half);

    /// <summary>The smallest box around both.</summary>
    public Bounds With(Bounds other) => new(Vector3.Min(Low, other.Low), Vector3.Max(High, other.High));

    /// <summary>The part of a ray inside, by slabs; empty where enter exceeds leave.</summary>
    public (float Enter, float Leave) Span(in Ray ray)
    {
        var inverse = Vector3.One / ray.Direction;
        var a = (Low - ray.Origin) * inverse;
        var b = (High - ray.Origin) * inverse;
        var near = Vector3.Min(a, b);
        var far = Vector3.Max(a, b);
        return (MathF.Max(MathF.Max(near.X, near.Y), MathF.Max(near.Z, 0)), MathF.Min(far.X, MathF.Min(far.Y, far.Z)));
    }
}
