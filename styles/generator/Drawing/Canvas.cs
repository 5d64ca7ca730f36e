using System.Numerics;
using StyleForge.Engine.Codecs;

namespace StyleForge.Artwork.Drawing;

/// <summary>A picture in the making: one colour a pixel, addressed by pixel or by points whose long side is 1.</summary>
internal sealed class Canvas
{
    /// <summary>A canvas of one colour.</summary>
    public Canvas(int width, int height, Vector3 colour = default)
    {
        Width = width;
        Height = height;
        Pixels = new Vector3[width * height];
        Array.Fill(Pixels, colour);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Pixels of the length 1: the long side.</summary>
    public int Unit => Math.Max(Width, Height);

    /// <summary>The far corner, in points.</summary>
    public Vector2 Extent => new Vector2(Width, Height) / Unit;

    /// <summary>Rows from top to bottom.</summary>
    public Vector3[] Pixels { get; }

    /// <summary>A pixel; the caller stays inside.</summary>
    public ref Vector3 this[int x, int y] => ref Pixels[(y * Width) + x];

    /// <summary>The middle of a pixel, as a point.</summary>
    public Vector2 PointAt(int x, int y) => new Vector2(x + 0.5f, y + 0.5f) / Unit;

    /// <summary>The colour of the pixel around a point, or of the nearest pixel for points outside.</summary>
    public Vector3 At(Vector2 point)
    {
        var x = Math.Clamp((int)(point.X * Unit), 0, Width - 1);
        var y = Math.Clamp((int)(point.Y * Unit), 0, Height - 1);
        return this[x, y];
    }

    /// <summary>Sets every pixel from its point; the function must be pure, for rows are computed side by side.</summary>
    public void Fill(Func<Vector2, Vector3> colourAt) => Parallel.For(0, Height, y =>
    {
        for (var x = 0; x < Width; x++)
        {
            this[x, y] = colourAt(PointAt(x, y));
        }
    });

    /// <summary>Changes every pixel from its point and colour; the function must be pure.</summary>
    public void Change(Func<Vector2, Vector3, Vector3> colourAt) => Parallel.For(0, Height, y =>
    {
        for (var x = 0; x < Width; x++)
        {
            this[x, y] = colourAt(PointAt(x, y), this[x, y]);
        }
    });

    /// <summary>Lays a colour over a pixel; pixels outside are ignored.</summary>
    public void Blend(int x, int y, Vector3 colour, float opacity)
    {
        if ((uint)x < (uint)Width && (uint)y < (uint)Height)
        {
            ref var pixel = ref this[x, y];
            pixel = Vector3.Lerp(pixel, colour, opacity);
        }
    }

    /// <summary>Lays colour where a shape's signed distance is negative, with one pixel of antialiasing, within a square.</summary>
    /// <param name="centre">Middle of the square that holds the shape.</param>
    /// <param name="reach">Half the side of that square.</param>
    /// <param name="distance">Signed distance to the shape at a point.</param>
    /// <param name="colour">Colour and opacity at a point.</param>
    public void Stamp(Vector2 centre, float reach, Func<Vector2, float> distance, Func<Vector2, (Vector3 Colour, float Opacity)> colour)
    {
        var left = Math.Max(0, (int)((centre.X - reach) * Unit));
        var right = Math.Min(Width - 1, (int)((centre.X + reach) * Unit) + 1);
        var top = Math.Max(0, (int)((centre.Y - reach) * Unit));
        var bottom = Math.Min(Height - 1, (int)((centre.Y + reach) * Unit) + 1);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var point = PointAt(x, y);
                var coverage = Math.Clamp(0.5f - (distance(point) * Unit), 0, 1);
                if (coverage > 0)
                {
                    var (paint, opacity) = colour(point);
                    Blend(x, y, paint, coverage * opacity);
                }
            }
        }
    }

    /// <summary>A canvas of half the size, each pixel the mean of four.</summary>
    public Canvas Halved()
    {
        var half = new Canvas(Width / 2, Height / 2);
        for (var y = 0; y < half.Height; y++)
        {
            for (var x = 0; x < half.Width; x++)
            {
                half[x, y] = (this[2 * x, 2 * y] + this[(2 * x) + 1, 2 * y] + this[2 * x, (2 * y) + 1] + this[(2 * x) + 1, (2 * y) + 1]) / 4;
            }
        }

        return half;
    }

    /// <summary>The picture with 8-bit samples, rounded to nearest.</summary>
    public ImageData ToImage()
    {
        var samples = new byte[Pixels.Length * 3];
        for (var i = 0; i < Pixels.Length; i++)
        {
            var colour = Colours.Clamp(Pixels[i]) * 255f;
            samples[3 * i] = (byte)(colour.X + 0.5f);
            samples[(3 * i) + 1] = (byte)(colour.Y + 0.5f);
            samples[(3 * i) + 2] = (byte)(colour.Z + 0.5f);
        }

        return new ImageData(Width, Height, PixelFormat.Rgb, 8, samples) { Colour = new ColourFacts(IsSrgb: true) };
    }
}
