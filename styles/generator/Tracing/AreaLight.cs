using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A glowing parallelogram that gives light on one side: a window.</summary>
/// <param name="Corner">One corner.</param>
/// <param name="Across">From that corner to the next.</param>
/// <param name="Up">From that corner to the other neighbour.</param>
/// <param name="Radiance">Linear light.</param>
internal sealed record AreaLight(Vector3 Corner, Vector3 Across, Vector3 Up, Vector3 Radiance)
{
    /// <summary>Unit vector to the side that gives light.</summary>
    public Vector3 Normal { get; } = Vector3.Normalize(Vector3.Cross(Across, Up));

    /// <summary>Square metres.</summary>
    public float Area { get; } = Vector3.Cross(Across, Up).Length();

    /// <summary>Distance along a ray to the light's front, or infinity. A window has a cross of bars that give no light.</summary>
    public (float Distance, Vector3 Radiance) Meet(in Ray ray)
    {
        var facing = Vector3.Dot(ray.Direction, Normal);
        var distance = Vector3.Dot(Corner - ray.Origin, Normal) / facing;
        if (facing >= 0 || distance <= 0)
        {
            return (float.PositiveInfinity, default);
        }

        var offset = ray.At(distance) - Corner;
        var u = Vector3.Dot(offset, Across) / Across.LengthSquared();
        var v = Vector3.Dot(offset, Up) / Up.LengthSquared();
        return u is < 0 or > 1 || v is < 0 or > 1 ? (float.PositiveInfinity, default) : (distance, RadianceAt(u, v));
    }

    /// <summary>The radiance of a place, from 0 to 1 both ways.</summary>
    public Vector3 RadianceAt(float u, float v) => MathF.Abs(u - 0.5f) < 0.035f || MathF.Abs(v - 0.55f) < 0.025f ? Vector3.Zero : Radiance;
}
