using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>Irises by a lake at sunrise, as a leaded window with light behind it.</summary>
internal sealed class LilyStainedGlass : StylePicture
{
    private static readonly Vector2 Sun = new(0.52f, 0.36f);
    private static readonly Flower[] Flowers =
    [
        new(new(0.21f, 0.69f), 0.155f, 0.1f, 0), new(new(0.78f, 0.62f), 0.165f, 0.5f, 1), new(new(0.50f, 0.83f), 0.145f, 0.3f, 2),
        new(new(0.14f, 0.42f), 0.085f, 0.7f, 1), new(new(0.90f, 0.37f), 0.080f, 0.2f, 0),
    ];

    private static readonly Vector3[][] Petals =
    [
        Colours.Palette("5a1e8c 7d3fc0 b07be8 d9b8f7"), Colours.Palette("a3123f d02a5e f06a8a ffb3b8"), Colours.Palette("c43a0e ee6a1a ffa02e ffd36b"),
    ];

    private static readonly Vector3[] SunGlass = Colours.Palette("fff3b0 ffdd55 ffb52e ff8a2a f2664a d9508a 8a4fb8 4a5ac2 2c6fd0");
    private static readonly Vector3[] Mountain = Colours.Palette("27408b 3f6bb5 5a4fa0 2a7f9e 6d8fd6");
    private static readonly Vector3[] Water = Colours.Palette("0b5f8a 1793a8 35b8c0 7fd6c8 f2c46d 0e4a86");
    private static readonly Vector3[] Leaf = Colours.Palette("0f5a2a 1f8a3c 4fb548 9ad14b 146b52");

    public override string Name => "stained-glass";

    public override string Title => "Iris Window";

    public override string Description => "Leaded panes of luminous violet, rose, amber and green. Gives bold dark contours around glowing cells.";

    public override string Technique => "Layered labels (petals, blades, rays, panes), lead along every border by a distance transform, streaked glass.";

    public override uint Seed => 31;

    protected override float Aspect => 0.8f;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var regions = new RegionMap(canvas, p => Pane(p).Label);
        canvas.Fill(p => Glaze(regions, p));
    }

    private static Vector3 Glaze(RegionMap regions, Vector2 p)
    {
        var pane = Pane(p);
        var distance = regions.DistanceAt(p);
        var width = 0.0042f + (0.0014f * Noise.Gradient(p * 22, 4));
        var turn = Noise.Unit(pane.Label, 3, 9) * MathF.PI;
        var grain = Shapes.Turn(p, turn) * new Vector2(9, 42);
        var streak = Noise.Fractal(grain + (0.8f * Noise.Displacement(p * 9, 2, 17)), 3, (uint)pane.Label & 1023);
        var bubble = Noise.Cells(p * 90, 51).Nearest;
        var light = 0.80f + (0.32f * streak) + (0.35f * Shapes.Smooth(0, 0.035f, distance));
        light += 0.45f * MathF.Exp(-Vector2.DistanceSquared(p, Sun) * 7);
        light -= 0.22f * Shapes.Smooth(0.16f, 0.07f, bubble);
        var glass = Colours.Saturate(pane.Colour, 1.12f) * light;
        glass += new Vector3(0.10f * MathF.Max(0, streak));

        // The came: a rounded bar with a soft sheen, soldered unevenly.
        var across = Math.Clamp(distance / width, 0, 1);
        var sheen = (0.10f + (0.20f * MathF.Sqrt(1 - (across * across)))) * (1 + (0.6f * Noise.Fractal(p * 70, 2, 6)));
        var lead = new Vector3(sheen * 0.9f, sheen * 0.92f, sheen);
        var cover = Shapes.Smooth(width, width * 0.72f, distance);
        return Colours.Clamp(Vector3.Lerp(glass, lead, cover));
    }

    private static (int Label, Vector3 Colour) Pane(Vector2 p)
    {
        var edge = MathF.Min(MathF.Min(p.X, 0.8f - p.X), MathF.Min(p.Y, 1 - p.Y));
        if (edge < 0.042f)
        {
            var run = (int)MathF.Floor((p.X < 0.042f || p.X > 0.758f ? p.Y : p.X) / 0.0571f);
            var side = p.X < 0.042f ? 1 : p.X > 0.758f ? 2 : p.Y < 0.5f ? 3 : 4;
            return (20 + (side * 40) + run, Pick(run % 2 == 0 ? Mountain : Leaf, run, side));
        }

        for (var i = 0; i < Flowers.Length; i++)
        {
            if (InFlower(p * new Vector2(1.25f, 1), Flowers[i], i) is { } petal)
            {
                return petal;
            }
        }

        if (Blade(p) is { } blade)
        {
            return blade;
        }

        return p.Y > 0.56f ? Lake(p) : Heaven(p);
    }

    private static (int Label, Vector3 Colour)? InFlower(Vector2 p, Flower flower, int index)
    {
        var offset = p - flower.Centre;
        if (offset.Length() > flower.Radius)
        {
            return null;
        }

        if (offset.Length() < flower.Radius * 0.17f)
        {
            return (1000 + index, SunGlass[1]);
        }

        for (var petal = 0; petal < 11; petal++)
        {
            // Five petals in front, six behind and longer.
            var front = petal < 5;
            var angle = flower.Turn + (front ? petal * MathF.Tau / 5 : ((petal - 5) * MathF.Tau / 6) + 0.35f);
            var local = Shapes.Turn(offset, -angle);
            var length = flower.Radius * (front ? 0.78f : 1);
            var bend = local.Y - (0.15f * local.X * MathF.Sin(local.X / length * 3));
            if (Shapes.Petal(new Vector2(local.X, bend), length, length * (front ? 0.62f : 0.50f)) < 0)
            {
                var half = bend > 0 ? 1 : 0;
                var tip = local.X > length * 0.66f ? 2 : 0;
                var tone = (front ? 1 : 0) + half + (tip > 0 ? 1 : 0);
                return (2000 + (index * 100) + (petal * 4) + half + tip, Petals[flower.Kind][Math.Min(3, tone)]);
            }
        }

        return null;
    }

    private static (int Label, Vector3 Colour)? Blade(Vector2 p)
    {
        for (var i = 0; i < 15; i++)
        {
            var root = 0.03f + (i * 0.054f);
            var height = 0.30f + (0.30f * Noise.Unit(i, 1, 5));
            var t = (1 - p.Y) / height;
            var lean = (Noise.Unit(i, 2, 5) - 0.5f) * 0.42f;
            var middle = root + (lean * t * t);
            var half = 0.024f * (1 - (t * t)) * (0.8f + (0.5f * Noise.Unit(i, 3, 5)));
            if (t is > 0 and < 1 && MathF.Abs(p.X - middle) < half)
            {
                var part = (int)(t * 3.4f);
                var side = p.X > middle ? 1 : 0;
                return (4000 + (i * 10) + (part * 2) + side, Pick(Leaf, i + part, side));
            }
        }

        return null;
    }

    private static (int Label, Vector3 Colour) Lake(Vector2 p)
    {
        var ripple = (p.Y * 21) + (0.5f * MathF.Sin(p.X * 17)) + (0.4f * Noise.Gradient(p * 5, 8));
        var row = (int)MathF.Floor(ripple);
        var column = (int)MathF.Floor((p.X * 4.6f) + (Noise.Unit(row, 4, 6) * 3) + (0.25f * MathF.Sin(ripple * 3)));
        var glitter = MathF.Abs((p.X * 1.25f) - Sun.X) < 0.09f + (0.08f * Noise.Unit(row, column, 3));
        return (6000 + (row * 50) + column, glitter ? SunGlass[2 + (row & 1)] : Pick(Water, row, column));
    }

    private static (int Label, Vector3 Colour) Heaven(Vector2 p)
    {
        for (var layer = 2; layer >= 0; layer--)
        {
            var ridge = 0.405f + (0.05f * layer) - ((0.075f - (0.015f * layer)) * MathF.Abs(Noise.Fractal(new Vector2((p.X * (3.2f + layer)) + (layer * 9.1f), layer), 3, 41) * 1.6f));
            if (p.Y > ridge)
            {
                var column = (int)MathF.Floor((p.X * (5 + layer)) + (2.2f * (p.Y - ridge)) + (0.37f * layer));
                return (8000 + (layer * 50) + column, Pick(Mountain, layer, column));
            }
        }

        var q = p * new Vector2(1.25f, 1);
        var offset = q - Sun;
        var radius = offset.Length();
        if (radius < 0.085f)
        {
            return (9000, SunGlass[0]);
        }

        var ring = (int)(MathF.Pow((radius - 0.085f) / 0.5f, 0.8f) * 6.2f);
        var rays = ring < 1 ? 18 : 26;
        var angle = ((MathF.Atan2(offset.Y, offset.X) / MathF.Tau) + 1) * rays;
        var sector = (int)MathF.Floor(angle + (0.5f * (ring & 1)) + (0.28f * MathF.Sin(radius * 19))) % rays;
        var colour = Colours.Ramp(SunGlass, 0.12f + (0.135f * ring) + (0.16f * (Noise.Unit(ring, sector, 8) - 0.5f)));
        return (9100 + (ring * 40) + sector, colour);
    }

    private static Vector3 Pick(Vector3[] palette, int a, int b) => palette[Noise.Hash(a, b, 99) % (uint)palette.Length];

    /// <summary>A flower of eleven petals.</summary>
    /// <param name="Centre">In points whose width is stretched to 1.</param>
    /// <param name="Radius">Length of the longest petals.</param>
    /// <param name="Turn">Angle of the first petal in radians.</param>
    /// <param name="Kind">Index of the petals' palette.</param>
    private sealed record Flower(Vector2 Centre, float Radius, float Turn, int Kind);
}
