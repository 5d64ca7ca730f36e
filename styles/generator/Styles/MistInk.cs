using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>Mountains in mist, bamboo in the foreground, a red sun: ink on fibrous paper.</summary>
internal sealed class MistInk : StylePicture
{
    private static readonly Vector3 Ink = Colours.Hex("15161c");
    private static readonly Vector3 Paper = Colours.Hex("efe8d6");

    public override string Name => "sumi-ink";

    public override string Title => "Bamboo and Far Peaks";

    public override string Description => "Ink wash: wet greys that bleed into mist, dry black brush marks, one red sun. Gives quiet monochrome brushwork.";

    public override string Technique => "Granulated washes under fractal ridges, then dry bristle strokes for stalks and leaves on fibre paper.";

    public override uint Seed => 19;

    protected override float Aspect => 0.8f;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        canvas.Fill(Wash);
        Texture(canvas, random);
        var stalks = new Brush(canvas) { Dryness = 0.75f, Streaks = 0.30f, Opacity = 0.86f };
        for (var i = 0; i < 7; i++)
        {
            Stalk(stalks, random, ((float[])[0.09f, 0.66f, 0.20f, 0.74f, 0.02f, 0.585f, 0.30f])[i], i);
        }

        for (var i = 0; i < 150; i++)
        {
            var centre = new Vector2(random.Next() * 0.8f, 0.97f - MathF.Abs(random.Normal() * 0.035f));
            Blade(stalks, centre, -MathF.PI / 2 + (random.Normal() * 0.5f), random.Range(0.03f, 0.10f), 0.007f, random);
        }

        canvas.Change((p, colour) => Colours.Clamp(colour * (1 + (0.05f * Fibre(p)))));
    }

    private static float Fibre(Vector2 p) => Noise.Gradient(p * new Vector2(60, 340), 4) + Noise.Gradient(p * new Vector2(340, 60), 6) + Noise.Gradient(p * 300, 8);

    private static Vector3 Wash(Vector2 p)
    {
        var ink = 0.05f + (0.09f * Noise.Fractal(p * 3, 4, 3)) + (0.05f * Shapes.Smooth(0.4f, 0, p.Y));
        for (var layer = 0; layer < 5; layer++)
        {
            var ridge = 0.20f + (0.135f * layer) - (0.14f * MathF.Pow(MathF.Abs(MathF.Sin((p.X * (3.3f + layer)) + (layer * 2.1f) + 0.5f)), 1.7f))
                - (0.07f * Noise.Fractal(new Vector2((p.X * 7) + (layer * 5), layer), 5, 41));
            var depth = p.Y - ridge;
            if (depth > 0)
            {
                var blot = 1 + (0.55f * Noise.Fractal((p * 9) + new Vector2(layer), 4, 17));
                // Cun strokes: ragged vertical texture that describes the rock.
                var strokes = Shapes.Smooth(0.05f, 0.55f, Noise.Fractal(new Vector2((p.X * 42) + (depth * 26), p.Y * 13), 3, 23 + (uint)layer));
                var tone = (0.26f + (0.10f * layer)) * MathF.Exp(-depth * 11) * blot;
                tone += 0.34f * MathF.Exp(-depth * 140) * (0.4f + blot) * (0.4f + (0.15f * layer));
                ink = (ink * MathF.Exp(-depth * 16)) + tone + (strokes * (0.15f + (0.08f * layer)) * MathF.Exp(-depth * 13));
            }
        }

        var granule = 1 + (0.30f * Noise.Fractal(p * 70, 3, 9)) + (0.15f * Noise.Gradient(p * 230, 5));
        var colour = Vector3.Lerp(Paper, Ink, Math.Clamp(ink * granule, 0, 0.96f));
        var sun = Vector2.Distance(p, new Vector2(0.52f, 0.125f)) + (0.004f * Noise.Fractal(p * 30, 3, 7));
        var red = Vector3.Lerp(Paper, Colours.Hex("b3261c"), 0.80f + (0.25f * Noise.Fractal(p * 26, 3, 15)));
        return Vector3.Lerp(colour, red, Shapes.Smooth(0.062f, 0.057f, sun) * 0.95f);
    }

    private static void Texture(Canvas canvas, SeededRandom random)
    {
        // Spatter.
        for (var i = 0; i < 260; i++)
        {
            var centre = random.Point(canvas.Extent);
            var radius = 0.0012f * MathF.Exp(random.Normal() * 0.6f);
            canvas.Stamp(centre, radius * 2, p => Vector2.Distance(p, centre) - radius, _ => (Ink, 0.5f));
        }
    }

    private static void Stalk(Brush brush, SeededRandom random, float x, int index)
    {
        var tone = Vector3.Lerp(Ink, Colours.Hex("6c6a66"), index % 3 * 0.38f);
        var width = random.Range(0.014f, 0.026f);
        var y = 1.03f;
        var lean = random.Range(-0.05f, 0.05f);
        while (y > -0.05f)
        {
            var length = random.Range(0.10f, 0.17f);
            var (from, to) = (new Vector2(x + (lean * (1 - y)), y), new Vector2(x + (lean * (1 - y + length)), y - length + 0.009f));
            Vector2[] path = [from, Vector2.Lerp(from, to, 0.33f), Vector2.Lerp(from, to, 0.66f), to];
            brush.Stroke(path, width, tone, Vector3.Lerp(tone, Paper, 0.45f), random.NextUInt32());
            Vector2[] knot = [to + new Vector2(-width * 0.7f, 0.001f), to + new Vector2(0, -0.003f), to + new Vector2(width * 0.7f, 0.002f)];
            brush.Stroke(knot, 0.007f, Ink, Ink, random.NextUInt32());
            if (random.Chance(0.75f))
            {
                var side = random.Chance(0.5f) ? 1 : -1;
                for (var leaf = random.Range(3, 7); leaf > 0; leaf--)
                {
                    var angle = 1.1f + (random.Normal() * 0.45f);
                    Blade(brush, to + new Vector2(side * 0.02f, 0), side > 0 ? angle : MathF.PI - angle, random.Range(0.07f, 0.14f), random.Range(0.010f, 0.019f), random);
                }
            }

            y -= length;
        }
    }

    private static void Blade(Brush brush, Vector2 root, float angle, float length, float width, SeededRandom random)
    {
        var path = new Vector2[7];
        for (var i = 0; i < path.Length; i++)
        {
            var t = i / 6f;
            path[i] = root + (Shapes.Direction(angle + (0.35f * t)) * (length * t));
        }

        var tone = Vector3.Lerp(Ink, Colours.Hex("7d7a74"), random.Next() * 0.7f);
        brush.Stroke(path, width, tone, Vector3.Lerp(tone, Ink, 0.5f), random.NextUInt32());
    }
}
