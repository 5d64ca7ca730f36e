using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A body turned about the vertical from a closed outline: bottles, jugs, towers, fruit.</summary>
/// <param name="place">Where the outline's origin stands.</param>
/// <param name="scale">Factor on the outline.</param>
/// <param name="outline">Corners (radius, height); where it starts and ends off the axis it must return to its start.</param>
/// <param name="rounding">Radius that the corners are rounded by, in units of the outline.</param>
internal sealed class LatheSolid(Vector3 place, float scale, Vector2[] outline, float rounding)
    : MarchedSolid(place, scale, Around(outline, rounding))
{
    /// <inheritdoc/>
    protected override float Distance(Vector3 p)
    {
        var q = new Vector2(MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)), p.Y);
        var squared = float.MaxValue;
        var inside = false;
        // The axis closes the outline; it is no surface, and no line towards greater radius crosses it.
        for (var i = 1; i < outline.Length; i++)
        {
            var (a, b) = (outline[i - 1], outline[i]);
            var side = b - a;
            var offset = q - a;
            var along = Math.Clamp(Vector2.Dot(offset, side) / MathF.Max(side.LengthSquared(), 1e-12f), 0, 1);
            squared = MathF.Min(squared, (offset - (side * along)).LengthSquared());
            if ((a.Y > q.Y) != (b.Y > q.Y) && q.X < (side.X * (q.Y - a.Y) / side.Y) + a.X)
            {
                inside = !inside;
            }
        }

        return (inside ? -MathF.Sqrt(squared) : MathF.Sqrt(squared)) - rounding;
    }

    private static Bounds Around(Vector2[] outline, float rounding)
    {
        var radius = outline.Max(p => p.X) + rounding;
        return new Bounds(new Vector3(-radius, outline.Min(p => p.Y) - rounding, -radius), new Vector3(radius, outline.Max(p => p.Y) + rounding, radius));
    }
}
