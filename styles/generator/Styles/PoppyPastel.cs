using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>A poppy field under an evening sky, in broken chalk strokes on dark toothed paper.</summary>
internal sealed class PoppyPastel : StylePicture
{
    private const float Horizon = 0.33f;

    public override string Name => "chalk-pastel";

    public override string Title => "Poppies at Dusk";

    public override string Description => "Soft chalk on dark paper: rose, lilac, apricot and vermilion with the tooth showing. Gives powdery, broken strokes.";

    public override string Technique => "Thousands of dry strokes along sky, stems and furrows, rubbed off where the paper's grain lies low.";

    public override uint Seed => 43;

    protected override float Aspect => 1.25f;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        canvas.Fill(p => Colours.Hex("2b2438") * (1 + (0.25f * Noise.Fractal(p * 100, 2, 3))));
        var chalk = new Brush(canvas) { Dryness = 0.9f, Streaks = 0.22f, Opacity = 0.72f };
        foreach (var (width, length, count) in ((float, float, int)[])[(0.024f, 0.10f, 2300), (0.013f, 0.06f, 5200), (0.007f, 0.035f, 5000)])
        {
            for (var i = 0; i < count; i++)
            {
                var at = random.Point(canvas.Extent);
                var sky = at.Y < Horizon;
                var path = FlowPath.Trace(at, Flow, length * random.Range(0.5f, 1.2f), 6);
                var colour = Colours.Vary(Scene(at), 0.10f, random);
                chalk.Stroke(path, width * (sky ? 1.1f : 0.5f + at.Y), colour, Colours.Vary(Scene(at + new Vector2(0.02f, 0)), 0.14f, random), random.NextUInt32());
            }
        }

        Flowers(canvas, chalk, random);
        // The tooth: chalk only catches on the hills of the paper.
        canvas.Change((p, colour) =>
        {
            var tooth = Noise.Fractal(p * 170, 3, 71) + (0.5f * Noise.Gradient(p * new Vector2(420, 60), 5));
            return Vector3.Lerp(colour, Colours.Hex("2b2438"), 0.62f * Shapes.Smooth(0.12f, 0.75f, tooth));
        });
    }

    private static void Flowers(Canvas canvas, Brush chalk, SeededRandom random)
    {
        Vector3[] reds = Colours.Palette("e8331e f2552a c8201e ff7a4a d93a5a");
        for (var i = 0; i < 330; i++)
        {
            // Nearer flowers are larger and are drawn later.
            var depth = i / 330f;
            var y = Horizon + 0.02f + (0.46f * depth * depth) + (0.02f * random.Next());
            var centre = new Vector2(random.Next(), MathF.Min(y, canvas.Extent.Y - 0.02f));
            var size = 0.006f + (0.040f * depth * depth * random.Range(0.7f, 1.2f));
            Vector2[] stem = [centre, centre + new Vector2(0.1f * size, size * 1.5f), centre + new Vector2(0.4f * size, size * 3)];
            chalk.Stroke(stem, size * 0.18f, Colours.Hex("5f8a3a"), Colours.Hex("2f5a3a"), random.NextUInt32());
            for (var petal = 0; petal < 9; petal++)
            {
                var angle = (petal * MathF.Tau / 9) + random.Range(-0.3f, 0.3f);
                var outer = centre + (Shapes.Direction(angle) * new Vector2(size, size * 0.72f));
                Vector2[] path = [centre + ((outer - centre) * 0.15f), Vector2.Lerp(centre, outer, 0.6f), outer, outer + (Shapes.Direction(angle + 1.4f) * size * 0.4f)];
                var red = Colours.Vary(random.Pick(reds), 0.08f, random) * (MathF.Sin(angle) > 0.3f ? 0.78f : 1.05f);
                chalk.Stroke(path, size * 0.75f, red, Colours.Vary(reds[3], 0.1f, random), random.NextUInt32());
            }

            Vector2[] heart = [centre - new Vector2(size * 0.16f, 0), centre, centre + new Vector2(size * 0.16f, size * 0.05f)];
            chalk.Stroke(heart, size * 0.40f, Colours.Hex("241420"), Colours.Hex("4a2438"), random.NextUInt32());
        }
    }

    private static Vector2 Flow(Vector2 p) => p.Y < Horizon
        ? new Vector2(1, 0.5f * Noise.Fractal(p * 4, 2, 9))
        : p.Y < Horizon + 0.06f ? new Vector2(1, 0.1f)
        : new Vector2(0.35f + (0.8f * (p.X - 0.5f)), -1 + (0.6f * Noise.Gradient(p * 9, 4)));

    private static Vector3 Scene(Vector2 p)
    {
        if (p.Y > Horizon)
        {
            var depth = (p.Y - Horizon) / (0.8f - Horizon);
            if (depth < 0.10f + (0.05f * Noise.Fractal(new Vector2(p.X * 7, 3), 3, 5)))
            {
                return Colours.Ramp(Colours.Palette("4a4a8a 5a6a9a 7a8a8a"), 0.5f + Noise.Fractal(p * 14, 2, 6));
            }

            var furrow = 0.5f + (0.5f * MathF.Sin(((p.X - 0.55f) / (0.10f + depth) * 7) + (2 * Noise.Fractal(p * 5, 2, 8))));
            return Colours.Ramp(Colours.Palette("2f4f4a 4f7a4a 8aa04a d9b85a"), (furrow * 0.65f) + (0.35f * (1 - depth)) + (0.3f * Noise.Gradient(p * 22, 9)));
        }

        var sun = Vector2.Distance(p, new Vector2(0.64f, 0.255f));
        var cloud = Noise.Fractal(p * new Vector2(3, 10), 4, 31);
        var sky = Colours.Ramp(Colours.Palette("5a4a9a 8a6ac0 d98ab8 f7a88a ffd28a"), (p.Y / Horizon) - (0.25f * cloud));
        sky = Vector3.Lerp(sky, Colours.Hex("ffe9b0"), MathF.Exp(-sun * 9));
        return sun < 0.042f ? Colours.Hex("fff7d6") : Vector3.Lerp(sky, Colours.Hex("f2c4d0"), Shapes.Smooth(0.1f, 0.5f, cloud) * 0.6f);
    }
}
