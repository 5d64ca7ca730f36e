using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A round of flowers and vines in wax resist on indigo and soga brown, with the crackle of broken wax.</summary>
internal sealed class IndigoBatik : StylePicture
{
    private static readonly Vector3 Cloth = Colours.Hex("f1e6cd");
    private static readonly Vector3[] Dyes = Colours.Palette("0f1f4d 1f3f86 f1e6cd a5622a d39a4a 16306a 7fa3cf");

    public override string Name => "batik";

    public override string Title => "Indigo Rosette";

    public override string Description => "Wax-resist cloth: indigo, soga brown and cream, dotted veins and fine crackle. Gives ornament and line.";

    public override string Technique => "Rings of petals and tendrils drawn with wax lines and dots, dyed unevenly, cracked by warped Voronoi edges.";

    public override uint Seed => 13;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var regions = new RegionMap(canvas, p => Motif(Sway(p)).Region);
        canvas.Fill(p => Dyed(regions, p));
    }

    private static Vector2 Sway(Vector2 p) => p + (0.0045f * Noise.Displacement(p * 7, 2, 3));

    private static Vector3 Dyed(RegionMap regions, Vector2 point)
    {
        var p = Sway(point);
        var (region, dye, wax) = Motif(p);
        var soaked = 1 + (0.16f * Noise.Fractal(point * 6, 4, 8)) + (0.09f * Noise.Gradient(point * 60, 4));
        var colour = Dyes[dye] * soaked;

        // Rows of wax dots (isen) fill the grounds; lines of wax part the dyes.
        var distance = regions.DistanceAt(point);
        if (dye is 0 or 1 or 3 or 5)
        {
            var pitch = dye == 3 ? 0.0105f : 0.0135f;
            var row = distance / pitch;
            var dots = Noise.Cells(point / pitch * 0.92f, 21 + (uint)region % 7).Nearest;
            var echo = MathF.Abs(row - MathF.Round(row)) * pitch;
            var line = row is > 0.6f and < 3.5f ? Shapes.Smooth(0.0016f, 0.0007f, echo) * 0.65f : 0;
            var dot = row >= 0.9f ? Shapes.Smooth(0.30f, 0.20f, dots) * 0.85f : 0;
            colour = Vector3.Lerp(colour, Cloth, MathF.Max(line, dot));
        }

        colour = Vector3.Lerp(colour, Cloth, Shapes.Smooth(0.0036f, 0.0022f, distance));
        colour = Vector3.Lerp(colour, Cloth, wax);

        // Where the wax broke, dye ran into the cracks.
        var cracked = point + (0.035f * Noise.Displacement(point * 4, 3, 31));
        var coarse = Noise.Cells(cracked * 9, 61);
        var fine = Noise.Cells(cracked * 27, 62);
        var crack = Shapes.Smooth(0.030f, 0.004f, coarse.Second - coarse.Nearest) * 0.75f;
        crack = MathF.Max(crack, Shapes.Smooth(0.040f, 0.004f, fine.Second - fine.Nearest) * Shapes.Smooth(0.05f, 0.5f, Noise.Fractal(point * 5, 2, 14)) * 0.6f);
        var light = Colours.Luma(colour);
        colour = Vector3.Lerp(colour, light > 0.45f ? Dyes[1] * 0.8f : Dyes[6] * 0.8f, crack * (light > 0.45f ? 1 : 0.5f));
        var weave = 1 + (0.05f * MathF.Sin(point.X * 1500) * MathF.Sin(point.Y * 1500));
        return Colours.Clamp(colour * weave);
    }

    /// <summary>The region, its dye, and how much wax lies on it, 0 to 1.</summary>
    private static (int Region, int Dye, float Wax) Motif(Vector2 p)
    {
        var offset = p - new Vector2(0.5f);
        var radius = offset.Length();
        var angle = MathF.Atan2(offset.Y, offset.X);
        ReadOnlySpan<(float Inner, float Outer, int Count, int Dye, int Heart)> rings =
        [
            (0.045f, 0.135f, 8, 3, 2), (0.125f, 0.225f, 12, 1, 4), (0.255f, 0.365f, 16, 3, 2), (0.345f, 0.455f, 24, 6, 1), (0.50f, 0.62f, 28, 4, 5),
        ];
        if (radius < 0.05f)
        {
            var seeds = Noise.Cells(offset * 75, 4).Nearest;
            return (1, seeds < 0.33f ? 2 : 3, 0);
        }

        for (var ring = 0; ring < rings.Length; ring++)
        {
            var (inner, outer, count, dye, heart) = rings[ring];
            var step = MathF.Tau / count;
            var index = MathF.Round(angle / step);
            var local = Shapes.Turn(offset, -index * step) - new Vector2(inner, 0);
            var length = outer - inner;
            var width = 2 * inner * MathF.Tan(step / 2) * 1.35f;
            var petal = Shapes.Petal(local, length, width);
            if (petal < 0)
            {
                var core = Shapes.Petal(local - new Vector2(length * 0.22f, 0), length * 0.58f, width * 0.5f);
                var vein = core > 0 ? Shapes.Smooth(0.0013f, 0.0006f, MathF.Abs(Shapes.Petal(local, length, width * 0.78f))) : 0;
                var place = ((int)index + count) % count;
                return (100 + (ring * 200) + (place * 2) + (core < 0 ? 1 : 0), core < 0 ? heart : dye, vein);
            }
        }

        if (radius is > 0.232f and < 0.252f)
        {
            var beads = MathF.Abs((angle * 36 / MathF.Tau) - MathF.Round(angle * 36 / MathF.Tau));
            return (5, 0, Shapes.Smooth(0.34f, 0.24f, new Vector2(beads, (radius - 0.242f) / 0.0425f).Length()));
        }

        if (radius is > 0.462f and < 0.497f)
        {
            var wave = 0.479f + (0.010f * MathF.Sin(angle * 30));
            return (7 + (radius > wave ? 1 : 0), radius > wave ? 3 : 5, 0);
        }

        return radius > 0.5f ? Corner(p) : (3 + (radius > 0.24f ? 6 : 0), 0, 0);
    }

    private static (int Region, int Dye, float Wax) Corner(Vector2 p)
    {
        var corner = new Vector2(p.X < 0.5f ? 0.045f : 0.955f, p.Y < 0.5f ? 0.045f : 0.955f);
        var offset = p - corner;
        var angle = MathF.Atan2(offset.Y, offset.X);
        var radius = offset.Length();
        var bloom = 0.115f * (0.72f + (0.28f * MathF.Abs(MathF.Cos(angle * 4))));
        if (radius < bloom)
        {
            return radius < 0.028f ? (20, 2, 0) : radius < bloom * 0.62f ? (21, 4, 0) : (22, 3, 0);
        }

        return (30, 0, 0);
    }
}
