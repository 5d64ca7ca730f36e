using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>A conifer, 1 high: drooping tiers of ragged branches round a trunk.</summary>
internal sealed class PineSolid(Vector3 place, float scale, uint seed) : MarchedSolid(place, scale, new Bounds(new Vector3(-0.27f, -0.1f, -0.27f), new Vector3(0.27f, 1.02f, 0.27f)))
{
    /// <inheritdoc/>
    protected override float Caution => 0.45f;

    /// <inheritdoc/>
    protected override float Distance(Vector3 p)
    {
        var radius = MathF.Sqrt((p.X * p.X) + (p.Z * p.Z));
        var trunk = MathF.Max(radius - 0.018f, p.Y - 0.9f);
        var angle = MathF.Atan2(p.Z, p.X);
        var tier = (p.Y * 9.5f) + (radius * 5) + (0.35f * MathF.Sin((angle * 3) + seed));
        var within = tier - MathF.Floor(tier);
        var reach = 0.235f * MathF.Pow(MathF.Max(0, 1 - p.Y), 0.85f);
        var branch = 0.72f + (0.28f * MathF.Sin((angle * 9) + (MathF.Floor(tier) * 2.4f) + seed));
        var ragged = 0.03f * Noise.Fractal(new Vector2(angle * 6, p.Y * 26), 2, seed);
        var crown = radius - (reach * branch * (1 - (0.55f * within))) - ragged;
        return MathF.Min(trunk, MathF.Max(crown * 0.6f, 0.12f - p.Y));
    }
}
