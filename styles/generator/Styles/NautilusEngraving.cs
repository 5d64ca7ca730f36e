using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A nautilus among shells and weed, engraved: tone is the width of lines that follow the form.</summary>
internal sealed class NautilusEngraving : StylePicture
{
    private static readonly Vector2 Centre = new(0.47f, 0.40f);

    public override string Name => "engraving";

    public override string Title => "Nautilus, Plate XIV";

    public override string Description => "Copperplate engraving in sepia: swelling lines and cross-hatching that wrap around the form.";

    public override string Technique => "Line families along the form (rings, spirals, waves), thickened by tone, crossed in the shadows.";

    public override uint Seed => 29;

    protected override float Aspect => 1.2f;

    protected override void Paint(Canvas canvas, SeededRandom random) => canvas.Fill(Engraved);

    private static Vector3 Engraved(Vector2 p)
    {
        var (tone, first, second) = Shell(p) ?? Bed(p);
        tone = Math.Clamp(tone, 0.03f, 0.97f);
        var dark = Lines(first, tone, 0.9f, p);
        dark = MathF.Max(dark, Lines(second, Math.Clamp((tone - 0.42f) * 1.6f, 0, 0.8f), 0.9f, p));
        dark = MathF.Max(dark, Lines((first + second) * 0.7f, Math.Clamp((tone - 0.72f) * 2.4f, 0, 0.8f), 0.8f, p));
        var paper = Colours.Hex("ecdfc3") * (1 + (0.06f * Noise.Fractal(p * 5, 4, 3)) + (0.03f * Noise.Gradient(p * 260, 6)));
        var foxing = Shapes.Smooth(0.5f, 0.9f, Noise.Fractal(p * 6, 4, 44) + 0.35f);
        paper = Vector3.Lerp(paper, Colours.Hex("c79f6b"), foxing * 0.4f);
        return Colours.Clamp(Vector3.Lerp(paper, Colours.Hex("33211a"), dark * 0.93f));
    }

    /// <summary>Ink of a family of lines, one a unit of <paramref name="phase"/>, as wide as the tone asks.</summary>
    private static float Lines(float phase, float tone, float strength, Vector2 p)
    {
        var wander = phase + (0.10f * Noise.Gradient(p * 40, 8));
        var away = MathF.Abs(wander - MathF.Round(wander)) * 2;
        return tone <= 0.01f ? 0 : Shapes.Smooth(tone + 0.12f, tone - 0.12f, away) * strength;
    }

    private static (float Tone, float First, float Second)? Shell(Vector2 p)
    {
        var offset = (p - Centre) * new Vector2(1, 1.06f);
        var radius = offset.Length();
        var angle = MathF.Atan2(offset.Y, offset.X);
        // r = a·exp(bθ): which turn of the spiral a point lies in, from 0 at its inner to 1 at its outer wall.
        const float Growth = 0.187f;
        var turns = ((MathF.Log(radius / 0.0135f) / Growth) - angle) / MathF.Tau;
        var whorl = MathF.Floor(turns);
        var across = turns - whorl;
        var sweep = angle + (whorl * MathF.Tau);
        if (sweep > 14.4f || radius < 0.006f)
        {
            return null;
        }

        // Chambers: walls swept back across the whorl.
        var chamber = (sweep * 2.9f) + (1.1f * MathF.Sin(across * MathF.PI)) - (0.5f * across);
        var within = chamber - MathF.Floor(chamber);
        var open = sweep > 11.2f;
        var round = MathF.Sin(across * MathF.PI);
        var light = Vector2.Dot(Shapes.Direction(angle), new Vector2(-0.55f, -0.80f));
        var tone = 0.62f - (0.55f * round) - (0.22f * light) + (0.35f * MathF.Pow(1 - across, 3));
        if (!open)
        {
            tone += 0.5f * MathF.Exp(-within * 9) + (0.15f * within) - 0.12f;
        }
        else
        {
            var flame = Noise.Fractal(new Vector2(sweep * 5, across * 3), 3, 13);
            tone += 0.35f * Shapes.Smooth(0, 0.3f, flame);
        }

        var wall = MathF.Min(across, 1 - across) * radius;
        tone = wall < 0.0035f ? 0.97f : tone;
        return (tone, open ? sweep * 30 : chamber * 7.0f, across * (9 + (radius * 85)));
    }

    private static (float Tone, float First, float Second) Bed(Vector2 p)
    {
        // Small shells and pebbles on the sea floor, weed behind, waved water above.
        var floor = 0.66f + (0.015f * MathF.Sin(p.X * 16));
        if (p.Y > floor)
        {
            var q = (p * new Vector2(9, 13)) + (0.25f * Noise.Displacement(p * 8, 2, 4));
            var stone = Noise.Cells(q, 51);
            var gap = stone.Second - stone.Nearest;
            var turn = (stone.Cell & 255) / 255f * MathF.PI;
            var slope = Vector2.Dot(Shapes.Direction(turn), p);
            return (0.30f + (0.45f * stone.Nearest) + (0.6f * Shapes.Smooth(0.14f, 0.03f, gap)), (stone.Nearest * 9) + (slope * 20), slope * 140);
        }

        foreach (var (root, lean, width) in ((float, float, float)[])[(0.06f, 0.05f, 0.05f), (0.15f, -0.04f, 0.035f), (0.90f, -0.07f, 0.055f), (0.97f, 0.02f, 0.04f), (0.80f, 0.05f, 0.03f)])
        {
            var t = (floor - p.Y) / 0.55f;
            var middle = root + (lean * t) + (0.022f * MathF.Sin((t * 15) + (root * 40)));
            var half = width * (1 - t) * (0.75f + (0.25f * MathF.Sin((t * 44) + (root * 90))));
            var side = (p.X - middle) / MathF.Max(half, 1e-4f);
            if (t < 1 && MathF.Abs(side) < 1)
            {
                var rib = MathF.Abs(side) < 0.10f ? 0.4f : 0;
                return (0.45f + (0.28f * side) + rib + (0.25f * MathF.Sin(t * 50 + (MathF.Abs(side) * 3))), (t * 60) + (MathF.Abs(side) * 2.4f), side * 7);
            }
        }

        var wave = (p.Y * 62) + (1.3f * MathF.Sin((p.X * 8) + (p.Y * 4))) + (1.1f * Noise.Fractal(p * 3.2f, 2, 7));
        var shade = 0.24f + (0.20f * Noise.Fractal(p * new Vector2(3, 5), 3, 19)) + (0.24f * Shapes.Smooth(0.30f, 0.75f, Vector2.Distance(p, new Vector2(0.5f, 0.38f))));
        shade += 0.35f * Shapes.Smooth(0.12f, 0, floor - p.Y) + (0.22f * Shapes.Smooth(0.42f, 0.30f, Vector2.Distance(p, Centre + new Vector2(0.04f, 0.05f))));
        return (shade, wave, (p.X * 70) + (p.Y * 25));
    }
}
