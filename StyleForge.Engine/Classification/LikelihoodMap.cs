using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Classification;

/// <summary>How likely a class is in every window of a picture.</summary>
/// <param name="Sliding">The windows.</param>
/// <param name="Rows">Windows from above to below.</param>
/// <param name="Columns">Windows from left to right.</param>
/// <param name="Probabilities">Row by row, 0 to 1.</param>
public sealed record LikelihoodMap(SlidingWindow Sliding, int Rows, int Columns, IReadOnlyList<double> Probabilities)
{
    private const double LeastChroma = 0.05;

    /// <summary>The windows in which the class is likely, the likeliest first, without those that overlap a likelier one.</summary>
    /// <param name="threshold">What a probability must be above.</param>
    /// <param name="overlap">The intersection over union that is still allowed.</param>
    /// <param name="most">How many to give.</param>
    public IReadOnlyList<DetectedObject> Windows(double threshold, double overlap, int most) => Suppression.Apply(
        Probabilities.Index().Where(each => each.Item > threshold).Select(each => new DetectedObject(Sliding.BoxOf(each.Index / Columns, each.Index % Columns), 0, each.Item)),
        new SuppressionOptions { Overlap = overlap, Most = most });

    /// <summary>
    /// Lays the map over its picture, which becomes grey and darker: from violet to yellow the likelier the class is, and the picture alone where it is not. Each window
    /// counts for its middle, and what lies between is mixed.
    /// </summary>
    /// <param name="picture">The picture that was looked at, enlarged.</param>
    /// <param name="times">How many times it is enlarged, 1 or more.</param>
    /// <returns>A picture of the same size.</returns>
    public Picture Over(Picture picture, int times)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var drawn = Luminance.Grey(picture.OnPaper());
        for (var at = 0; at < picture.PlaneLength; at++)
        {
            var likely = At((((at % picture.Width) + 0.5) / times) - (Sliding.Window / 2.0), (((at / picture.Width) + 0.5) / times) - (Sliding.Window / 2.0));
            var colour = Colour.FromOklch(0.45 + (0.45 * likely), LeastChroma + (0.15 * Math.Sqrt(likely)), 300 - (190 * likely));
            ReadOnlySpan<float> ink = [colour.Red, colour.Green, colour.Blue];
            var opacity = (float)(0.85 * Math.Sqrt(likely));
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                ref var sample = ref drawn.Samples[(channel * drawn.PlaneLength) + at];
                var ground = 0.08f + (0.6f * sample);
                sample = ground + ((ink[channel] - ground) * opacity);
            }
        }

        return drawn;
    }

    // By the place of a window's middle, from the first one's, in pixels.
    private double At(double x, double y)
    {
        var (column, row) = (Math.Clamp(x / Sliding.Stride, 0, Columns - 1), Math.Clamp(y / Sliding.Stride, 0, Rows - 1));
        var (left, top) = (Math.Min((int)column, Math.Max(0, Columns - 2)), Math.Min((int)row, Math.Max(0, Rows - 2)));
        var (right, below) = (Math.Min(left + 1, Columns - 1), Math.Min(top + 1, Rows - 1));
        var upper = Mix(Probabilities[(top * Columns) + left], Probabilities[(top * Columns) + right], column - left);
        var lower = Mix(Probabilities[(below * Columns) + left], Probabilities[(below * Columns) + right], column - left);
        return Mix(upper, lower, row - top);
    }

    private static double Mix(double one, double other, double share) => one + ((other - one) * share);
}
