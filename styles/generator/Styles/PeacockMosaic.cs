using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A peacock with its fan spread, in glass tesserae that follow every outline, on a gold ground.</summary>
internal sealed class PeacockMosaic : StylePicture
{
    private const float Pitch = 0.0120f;
    private static readonly Vector2 Body = new(0.5f, 0.70f);
    private static readonly Vector3[] Tones = Colours.Palette(
        "d9a441 8c1d2f f0e2b6 14315c 1f7a6d 2fa58e c98a1b 0f2350 27b3c4 1b4fa0 e8d27a 6b2a1a 3f8f4f 2a63c2");

    public override string Name => "byzantine-mosaic";

    public override string Title => "Peacock on Gold";

    public override string Description => "Small glass and gold tesserae set along the outlines. Gives tiled, glittering surfaces.";

    public override string Technique => "Centroidal Voronoi tiles under a turned maximum norm, each tilted and lit by itself, in dark grout.";

    public override uint Seed => 23;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var regions = new RegionMap(canvas, Label);
        var tiles = new TileSites(canvas.Extent, Pitch, p => Way(regions, p), 14, random);
        var colours = new Vector3[tiles.Count];
        var tilts = new Vector2[tiles.Count];
        for (var i = 0; i < tiles.Count; i++)
        {
            var label = Math.Max(0, regions.LabelAt(tiles.Centre(i))) % Tones.Length;
            var tone = Colours.Vary(Tones[label], 0.09f, random);
            colours[i] = random.Chance(0.03f) ? Vector3.Lerp(tone, Colours.Vary(random.Pick(Tones), 0.1f, random), 0.6f) : tone;
            var gold = label is 0 or 6 or 10;
            tilts[i] = new Vector2(random.Normal(), random.Normal()) * (gold ? 0.12f : 0.06f);
        }

        var grout = Colours.Hex("3a2f2a");
        canvas.Fill(p =>
        {
            var (tile, nearest, second) = tiles.Find(p);
            var inside = (second - nearest) / Pitch;
            var rough = 0.05f * Noise.Gradient(p * 230, 3);
            var cover = Shapes.Smooth(0.13f, 0.24f, inside + rough);
            var offset = (p - tiles.Centre(tile)) / Pitch;
            var slope = Vector2.Dot(tilts[tile] + new Vector2(0.06f), offset) + tilts[tile].X;
            var bevel = 1 - (0.28f * Shapes.Smooth(0.55f, 0.18f, inside));
            var glass = 1 + (0.10f * Noise.Fractal(p * 85, 2, 11 + (uint)tile));
            var colour = colours[tile] * ((bevel * glass) + slope);
            colour += new Vector3(0.5f * MathF.Pow(MathF.Max(0, slope * 2.4f), 2));
            var bed = grout * (1 + (0.5f * Noise.Fractal(p * 160, 2, 5)));
            return Colours.Clamp(Vector3.Lerp(bed, colour, cover));
        });
    }

    private static Vector2 Way(RegionMap regions, Vector2 p)
    {
        var away = regions.AwayFromBorder(p, 0.010f);
        var inFan = Vector2.Distance(p, Body) < 0.59f && p.Y < 0.80f && Bird(p) < 0;
        if (!inFan && away != Vector2.Zero && regions.DistanceAt(p) < 0.05f)
        {
            return away;
        }

        // In the fan, and far from outlines on the gold ground, rows swing round the bird.
        var offset = p - Body;
        return Vector2.Normalize(offset);
    }

    private static int Label(Vector2 p)
    {
        var edge = MathF.Min(MathF.Min(p.X, 1 - p.X), MathF.Min(p.Y, 1 - p.Y));
        if (edge < 0.07f)
        {
            return Border(p, edge);
        }

        var bird = Bird(p);
        if (bird >= 0)
        {
            return bird;
        }

        var offset = p - Body;
        var radius = offset.Length();
        var angle = MathF.Atan2(offset.X, -offset.Y);
        if (radius < 0.575f && MathF.Abs(angle) < 1.72f)
        {
            return Fan(radius, angle);
        }

        if (p.Y > 0.80f + (0.012f * MathF.Sin(p.X * 30)))
        {
            var flower = new Vector2(((p.X * 9) % 1) - 0.5f, (p.Y - 0.865f) * 9);
            return flower.Length() < 0.13f ? 10 : flower.Length() < 0.34f + (0.08f * MathF.Cos(5 * MathF.Atan2(flower.Y, flower.X))) ? 1 : 12;
        }

        return 0;
    }

    private static int Border(Vector2 p, float edge)
    {
        if (edge < 0.012f || edge > 0.058f)
        {
            return 1;
        }

        var run = p.X < 0.07f || p.X > 0.93f ? p.Y : p.X;
        var wave = 0.035f + (0.014f * MathF.Sin(run * MathF.Tau * 11));
        return MathF.Abs(edge - wave) < 0.008f ? 10 : edge < wave ? 3 : 4;
    }

    private static int Fan(float radius, float angle)
    {
        for (var row = 3; row >= 0; row--)
        {
            var count = 7 + (2 * row);
            var ring = 0.205f + (0.103f * row);
            var step = 3.3f / count;
            var index = MathF.Round(angle / step);
            var local = new Vector2((angle - (index * step)) * ring, radius - ring);
            var size = 0.036f + (0.0045f * row);
            var eye = Shapes.Ellipse(local, new Vector2(size, size * 1.35f));
            if (MathF.Abs(index * step) < 1.68f && eye < 0)
            {
                var inner = local - new Vector2(0, 0.004f);
                return inner.Length() < size * 0.42f ? 7 : inner.Length() < size * 0.74f ? 8 : 6;
            }
        }

        var barb = (int)MathF.Floor((radius * 13) + (MathF.Abs(MathF.Sin(angle * 11)) * 0.9f));
        return radius > 0.55f ? 6 : (barb % 3) switch { 0 => 4, 1 => 5, _ => 12 };
    }

    private static int Bird(Vector2 p)
    {
        var head = new Vector2(0.505f, 0.435f);
        if (Vector2.Distance(p, head + new Vector2(0.012f, -0.004f)) < 0.0095f)
        {
            return 2;
        }

        for (var i = -1; i <= 1; i++)
        {
            if (Vector2.Distance(p, head + new Vector2(0.028f * i, -0.088f + (0.008f * i * i))) < 0.0125f)
            {
                return 10;
            }
        }

        if (Shapes.Petal(Shapes.Turn(p - head - new Vector2(0.028f, 0), -0.25f), 0.055f, 0.028f) < 0)
        {
            return 10;
        }

        if (Vector2.Distance(p, head) < 0.037f)
        {
            return 9;
        }

        var t = Math.Clamp((p.Y - 0.44f) / 0.38f, 0, 1);
        var middle = 0.5f + (0.012f * MathF.Sin(t * 7));
        var half = float.Lerp(0.030f, 0.098f, Shapes.Smooth(0.15f, 0.8f, t)) * MathF.Sqrt(MathF.Max(0, 1 - MathF.Pow(t, 8)));
        if (p.Y is > 0.44f and < 0.82f && MathF.Abs(p.X - middle) < half)
        {
            var scale = (int)MathF.Floor((t * 12) + (MathF.Abs(p.X - middle) * 26));
            return t > 0.45f && scale % 3 == 0 ? 8 : t > 0.45f && scale % 3 == 1 ? 13 : 9;
        }

        return -1;
    }
}
