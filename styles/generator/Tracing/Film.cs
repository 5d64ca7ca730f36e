using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>Pixels of a traced picture, and the filter that takes out the noise which the paths left.</summary>
internal sealed class Film(int width, int height)
{
    private static readonly float[] Kernel = [1f / 16, 1f / 4, 3f / 8, 1f / 4, 1f / 16];

    /// <summary>Means of the pixels, rows from top to bottom.</summary>
    public Sample[] Samples { get; } = new Sample[width * height];

    /// <summary>
    /// Radiances after the edge-avoiding à-trous wavelet filter of Dammertz, Sewtz, Hanika and Lensch (2010): light is divided
    /// by the first surface's colour, smoothed in four rounds of growing reach where normals, distances and light agree, and
    /// multiplied back, so that textures stay sharp.
    /// </summary>
    public Vector3[] Smoothed()
    {
        var light = new Vector3[Samples.Length];
        for (var i = 0; i < light.Length; i++)
        {
            light[i] = Vector3.Min(Samples[i].Light, Neighbourhood(i)) / Divisor(i);
        }

        for (var round = 0; round < 4; round++)
        {
            light = Round(light, 1 << round, 1.1f / (1 << round));
        }

        for (var i = 0; i < light.Length; i++)
        {
            light[i] *= Divisor(i);
        }

        return light;
    }

    private Vector3 Divisor(int i) => Samples[i].Reflectance + new Vector3(0.02f);

    /// <summary>The third greatest light around a pixel, channel by channel: what is brighter by itself is a stray path.</summary>
    private Vector3 Neighbourhood(int pixel)
    {
        var (x, y) = (pixel % width, pixel / width);
        Vector3 first = default, second = default, third = default;
        for (var j = Math.Max(0, y - 1); j <= Math.Min(height - 1, y + 1); j++)
        {
            for (var i = Math.Max(0, x - 1); i <= Math.Min(width - 1, x + 1); i++)
            {
                var light = (i, j) == (x, y) ? Vector3.Zero : Samples[(j * width) + i].Light;
                third = Vector3.Max(third, Vector3.Min(second, light));
                second = Vector3.Max(second, Vector3.Min(first, light));
                first = Vector3.Max(first, light);
            }
        }

        return third;
    }

    private Vector3[] Round(Vector3[] source, int reach, float tolerance)
    {
        var destination = new Vector3[source.Length];
        Parallel.For(0, height, y =>
        {
            for (var x = 0; x < width; x++)
            {
                destination[(y * width) + x] = Mean(source, x, y, reach, tolerance);
            }
        });
        return destination;
    }

    private Vector3 Mean(Vector3[] source, int x, int y, int reach, float tolerance)
    {
        var middle = (y * width) + x;
        var here = Samples[middle];
        var sum = Vector3.Zero;
        var total = 0f;
        for (var j = -2; j <= 2; j++)
        {
            for (var i = -2; i <= 2; i++)
            {
                var (u, v) = (x + (i * reach), y + (j * reach));
                if ((uint)u >= (uint)width || (uint)v >= (uint)height)
                {
                    continue;
                }

                var there = Samples[(v * width) + u];
                // Compared on a compressed scale, so that a bright speck counts as noise and a dark edge still as an edge.
                var difference = (Compressed(source[(v * width) + u]) - Compressed(source[middle])).Length() / tolerance;
                var turned = (there.Normal - here.Normal).LengthSquared();
                var apart = MathF.Abs(there.Distance - here.Distance) / (0.01f * reach * MathF.Max(1e-3f, here.Distance));
                var weight = Kernel[i + 2] * Kernel[j + 2] * MathF.Exp(-(difference * difference * 8) - (turned * 18) - apart);
                sum += source[(v * width) + u] * weight;
                total += weight;
            }
        }

        return sum / total;
    }

    private static Vector3 Compressed(Vector3 light) => light / (Vector3.One + light);
}
