using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A windy night over a village, in thick strokes that follow the air, the hills and the trees.</summary>
internal sealed class StarryImpasto : StylePicture
{
    private static readonly Vector3[] Sky = Colours.Palette("0b1b4a 14347f 1f57ad 3b86c6 7fb9d2 c9dcc0");
    private static readonly Vector3[] Hill = Colours.Palette("0a1f3c 123c5a 1d5f66 3d8a6e 86a85a");
    private static readonly Vector3[] Glow = Colours.Palette("fff6c2 fde26a f6b731 d98a1e");
    private static readonly (Vector2 Centre, float Radius)[] Stars =
    [
        (new(0.83f, 0.15f), 0.085f), (new(0.12f, 0.12f), 0.038f), (new(0.31f, 0.07f), 0.030f), (new(0.47f, 0.16f), 0.044f),
        (new(0.60f, 0.06f), 0.026f), (new(0.27f, 0.24f), 0.028f), (new(0.67f, 0.27f), 0.036f), (new(0.93f, 0.38f), 0.030f),
        (new(0.06f, 0.33f), 0.026f), (new(0.99f, 0.05f), 0.024f),
    ];

    private static readonly (Vector2 Centre, float Radius, float Spin)[] Swirls =
    [
        (new(0.44f, 0.335f), 0.130f, 1f), (new(0.64f, 0.42f), 0.085f, -1f), (new(0.20f, 0.42f), 0.070f, -1f),
    ];

    public override string Name => "starry-impasto";

    public override string Title => "Wind over the Valley at Night";

    public override string Description => "Thick swirling brush strokes in ultramarine, cobalt and gold. Gives flowing, sculpted paint.";

    public override string Technique => "Bristle strokes along a flow field of vortices and hills, lit as a relief.";

    public override uint Seed => 7;

    protected override float Aspect => 1.25f;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        canvas.Fill(p => Colour(p) * 0.55f);
        var relief = new Relief(canvas.Width, canvas.Height);
        var brush = new Brush(canvas, relief) { Streaks = 0.2f, Dryness = 0.3f };
        ReadOnlySpan<(float Width, float Length, int Count)> passes =
            [(0.026f, 0.13f, 1700), (0.016f, 0.085f, 4600), (0.0095f, 0.055f, 7200)];
        foreach (var (width, length, count) in passes)
        {
            for (var i = 0; i < count; i++)
            {
                var seed = random.Point(canvas.Extent);
                var star = InStar(seed);
                var detail = star || seed.Y > 0.55f;
                var path = FlowPath.Trace(seed, Flow, length * random.Range(0.6f, 1.2f) * (detail ? 0.6f : 1), 9);
                var colour = Colours.Vary(Colour(seed), 0.09f, random);
                var edge = Colours.Vary(Colour(path[^1]), 0.16f, random);
                brush.Stroke(path, width * random.Range(0.7f, 1.2f) * (detail ? 0.75f : 1), colour, edge, random.NextUInt32());
            }
        }

        foreach (var (centre, radius) in Stars)
        {
            // Circling strokes leave a hole in the middle: a few straight dabs of light close it.
            for (var i = 0; i < 5; i++)
            {
                var at = centre + (Shapes.Direction(i * 1.3f) * (radius * 0.10f));
                var way = Shapes.Direction((i * 0.4f) + 0.5f) * (radius * 0.30f);
                brush.Stroke([at - way, at, at + way], radius * 0.30f, Glow[0], Glow[1], random.NextUInt32());
            }
        }

        relief.Shade(canvas, 0.30f, 0.28f);
    }

    private static bool InStar(Vector2 p)
    {
        foreach (var (centre, radius) in Stars)
        {
            if (Vector2.Distance(p, centre) < radius)
            {
                return true;
            }
        }

        return false;
    }

    private static float Ridge(float x, int layer) => layer switch
    {
        0 => 0.545f - (0.055f * MathF.Sin((x * 5.2f) + 0.6f)) + (0.02f * MathF.Sin(x * 14)),
        1 => 0.605f + (0.035f * MathF.Sin((x * 6.5f) + 2.4f)),
        _ => 0.665f - (0.03f * MathF.Sin((x * 4.1f) + 1.2f)),
    };

    private static bool InCypress(Vector2 p)
    {
        var height = (0.80f - p.Y) / 0.68f;
        var middle = 0.155f + (0.014f * MathF.Sin(p.Y * 21));
        var half = 0.105f * MathF.Pow(Math.Clamp(1 - height, 0, 1), 0.75f) * (0.75f + (0.25f * MathF.Sin((p.Y * 46) + (p.X * 40))));
        return height is > 0 and < 1 && MathF.Abs(p.X - middle) < half;
    }

    private static Vector2 Flow(Vector2 p)
    {
        if (InCypress(p))
        {
            return new Vector2(0.35f * MathF.Sin((p.Y * 38) + (p.X * 25)), -1);
        }

        if (p.Y > Ridge(p.X, 0))
        {
            var layer = p.Y > Ridge(p.X, 2) ? 2 : p.Y > Ridge(p.X, 1) ? 1 : 0;
            var slope = (Ridge(p.X + 0.01f, layer) - Ridge(p.X - 0.01f, layer)) / 0.02f;
            return new Vector2(1, slope + (0.35f * MathF.Sin((p.X * 30) + (p.Y * 50))));
        }

        var flow = new Vector2(1, (0.55f * MathF.Cos((p.X * 7) + (p.Y * 5))) + (0.5f * Noise.Gradient(p * 3, 3)));
        foreach (var (centre, radius, spin) in Swirls)
        {
            flow += Around(p, centre) * (spin * 7 * MathF.Exp(-Vector2.DistanceSquared(p, centre) / (radius * radius)));
        }

        foreach (var (centre, radius) in Stars)
        {
            flow += Around(p, centre) * (9 * MathF.Exp(-Vector2.DistanceSquared(p, centre) / (radius * radius * 1.7f)));
        }

        return flow;
    }

    private static Vector2 Around(Vector2 p, Vector2 centre)
    {
        var offset = p - centre;
        return new Vector2(-offset.Y, offset.X) / MathF.Max(offset.Length(), 1e-4f);
    }

    private static Vector3 Colour(Vector2 p)
    {
        if (InCypress(p))
        {
            return Colours.Ramp(Colours.Palette("06130f 0e2a1c 23452a 4a5a2c"), 0.5f + (0.5f * MathF.Sin((p.X * 120) + (p.Y * 30))));
        }

        if (p.Y > Ridge(p.X, 2))
        {
            return Village(p);
        }

        if (p.Y > Ridge(p.X, 0))
        {
            var top = p.Y > Ridge(p.X, 1) ? Ridge(p.X, 1) : Ridge(p.X, 0);
            return Colours.Ramp(Hill, 0.85f - ((p.Y - top) * 9) + (0.35f * Noise.Gradient(p * 18, 8)));
        }

        var band = (0.5f * MathF.Sin((p.Y * 26) + (3.2f * Noise.Fractal(p * 2.4f, 2, 4)) + (p.X * 4))) + 0.5f;
        var tone = 0.10f + (0.5f * band * Shapes.Smooth(0, 0.5f, p.Y + 0.12f)) + (0.28f * Shapes.Smooth(0.3f, 0.55f, p.Y));
        foreach (var (centre, radius, _) in Swirls)
        {
            var distance = Vector2.Distance(p, centre) / radius;
            var angle = MathF.Atan2(p.Y - centre.Y, p.X - centre.X);
            tone += 0.45f * MathF.Exp(-distance * distance) * (0.5f + (0.5f * MathF.Sin((distance * 9) - (angle * 2))));
        }

        var colour = Colours.Ramp(Sky, tone);
        foreach (var (centre, radius) in Stars)
        {
            var distance = Vector2.Distance(p, centre) / radius;
            var ring = MathF.Exp(-distance * distance * 0.55f) * (0.72f + (0.28f * MathF.Cos(distance * 8)));
            colour = Vector3.Lerp(colour, Colours.Ramp(Glow, distance * 0.62f), Math.Clamp(ring * 1.25f, 0, 1));
        }

        return colour;
    }

    private static Vector3 Village(Vector2 p)
    {
        var grid = new Vector2(p.X / 0.075f, (p.Y - Ridge(p.X, 2)) / 0.055f);
        var x = (int)MathF.Floor(grid.X + (0.5f * MathF.Floor(grid.Y)));
        var y = (int)MathF.Floor(grid.Y);
        var u = grid.X + (0.5f * MathF.Floor(grid.Y)) - x;
        var v = grid.Y - y;
        var chance = Noise.Unit(x, y, 77);
        if (chance > 0.62f || y > 1)
        {
            return Colours.Ramp(Hill, 0.35f + (0.5f * Noise.Fractal(p * 16, 2, 21)) + (0.2f * MathF.Sin(p.Y * 90)));
        }

        if (v < 0.42f)
        {
            return MathF.Abs(u - 0.5f) < 0.2f + (v * 0.6f) ? Colours.Hex(chance < 0.3f ? "7d3b2a" : "34507a") : Hill[1];
        }

        var window = MathF.Abs(MathF.Abs(u - 0.5f) - 0.18f) < 0.09f && MathF.Abs(v - 0.68f) < 0.14f;
        return window ? Glow[1] : u is > 0.1f and < 0.9f ? Colours.Hex("27416f") : Hill[0];
    }
}
