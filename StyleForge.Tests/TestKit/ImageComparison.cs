using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.TestKit;

/// <summary>How far two pictures are apart, in levels of 255.</summary>
/// <param name="Share">Share of the samples that differ by more than the tolerance's levels.</param>
/// <param name="MeanLevels">Mean difference of all samples.</param>
/// <param name="MaximumLevels">Largest difference of a sample.</param>
public sealed record ImageComparison(double Share, double MeanLevels, double MaximumLevels)
{
    private const int Amplification = 16;

    /// <summary>Compares pictures of one size, format and depth.</summary>
    public static ImageComparison Of(ImageData expected, ImageData actual, ImageTolerance tolerance)
    {
        var (beyond, sum, maximum) = (0L, 0.0, 0.0);
        var samples = expected.Samples.Length / (expected.BitDepth / 8);
        for (var i = 0; i < samples; i++)
        {
            var difference = Math.Abs(Level(expected, i) - Level(actual, i));
            beyond += difference > tolerance.Levels ? 1 : 0;
            sum += difference;
            maximum = Math.Max(maximum, difference);
        }

        return new ImageComparison((double)beyond / samples, sum / samples, maximum);
    }

    /// <summary>True where the tolerance forgives all of it.</summary>
    public bool IsWithin(ImageTolerance tolerance) => Share <= tolerance.Share && MeanLevels <= tolerance.MeanLevels;

    /// <summary>The differences, sixteen times as large, as an opaque 8-bit picture.</summary>
    public static ImageData Difference(ImageData expected, ImageData actual)
    {
        var colours = expected.HasAlpha ? expected.Channels - 1 : expected.Channels;
        var difference = new ImageData(expected.Width, expected.Height, (PixelFormat)colours, 8);
        for (var pixel = 0; pixel < expected.Width * expected.Height; pixel++)
        {
            for (var channel = 0; channel < expected.Channels; channel++)
            {
                var at = (pixel * expected.Channels) + channel;
                var level = (byte)Math.Min(255, Amplification * Math.Abs(Level(expected, at) - Level(actual, at)));

                // A difference in alpha shows in all colours.
                for (var shown = channel < colours ? channel : 0; shown < (channel < colours ? channel + 1 : colours); shown++)
                {
                    ref var sample = ref difference.Samples[(pixel * colours) + shown];
                    sample = Math.Max(sample, level);
                }
            }
        }

        return difference;
    }

    public override string ToString() => FormattableString.Invariant(
        $"{100 * Share:0.###} % of the samples differ by more, the mean difference is {MeanLevels:0.###} levels, the largest {MaximumLevels:0.#}");

    private static double Level(ImageData image, int sample) =>
        image.BitDepth == 8 ? image.Samples[sample] : image.Samples16[sample] / 257.0;
}
