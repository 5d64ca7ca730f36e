using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A breaking wave before a far mountain, as a colour woodblock print.</summary>
internal sealed class WaveWoodcut : StylePicture
{
    private static readonly Vector3 Key = Colours.Hex("14283f");
    private static readonly Vector3[] Blocks = Colours.Palette("1d4066 3f7096 86b0bd f2e8cf");
    private static readonly Vector2 Outer = new(0.36f, 0.47f);
    private static readonly Vector2 Hollow = new(0.535f, 0.445f);

    public override string Name => "woodcut-wave";

    public override string Title => "The Wave before the Mountain";

    public override string Description => "Woodblock print: indigo lines that follow the water, pale blues and cream, grain of the block.";

    public override string Technique => "Crescents and swells with carved lines along their distance, claws of foam, printed through wood grain.";

    public override uint Seed => 3;

    protected override float Aspect => 1.3f;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var regions = new RegionMap(canvas, p => Part(Tremble(p)));
        canvas.Fill(p => Print(regions, p));
    }

    private static Vector2 Tremble(Vector2 p) => p + (0.0035f * Noise.Displacement(p * 9, 3, 2));

    private static Vector3 Print(RegionMap regions, Vector2 point)
    {
        var p = Tremble(point);
        var part = regions.LabelAt(point);
        var grain = Noise.Fractal(new Vector2(point.X * 3, point.Y * 110) + Noise.Displacement(point * 2, 2, 6), 3, 8);
        var colour = part switch
        {
            0 => Heaven(p),
            1 => Blocks[3] * (1 - (0.05f * MathF.Abs(grain))),
            2 => Mountain(p),
            _ => Water(p, part, regions.DistanceAt(point)),
        };
        var width = part is 0 ? 0.0011f : 0.0024f + (0.0012f * Noise.Gradient(point * 14, 5));
        colour = Vector3.Lerp(colour, Key, Shapes.Smooth(width + 0.001f, width, regions.DistanceAt(point)) * (part == 0 ? 0.5f : 1));

        // Ink takes unevenly along the grain, and the paper's fibres stay pale.
        colour = Vector3.Lerp(colour, Colours.Hex("efe2c2"), 0.26f * Shapes.Smooth(0.10f, 0.75f, grain));
        colour *= 1 + (0.035f * Noise.Gradient(point * 330, 12));
        return Colours.Clamp(colour);
    }

    private static Vector3 Heaven(Vector2 p)
    {
        var sky = Colours.Ramp(Colours.Palette("b9a27c d9bf93 ecd9b0 f0dfbd e6c8a4"), p.Y * 1.35f);
        var cloud = Noise.Fractal(p * new Vector2(3.2f, 8), 3, 19) + (0.25f * MathF.Sin(p.Y * 26));
        sky = Vector3.Lerp(sky, Colours.Hex("f6ead0"), Shapes.Smooth(0.10f, 0.16f, cloud));
        var line = MathF.Abs(MathF.Sin(((p.Y * 95) + (1.6f * Noise.Gradient(p * new Vector2(4, 9), 3))) * MathF.PI));
        sky *= 1 - (0.10f * Shapes.Smooth(0.30f, 0.10f, line));
        return Vector2.Distance(p, new Vector2(0.84f, 0.15f)) < 0.062f ? Colours.Hex("c8452e") * (0.94f + (0.1f * line)) : sky;
    }

    private static Vector3 Mountain(Vector2 p)
    {
        var top = new Vector2(0.735f, 0.39f);
        var snow = p.Y - top.Y < 0.058f + (0.024f * MathF.Sin(p.X * 150)) + (0.012f * MathF.Sin(p.X * 370));
        var hatch = MathF.Abs(MathF.Sin(((p.X - top.X) * 160 / (0.12f + (p.Y - top.Y) * 2)) + (p.Y * 30)));
        return snow ? Blocks[3] : Vector3.Lerp(Blocks[1], Blocks[0], Shapes.Smooth(0.45f, 0.25f, hatch));
    }

    private static Vector3 Water(Vector2 p, int part, float edge)
    {
        // In the breaker lines run round the hollow; in swells they run along the crest.
        var depth = part == 3 ? Vector2.Distance(p, Hollow) - 0.29f : edge;
        var sweep = part == 3 ? MathF.Atan2(p.Y - Hollow.Y, p.X - Hollow.X) : p.X * 3;
        var run = (depth * (part == 3 ? 62 : 58)) + (0.7f * Noise.Gradient(new Vector2(sweep * 2.2f, depth * 9), 31));
        var band = (int)MathF.Floor(run);
        var within = run - band;
        var swell = 0.5f + (0.5f * MathF.Sin((sweep * 2.3f) + (band * 1.9f)));
        var block = Math.Clamp((band & 3) switch { 0 => 0, 1 => 2, 2 => 1, _ => 2 } + (swell > 0.86f ? 1 : 0), 0, 3);
        var colour = Blocks[block];
        var line = 0.10f + (0.16f * swell);
        return Vector3.Lerp(colour, Key, Shapes.Smooth(line, line * 0.6f, within) * 0.9f);
    }

    /// <summary>0 sky, 1 foam, 2 mountain, 3 the breaker, 4 and up the swells.</summary>
    private static int Part(Vector2 p)
    {
        for (var swell = 3; swell >= 0; swell--)
        {
            var crest = Crest(p.X, swell);
            if (p.Y > crest)
            {
                var fringe = 0.014f + (0.010f * MathF.Sin((p.X * 70) + swell)) + (0.02f * Foam(p, 26));
                return p.Y < crest + fringe ? 1 : 4 + swell;
            }
        }

        var outer = 0.425f - Vector2.Distance(p, Outer);
        var inner = Vector2.Distance(p, Hollow) - 0.30f;
        var angle = MathF.Atan2(p.Y - Hollow.Y, p.X - Hollow.X);
        // The lip: fingers of foam that grip downwards from the upper edge.
        var lip = angle is > -2.9f and < 0.05f ? Shapes.Smooth(-2.9f, -1.0f, angle) : 0;
        var fingers = 0.030f + (0.075f * lip * (0.35f + (0.65f * MathF.Abs(MathF.Sin((angle * 13) + (2.2f * Noise.Gradient(p * 9, 4))))))) + (0.05f * lip * Foam(p, 30));
        if (outer > 0 && inner > -fingers * 0.8f * lip && p.X < 0.80f)
        {
            return outer < fingers * 0.75f || inner < fingers * 0.35f * lip ? 1 : 3;
        }

        // Spray: drops flung off ahead of the lip.
        var drop = Noise.Cells(p * 42, 17);
        if (drop.Nearest < 0.24f && (drop.Cell & 3) == 0 && outer is > -0.14f and < 0 && p is { X: > 0.25f, Y: < 0.42f })
        {
            return 1;
        }

        var slope = MathF.Abs(p.X - 0.735f);
        var flank = 0.39f + (0.85f * slope) + (0.012f * Noise.Fractal(p * 20, 2, 7));
        return p.Y > flank + (slope < 0.012f ? 0.008f : 0) && p.Y < 0.62f ? 2 : 0;
    }

    private static float Crest(float x, int swell) => swell switch
    {
        0 => 0.585f - (0.20f * MathF.Exp(-MathF.Pow((x + 0.02f) / 0.20f, 2))) + (0.020f * MathF.Sin((x * 15) + 1)),
        1 => 0.600f + (0.055f * MathF.Sin((x * 6.1f) + 0.4f)) - (0.10f * MathF.Exp(-MathF.Pow((x - 1.02f) / 0.16f, 2))),
        2 => 0.665f + (0.045f * MathF.Sin((x * 7.3f) + 3.1f)),
        _ => 0.725f + (0.030f * MathF.Sin((x * 9.0f) + 5.2f)),
    };

    private static float Foam(Vector2 p, float scale) => 1 - (1.4f * Noise.Cells(p * scale, 3).Nearest);
}
