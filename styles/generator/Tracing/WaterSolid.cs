using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>A sheet of water without end, level but for the slope of its ripples.</summary>
internal sealed class WaterSolid(float level, Vector2 ripples) : Solid
{
    /// <inheritdoc/>
    public override Bounds Bounds => new(new Vector3(-1e4f, level - 0.01f, -1e4f), new Vector3(1e4f, level + 0.01f, 1e4f));

    /// <inheritdoc/>
    public override bool Meet(in Ray ray, float from, float to, out Hit hit)
    {
        var distance = (level - ray.Origin.Y) / ray.Direction.Y;
        if (!(distance > from && distance < to))
        {
            hit = default;
            return false;
        }

        var p = ray.At(distance);
        var q = new Vector2(p.X, p.Z) * Material.Scale;
        // Long waves across the wind, short ones on them; far away the slopes average out.
        var fade = 1 / (1 + (distance * 0.010f));
        var slope = (Noise.Displacement(q * ripples, 3, 11) + (0.6f * Noise.Displacement(q * ripples * 3.7f, 2, 23))) * (Material.Bump * fade);
        var normal = Vector3.Normalize(new Vector3(slope.X, 1, slope.Y));
        hit = new Hit(distance, p, normal, p, normal, Material);
        return true;
    }
}
