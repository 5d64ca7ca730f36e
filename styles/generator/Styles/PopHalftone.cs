using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>Hibiscus and leaves over a sunburst, printed in four inks with coarse dots and heavy black outlines.</summary>
internal sealed class PopHalftone : StylePicture
{
    private static readonly (Vector2 Centre, float Radius, float Turn, string Hue)[] Blooms =
    [
        (new(0.36f, 0.60f), 0.30f, 0.2f, "ff3b6b"), (new(0.76f, 0.40f), 0.21f, 0.6f, "ff8a1e"), (new(0.77f, 0.83f), 0.19f, 0.1f, "e03bd0"), (new(0.12f, 0.20f), 0.13f, 0.4f, "ffd21e"),
    ];

    public override string Name => "comic-halftone";

    public override string Title => "Pop Hibiscus";

    public override string Description => "Comic print: cyan, magenta, yellow and black dots, heavy outlines, a sunburst. Gives dots and bold contours.";

    public override string Technique => "A flat drawing separated into four inks, each screened by its own turned grid of dots and printed a little askew.";

    public override uint Seed => 37;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var regions = new RegionMap(canvas, p => Drawing(p).Label);
        canvas.Fill(p =>
        {
            var cyan = 1 - Drawing(p + new Vector2(0.0016f, -0.0008f)).Colour.X;
            var magenta = 1 - Drawing(p + new Vector2(-0.0012f, 0.0014f)).Colour.Y;
            var yellow = 1 - Drawing(p).Colour.Z;
            var paper = Colours.Hex("fbf3df") * (1 + (0.03f * Noise.Fractal(p * 90, 2, 3)));
            paper *= Vector3.Lerp(Vector3.One, new Vector3(0.05f, 0.62f, 0.90f), Screen(p, 0.26f, cyan));
            paper *= Vector3.Lerp(Vector3.One, new Vector3(0.93f, 0.10f, 0.50f), Screen(p, 1.31f, magenta));
            paper *= Vector3.Lerp(Vector3.One, new Vector3(1.00f, 0.88f, 0.08f), Screen(p, 0.05f, yellow));
            var width = 0.0042f + (0.0022f * Noise.Gradient(p * 6, 8));
            var line = Shapes.Smooth(width, width * 0.75f, regions.DistanceAt(p));
            line = MathF.Max(line, Hatch(p));
            return Colours.Clamp(Vector3.Lerp(paper, new Vector3(0.06f, 0.05f, 0.08f), line));
        });
    }

    /// <summary>Ink of a screen of dots turned by an angle, as large as the tone asks; dark tones leave round holes instead.</summary>
    private static float Screen(Vector2 p, float turn, float tone)
    {
        const float Pitch = 0.0118f;
        var q = Shapes.Turn(p, turn) / Pitch;
        var cell = q - new Vector2(MathF.Round(q.X), MathF.Round(q.Y));
        var threshold = 0.5f + (0.25f * (MathF.Cos(cell.X * MathF.Tau) + MathF.Cos(cell.Y * MathF.Tau)));
        return Shapes.Smooth(-0.09f, 0.09f, (tone * 1.1f) - (1 - threshold) - 0.04f);
    }

    private static float Hatch(Vector2 p)
    {
        foreach (var (centre, radius, turn, _) in Blooms)
        {
            var offset = p - centre;
            var length = offset.Length() / radius;
            if (length < 1)
            {
                var angle = (MathF.Atan2(offset.Y, offset.X) - turn) * 5 / MathF.Tau;
                var side = MathF.Abs(angle - MathF.Round(angle)) * 2;
                var comb = MathF.Abs((side * 9) - MathF.Round(side * 9));
                var reach = 0.36f + (0.22f * Noise.Unit((int)MathF.Round(angle * 18), 1, 4));
                return length > 0.19f && length < reach ? Shapes.Smooth(0.16f, 0.08f, comb * (0.6f + length)) : 0;
            }
        }

        return 0;
    }

    private static (int Label, Vector3 Colour) Drawing(Vector2 p)
    {
        for (var i = 0; i < Blooms.Length; i++)
        {
            var (centre, radius, turn, hue) = Blooms[i];
            var offset = p - centre;
            if (offset.Length() > radius * 1.05f)
            {
                continue;
            }

            var stamen = Shapes.Turn(offset, 0.7f);
            if (Shapes.Segment(stamen, Vector2.Zero, new Vector2(radius * 0.5f, 0)) < radius * 0.045f || Vector2.Distance(stamen, new Vector2(radius * 0.55f, 0)) < radius * 0.10f)
            {
                return (900 + i, Colours.Hex("ffe23b"));
            }

            for (var petal = 0; petal < 5; petal++)
            {
                var local = Shapes.Turn(offset, -(turn + (petal * MathF.Tau / 5)));
                var t = local.X / radius;
                var half = radius * 0.46f * MathF.Pow(Math.Clamp(t, 0, 1), 0.6f) * MathF.Sqrt(MathF.Max(0, 1.02f - MathF.Pow(t, 7)));
                var ruffle = 1 + (0.08f * MathF.Sin((t * 17) + petal));
                if (t > 0 && MathF.Abs(local.Y) < half * ruffle)
                {
                    var shade = Vector3.Lerp(Colours.Hex(hue), Colours.Hex("7a0f5a"), Shapes.Smooth(0.42f, 0.08f, t));
                    return (100 + (i * 10) + petal, Vector3.Lerp(shade, Vector3.One, 0.55f * Shapes.Smooth(0.55f, 1.0f, t)));
                }
            }
        }

        return Leaf(p) ?? Burst(p);
    }

    private static (int Label, Vector3 Colour)? Leaf(Vector2 p)
    {
        for (var i = 0; i < 13; i++)
        {
            var root = new Vector2(0.5f + (0.33f * MathF.Cos(i * 2.4f)), 0.62f + (0.30f * MathF.Sin(i * 2.4f)));
            var turn = (i * 2.4f) + (0.5f * MathF.Sin(i * 5));
            var local = Shapes.Turn(p - root, -turn);
            var length = 0.25f + (0.07f * MathF.Sin(i * 3.3f));
            var notch = 1 - (0.30f * Shapes.Smooth(0.3f, 0.9f, MathF.Sin((local.X * 150) + (MathF.Abs(local.Y) * 60))));
            if (local.X > 0 && local.X < length && MathF.Abs(local.Y) < -Shapes.Petal(local with { Y = 0 }, length, 0.13f) * notch)
            {
                var tone = Shapes.Smooth(-0.06f, 0.06f, local.Y);
                return (300 + (i * 2) + (local.Y > 0 ? 1 : 0), Vector3.Lerp(Colours.Hex("0b6e4a"), Colours.Hex("7be04a"), (tone * 0.7f) + (local.X * 0.9f)));
            }
        }

        return null;
    }

    private static (int Label, Vector3 Colour) Burst(Vector2 p)
    {
        var offset = p - new Vector2(0.52f, 0.30f);
        var radius = offset.Length();
        var ray = (int)MathF.Floor(((MathF.Atan2(offset.Y, offset.X) / MathF.Tau) + 1) * 22) % 22;
        if (radius < 0.15f)
        {
            return (1, Vector3.Lerp(Colours.Hex("fff27a"), Colours.Hex("ffb81e"), radius / 0.15f));
        }

        var fade = Shapes.Smooth(0.15f, 0.85f, radius);
        return ray % 2 == 0
            ? (2 + ray, Vector3.Lerp(Colours.Hex("ffe14d"), Colours.Hex("ff6a3b"), fade))
            : (2 + ray, Vector3.Lerp(Colours.Hex("9fe8f5"), Colours.Hex("1f6ad8"), fade));
    }
}
