using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>An upright ring in its own x-y plane, or a part of it: handles and arches.</summary>
internal sealed class TorusSolid(Vector3 place, float radius, float thickness) : MarchedSolid(place, 1, Bounds.Around(Vector3.Zero, new Vector3(radius + thickness, radius + thickness, thickness)))
{
    /// <inheritdoc/>
    protected override float Distance(Vector3 p)
    {
        var ring = MathF.Sqrt((p.X * p.X) + (p.Y * p.Y)) - radius;
        return MathF.Sqrt((ring * ring) + (p.Z * p.Z)) - thickness;
    }
}
