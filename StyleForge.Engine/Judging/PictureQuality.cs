using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Judging;

/// <summary>
/// What tells a picture from a failure that looks like one, measured on the finished picture as it will be written. Pixels that are wholly
/// transparent, which nobody sees, do not count.
/// </summary>
/// <param name="NotNumbers">How many samples are not a number. The other measures make no sense where there is one.</param>
/// <param name="Contrast">Standard deviation of the samples from the mean of their channel: 0 for one colour, 0.5 at most.</param>
/// <param name="FlatShare">Share of the pixels that have the most frequent of 256 values, in the channel where that is the least: 1 for one colour.</param>
/// <param name="ClippedShare">Share of the samples that lie beyond black or white by half of 255 levels or more, and are clamped.</param>
/// <param name="ContentSimilarity">The <see cref="Ssim"/> with the content, both seen <see cref="SeenAcross"/> pixels wide; null where that is too narrow for it.</param>
/// <param name="StyleProgress">
/// By which part of its value the style's cost fell in the pyramid level where it fell most, 1 at most; null where it had nothing to fall from.
/// </param>
public sealed record PictureQuality(
    long NotNumbers, double Contrast, double FlatShare, double ClippedShare, double? ContentSimilarity, double? StyleProgress)
{
    /// <summary>Long side, in pixels, at which picture and content are compared: forms are still there, brush strokes are not.</summary>
    public const int SeenAcross = 64;

    private const int MostLevel = 255;

    /// <summary>Measures a picture.</summary>
    /// <param name="picture">The finished picture, before it is clamped.</param>
    /// <param name="content">The content in the same size.</param>
    /// <param name="styleProgress">What the levels say of the style.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static PictureQuality Of(Picture picture, Picture content, double? styleProgress, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(content);
        var channels = Enumerable.Range(0, Picture.Channels).Select(channel => ChannelFigures.Of(picture.Plane(channel), picture.Alpha)).ToArray();
        return new PictureQuality(
            channels.Sum(channel => channel.NotNumbers),
            Math.Sqrt(channels.Average(channel => channel.Variance)),
            channels.Min(channel => channel.FlatShare),
            channels.Average(channel => channel.ClippedShare),
            Similarity(picture, content, workers),
            styleProgress);
    }

    private static double? Similarity(Picture picture, Picture content, WorkerPool workers)
    {
        var (width, height) = Resampler.Fit(picture.Width, picture.Height, Math.Min(SeenAcross, Math.Max(picture.Width, picture.Height)));
        return Math.Min(width, height) < Ssim.Window
            ? null
            : Ssim.Of(Resampler.Resize(picture, width, height, workers: workers), Resampler.Resize(content, width, height, workers: workers));
    }

    /// <summary>What is measured of each channel by itself.</summary>
    private readonly record struct ChannelFigures(long NotNumbers, double Variance, double FlatShare, double ClippedShare)
    {
        // A picture of which nothing is seen is of one colour.
        private static readonly ChannelFigures OfNothing = new(NotNumbers: 0, Variance: 0, FlatShare: 1, ClippedShare: 0);

        public static ChannelFigures Of(ReadOnlySpan<float> plane, ReadOnlySpan<float> alpha)
        {
            var counts = new long[MostLevel + 1];
            var (notNumbers, clipped, sum, squares) = (0L, 0L, 0.0, 0.0);
            for (var i = 0; i < plane.Length; i++)
            {
                if (!alpha.IsEmpty && alpha[i] == 0)
                {
                    continue;
                }

                if (!float.IsFinite(plane[i]))
                {
                    notNumbers++;
                    continue;
                }

                var written = Math.Clamp(plane[i], 0, 1);
                clipped += Math.Abs(plane[i] - written) * MostLevel >= 0.5f ? 1 : 0;
                counts[(int)((written * MostLevel) + 0.5f)]++;
                sum += written;
                squares += (double)written * written;
            }

            double pixels = counts.Sum();
            return pixels == 0
                ? OfNothing with { NotNumbers = notNumbers }
                : new ChannelFigures(notNumbers, Math.Max(0, (squares / pixels) - (sum / pixels * (sum / pixels))), counts.Max() / pixels, clipped / pixels);
        }
    }
}
