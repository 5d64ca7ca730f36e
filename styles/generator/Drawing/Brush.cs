using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>
/// A bristle brush: each hair leaves its own streak of colour and thickness along the path; paint thins out towards the end.
/// </summary>
/// <param name="canvas">Takes the colour.</param>
/// <param name="relief">Takes the thickness, or null for thin paint.</param>
internal sealed class Brush(Canvas canvas, Relief? relief = null)
{
    /// <summary>How much hairs differ in lightness, 0 to 1.</summary>
    public float Streaks { get; init; } = 0.12f;

    /// <summary>How much of the stroke breaks up into hairs where the paint runs out, 0 (wet) to 1 (dry).</summary>
    public float Dryness { get; init; } = 0.35f;

    /// <summary>Opacity of full paint.</summary>
    public float Opacity { get; init; } = 0.95f;

    /// <summary>Paints along a path.</summary>
    /// <param name="path">Points with the long side 1, closer together than the brush is wide.</param>
    /// <param name="width">Width of the brush in the same unit.</param>
    /// <param name="colour">The paint.</param>
    /// <param name="edge">A second paint that the hairs of one side carry.</param>
    /// <param name="seed">Chooses the hairs.</param>
    public void Stroke(ReadOnlySpan<Vector2> path, float width, Vector3 colour, Vector3 edge, uint seed)
    {
        var length = 0f;
        for (var i = 1; i < path.Length; i++)
        {
            length += Vector2.Distance(path[i - 1], path[i]);
        }

        var travelled = 0f;
        for (var i = 1; i < path.Length; i++)
        {
            var (from, to) = (path[i - 1], path[i]);
            var step = Vector2.Distance(from, to);
            var count = Math.Max(1, (int)(step * canvas.Unit * 1.6f));
            var normalFrom = Normal(path, i - 1);
            var normalTo = Normal(path, i);
            for (var k = 0; k < count; k++)
            {
                var t = (k + 0.5f) / count;
                var along = (travelled + (t * step)) / length;
                Row(Vector2.Lerp(from, to, t), Vector2.Lerp(normalFrom, normalTo, t), width, along, travelled + (t * step), colour, edge, seed);
            }

            travelled += step;
        }
    }

    private static Vector2 Normal(ReadOnlySpan<Vector2> path, int i)
    {
        var tangent = path[Math.Min(i + 1, path.Length - 1)] - path[Math.Max(i - 1, 0)];
        return tangent == Vector2.Zero ? Vector2.UnitY : Vector2.Normalize(new Vector2(-tangent.Y, tangent.X));
    }

    private void Row(Vector2 centre, Vector2 normal, float width, float along, float travelled, Vector3 colour, Vector3 edge, uint seed)
    {
        var unit = canvas.Unit;
        // A rounded start and a ragged, tapering end.
        var taper = MathF.Min(MathF.Sqrt(MathF.Min(along / 0.08f, 1)), MathF.Sqrt(MathF.Min((1 - along) / 0.22f, 1)));
        var half = width * 0.5f * taper;
        var hairs = Math.Max(2, (int)(2 * half * unit * 1.4f));
        for (var h = 0; h <= hairs; h++)
        {
            var s = ((2f * h) / hairs) - 1;
            var across = s * half / (width * 0.5f);
            var hair = Noise.Gradient(new Vector2(across * 5.5f, travelled * 9), seed)
                + (0.6f * Noise.Gradient(new Vector2(across * 13, travelled * 14), seed + 5));
            var paint = 1 - (Dryness * along * (1.1f + (1.8f * hair))) - (MathF.Pow(MathF.Abs(s), 6) * 0.6f);
            if (paint <= 0.05f)
            {
                continue;
            }

            var point = centre + (normal * (s * half));
            var x = (int)(point.X * unit);
            var y = (int)(point.Y * unit);
            if ((uint)x >= (uint)canvas.Width || (uint)y >= (uint)canvas.Height)
            {
                continue;
            }

            var mixed = Vector3.Lerp(colour, edge, Math.Clamp((across * 0.45f) + (hair * 0.5f) + 0.25f, 0, 1));
            var streaked = mixed * (1 + (hair * Streaks * 2));
            var opacity = MathF.Min(1, paint * 1.8f) * Opacity;
            canvas.Blend(x, y, Colours.Clamp(streaked), opacity);
            if (relief is not null)
            {
                // Paint is pushed to the sides of the stroke, which is what catches the light.
                var ridge = 0.55f + (0.45f * MathF.Pow(MathF.Abs(s), 3)) + (0.55f * hair);
                ref var height = ref relief.Heights[(y * canvas.Width) + x];
                height = float.Lerp(height, (height * 0.35f) + (ridge * paint * width * unit * 0.22f), opacity);
            }
        }
    }
}
