using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>Sailing boats on a river in afternoon light, in dots of pure colour that mix in the eye.</summary>
internal sealed class RiverPointillism : StylePicture
{
    private const float Shore = 0.36f;

    public override string Name => "pointillism";

    public override string Title => "Sunday Sails";

    public override string Description => "Round dots of unmixed colour, warm beside cool. Gives shimmering, powdery light.";

    public override string Technique => "Layers of evenly scattered dots whose hues are split around the colour wanted and its complement.";

    public override uint Seed => 5;

    public override IReadOnlyDictionary<string, double> SuggestedSettings => new Dictionary<string, double> { ["totalVariationWeight"] = 0.0001 };

    protected override float Aspect => 1.25f;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        canvas.Fill(p => Vector3.Lerp(Colours.Hex("efe3c8"), Scene(p), 0.55f));
        foreach (var (pitch, radius) in ((float Pitch, float Radius)[])[(0.0100f, 0.0066f), (0.0078f, 0.0044f), (0.0068f, 0.0034f)])
        {
            var tiles = new TileSites(canvas.Extent, pitch, _ => Vector2.UnitX, 2, random);
            var order = Enumerable.Range(0, tiles.Count).OrderBy(i => Noise.Hash(i, 0, Seed)).ToArray();
            foreach (var i in order)
            {
                Dot(canvas, tiles.Centre(i) + (new Vector2(random.Normal(), random.Normal()) * pitch * 0.18f), radius, random);
            }
        }
    }

    private static void Dot(Canvas canvas, Vector2 centre, float radius, SeededRandom random)
    {
        var wanted = Scene(Vector2.Clamp(centre, Vector2.Zero, canvas.Extent));
        // Division: most dots lean to a neighbouring hue, one in six to the complement, so that the mean stays near.
        var split = random.Next();
        var colour = split < 0.14f ? Opposite(wanted)
            : split < 0.5f ? Lean(wanted, new Vector3(0.16f, 0.06f, -0.14f))
            : split < 0.83f ? Lean(wanted, new Vector3(-0.14f, -0.02f, 0.18f))
            : Lean(wanted, new Vector3(0.10f, 0.12f, 0.06f));
        colour = Colours.Saturate(Colours.Vary(colour, 0.05f, random), 1.45f);
        var size = radius * random.Range(0.75f, 1.15f);
        var stretch = random.Range(0.8f, 1.2f);
        var turn = random.Next() * MathF.PI;
        canvas.Stamp(
            centre,
            size * 1.5f,
            p => (Shapes.Turn(p - centre, turn) * new Vector2(stretch, 1 / stretch)).Length() - size,
            p => (colour * (1.05f - (0.16f * Vector2.Dot(p - centre, Vector2.One) / size)), 0.93f));
    }

    /// <summary>The complementary hue at the same lightness.</summary>
    private static Vector3 Opposite(Vector3 colour) => Colours.Clamp((2 * new Vector3(Colours.Luma(colour))) - colour - new Vector3(0.05f));

    private static Vector3 Lean(Vector3 colour, Vector3 way) => Colours.Clamp(colour + way);

    private static Vector3 Scene(Vector2 p)
    {
        if (Tree(p) is { } leaf)
        {
            return leaf;
        }

        var bank = 0.80f - (0.30f * p.X) + (0.03f * MathF.Sin(p.X * 9)) + (6 * MathF.Pow(MathF.Max(0, p.X - 0.58f), 2));
        if (p.Y > bank)
        {
            var shade = Noise.Fractal(p * 7, 2, 4) + (0.6f * MathF.Sin((p.X * 8) + (p.Y * 16)));
            return Colours.Ramp(Colours.Palette("1f5a3a 4f9a3c a8c64a f0dd6a"), 0.5f + (0.55f * shade));
        }

        return Boat(p) ?? (p.Y < Shore ? Air(p) : River(p));
    }

    private static Vector3? Tree(Vector2 p)
    {
        foreach (var (trunk, crown, radius) in ((Vector2, Vector2, float)[])
            [(new(0.13f, 0.83f), new(0.13f, 0.22f), 0.20f), (new(0.335f, 0.74f), new(0.33f, 0.20f), 0.10f), (new(0.94f, 0.86f), new(0.95f, 0.16f), 0.11f)])
        {
            var offset = (p - crown) / new Vector2(radius, radius * 1.25f);
            var ragged = 1 + (0.45f * Noise.Fractal(p * 9, 4, 12));
            if (offset.Length() < ragged)
            {
                var light = 0.5f - (0.36f * Vector2.Dot(offset, new Vector2(-0.75f, 0.66f))) + (0.35f * Noise.Fractal(p * 22, 2, 7));
                return Colours.Ramp(Colours.Palette("1a2f5a 1d5a48 3f8f3f a3c13f f3d95a"), light);
            }

            var sway = trunk.X + (0.012f * MathF.Sin(p.Y * 14));
            if (p.Y > crown.Y && p.Y < trunk.Y && MathF.Abs(p.X - sway) < radius * 0.09f)
            {
                return Colours.Ramp(Colours.Palette("3a2148 7a4a3a d98f4f"), 0.5f + ((p.X - sway) / radius * 5));
            }
        }

        return null;
    }

    private static Vector3? Boat(Vector2 p)
    {
        foreach (var (x, y, size, hue) in ((float, float, float, string)[])
            [(0.62f, 0.50f, 0.21f, "fff4d6"), (0.49f, 0.415f, 0.10f, "f7b27a"), (0.79f, 0.405f, 0.085f, "ffe9c9"), (0.80f, 0.64f, 0.25f, "f2704a")])
        {
            var q = (p - new Vector2(x, y)) / size;
            var mirrored = q.Y > 0.06f ? new Vector2(q.X + (0.06f * MathF.Sin(p.Y * 160)), 0.12f - q.Y) : q;
            var fade = q.Y > 0.06f ? 0.5f : 1;
            var main = mirrored.Y is < -0.05f and > -1 && mirrored.X > -0.02f && mirrored.X < 0.40f * (1 + mirrored.Y) + (0.05f * MathF.Sin(mirrored.Y * -3));
            var jib = mirrored.Y is < -0.05f and > -0.8f && mirrored.X < -0.04f && mirrored.X > -0.30f * (0.8f + mirrored.Y) / 0.8f - 0.04f;
            var hull = MathF.Abs(mirrored.Y) < 0.05f && MathF.Abs(mirrored.X) < 0.36f + (mirrored.Y * -1.2f);
            if (hull || main || jib)
            {
                var paint = hull ? Colours.Hex("6a2a4a") : Colours.Hex(hue) * (jib ? 0.86f : 1) * (1 - (0.35f * mirrored.X));
                return Vector3.Lerp(River(p), paint, fade);
            }
        }

        return null;
    }

    private static Vector3 Air(Vector2 p)
    {
        if (p.Y > Shore - 0.05f - (0.02f * Noise.Fractal(new Vector2(p.X * 9, 1), 2, 6)))
        {
            return Colours.Ramp(Colours.Palette("3f5a8f 5f8a8a 9fb88a d9c98a"), 0.5f + Noise.Fractal(p * new Vector2(12, 25), 2, 9));
        }

        var glow = MathF.Exp(-Vector2.Distance(p, new Vector2(0.66f, 0.17f)) * 3.4f);
        var cloud = Shapes.Smooth(0.02f, 0.5f, Noise.Fractal(p * new Vector2(3.5f, 9), 4, 15));
        var air = Colours.Ramp(Colours.Palette("3f6fc0 7f9fd8 e8a8a8 f7c470"), (p.Y * 1.3f) + (glow * 0.8f));
        if (Vector2.Distance(p, new Vector2(0.66f, 0.17f)) < 0.055f)
        {
            return Colours.Hex("fff6c0");
        }

        return Vector3.Lerp(air, Colours.Hex("f2c9b8"), cloud * 0.7f);
    }

    private static Vector3 River(Vector2 p)
    {
        var depth = (p.Y - Shore) / (0.8f - Shore);
        var ripple = MathF.Sin((p.Y * 150 / (0.4f + depth)) + (3 * Noise.Gradient(p * new Vector2(6, 20), 3)));
        var water = Colours.Ramp(Colours.Palette("d9a88f 6f9fc8 3a78b8 214a94"), (depth * 0.85f) + 0.1f + (0.14f * ripple));
        var glitter = MathF.Exp(-MathF.Pow((p.X - 0.66f) / (0.05f + (0.08f * depth)), 2)) * (0.5f + (0.5f * ripple));
        return Vector3.Lerp(water, Colours.Hex("ffdf8a"), glitter * 0.85f);
    }
}
