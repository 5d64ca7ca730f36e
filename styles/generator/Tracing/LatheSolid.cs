using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>A body turned about the vertical from a closed outline: bottles, jugs, towers, fruit.</summary>
/// <param name="place">Where the outline's origin stands.</param>
/// <param name="scale">Factor on the outline.</param>
/// <param name="outline">Corners (radius, height); the axis closes it.</param>
/// <param name="rounding">Radius that the corners are rounded by, in units of the outline.</param>
internal sealed class LatheSolid(Vector3 place, float scale, Vector2[] outline, float rounding)
    : MarchedSolid(place, scale, Around(outline, rounding))
{
    private readonly Vector2[] _corners = [.. outline, .. outline.Reverse().Select(p => p with { X = -p.X })];

    /// <inheritdoc/>
    protected override float Distance(Vector3 p) =>
        Shapes.Polygon(new Vector2(MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)), p.Y), _corners) - rounding;

    private static Bounds Around(Vector2[] outline, float rounding)
    {
        var radius = outline.Max(p => p.X) + rounding;
        return new Bounds(new Vector3(-radius, outline.Min(p => p.Y) - rounding, -radius), new Vector3(radius, outline.Max(p => p.Y) + rounding, radius));
    }
}
