using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Judging;

/// <summary>
/// How much of a picture's chroma (R − Y and B − Y of the encoded samples) is fine: above a quarter of the sampling frequency, across or down.
/// Paint has little of it, coloured noise has three quarters.
/// </summary>
public static class ColourNoise
{
    // Taps on either side of a half-band filter's centre: sin(πn/2)/(πn) under a window of Hann. Every second one is zero.
    private const int Reach = 15;

    private static readonly double[] HalfBand = Filter();

    /// <summary>The share of chroma's energy, about its mean, that a half-band filter takes away: 0 to 1, and 0 for a grey picture.</summary>
    /// <param name="picture">The picture; alpha does not count. Beyond its edges it is mirrored.</param>
    public static double FineShare(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (fine, whole) = (0.0, 0.0);
        foreach (var channel in (ReadOnlySpan<int>)[0, 2])
        {
            var chroma = Chroma(picture, channel);
            var coarse = Smooth(Smooth(chroma, picture.Width, picture.Height, step: 1), picture.Height, picture.Width, step: picture.Width);
            var mean = chroma.Average();
            for (var i = 0; i < chroma.Length; i++)
            {
                fine += (chroma[i] - coarse[i]) * (chroma[i] - coarse[i]);
                whole += (chroma[i] - mean) * (chroma[i] - mean);
            }
        }

        // Rounding makes no colours of a grey picture.
        return whole / picture.PlaneLength < 1e-9 ? 0 : fine / whole;
    }

    private static double[] Chroma(Picture picture, int channel)
    {
        var red = picture.Plane(0);
        var green = picture.Plane(1);
        var blue = picture.Plane(2);
        var plane = picture.Plane(channel);
        var chroma = new double[picture.PlaneLength];
        for (var i = 0; i < chroma.Length; i++)
        {
            chroma[i] = plane[i] - Luminance.Of(red[i], green[i], blue[i]);
        }

        return chroma;
    }

    // Along lines of a length whose samples lie so many numbers apart.
    private static double[] Smooth(double[] source, int length, int lines, int step)
    {
        var result = new double[source.Length];
        var between = step == 1 ? length : 1;
        for (var line = 0; line < lines; line++)
        {
            var start = line * between;
            for (var i = 0; i < length; i++)
            {
                var sum = HalfBand[0] * source[start + (i * step)];
                for (var n = 1; n <= Reach; n += 2)
                {
                    sum += HalfBand[n] * (source[start + (Mirrored(i - n, length) * step)] + source[start + (Mirrored(i + n, length) * step)]);
                }

                result[start + (i * step)] = sum;
            }
        }

        return result;
    }

    // About the outer sides of the first and the last sample.
    private static int Mirrored(int index, int length)
    {
        var folded = ((index % (2 * length)) + (2 * length)) % (2 * length);
        return folded < length ? folded : (2 * length) - 1 - folded;
    }

    private static double[] Filter()
    {
        var weights = new double[Reach + 1];
        weights[0] = 0.5;
        for (var n = 1; n <= Reach; n += 2)
        {
            weights[n] = Math.Sin(Math.PI * n / 2) / (Math.PI * n) * (0.5 + (0.5 * Math.Cos(Math.PI * n / (Reach + 1))));
        }

        // What is even stays as it is.
        var sum = 2 * weights.Skip(1).Sum();
        for (var n = 1; n <= Reach; n += 2)
        {
            weights[n] *= 0.5 / sum;
        }

        return weights;
    }
}
