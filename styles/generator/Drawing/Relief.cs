using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>Thickness of paint over a canvas, lit from the upper left.</summary>
internal sealed class Relief(int width, int height)
{
    private static readonly Vector3 Light = Vector3.Normalize(new Vector3(-0.55f, -0.65f, 0.7f));

    /// <summary>Heights in pixels, rows from top to bottom.</summary>
    public float[] Heights { get; } = new float[width * height];

    /// <summary>Shades a canvas of the same size: diffuse light plus a small wet highlight.</summary>
    /// <param name="canvas">Is changed in place.</param>
    /// <param name="depth">Factor on the heights; 0 leaves the canvas as it is.</param>
    /// <param name="gloss">Strength of the highlight, 0 to 1.</param>
    public void Shade(Canvas canvas, float depth, float gloss) => Parallel.For(0, height, y =>
    {
        var flat = Light.Z;
        for (var x = 0; x < width; x++)
        {
            var slopeX = (At(x + 1, y) - At(x - 1, y)) * 0.5f * depth;
            var slopeY = (At(x, y + 1) - At(x, y - 1)) * 0.5f * depth;
            var normal = Vector3.Normalize(new Vector3(-slopeX, -slopeY, 1));
            var diffuse = MathF.Max(Vector3.Dot(normal, Light), 0) / flat;
            var half = Vector3.Normalize(Light + Vector3.UnitZ);
            var highlight = MathF.Pow(MathF.Max(Vector3.Dot(normal, half), 0), 40) - MathF.Pow(half.Z, 40);
            ref var pixel = ref canvas[x, y];
            pixel = Colours.Clamp((pixel * (0.35f + (0.65f * diffuse))) + new Vector3(gloss * MathF.Max(highlight, 0)));
        }
    });

    private float At(int x, int y) => Heights[(Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)];
}
