using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Clips;

/// <summary>How a clip moves as a whole: the one shift by which each frame is likest the next.</summary>
/// <param name="Across">Pixels to the right from frame to frame, −<see cref="Farthest"/> to <see cref="Farthest"/>.</param>
/// <param name="Down">Pixels downwards, the same.</param>
/// <param name="Correlation">Pearson's correlation of each frame, so shifted, with the next, over all channels; −1 to 1. 0 where all pixels are alike.</param>
/// <param name="Still">The correlation without any shift. One minus it is the share of the clip's power that changes from frame to frame.</param>
public sealed record ClipMotion(int Across, int Down, double Correlation, double Still)
{
    /// <summary>Pixels that are looked for in each direction, as far as frames are more than twice as large.</summary>
    public const int Farthest = 4;

    /// <summary>Measures a clip.</summary>
    /// <param name="clip">Two frames or more.</param>
    public static ClipMotion Of(Clip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var far = Math.Min(Farthest, (Math.Min(clip.Width, clip.Height) - 1) / 2);
        var still = Correlate(clip, 0, 0, far);
        var best = new ClipMotion(0, 0, still, still);
        for (var down = -far; down <= far; down++)
        {
            for (var across = -far; across <= far; across++)
            {
                var correlation = Correlate(clip, across, down, far);
                best = correlation > best.Correlation ? new ClipMotion(across, down, correlation, still) : best;
            }
        }

        return best;
    }

    // Over pixels that are far enough from the edges for every shift, so that all shifts are judged by as many.
    private static double Correlate(Clip clip, int across, int down, int far)
    {
        var (x, y, xx, yy, xy, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0L);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            for (var frame = 0; frame + 1 < clip.Frames; frame++)
            {
                var now = clip.Plane(channel, frame);
                var next = clip.Plane(channel, frame + 1);
                for (var row = far; row < clip.Height - far; row++)
                {
                    for (var column = far; column < clip.Width - far; column++)
                    {
                        double a = now[(row * clip.Width) + column], b = next[((row + down) * clip.Width) + column + across];
                        (x, y, xx, yy, xy, count) = (x + a, y + b, xx + (a * a), yy + (b * b), xy + (a * b), count + 1);
                    }
                }
            }
        }

        var (varianceX, varianceY) = (xx - (x * x / count), yy - (y * y / count));
        return varianceX > 1e-9 * count && varianceY > 1e-9 * count ? (xy - (x * y / count)) / Math.Sqrt(varianceX * varianceY) : 0;
    }
}
