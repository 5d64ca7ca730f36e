using StyleForge.Engine.Imaging;

namespace StyleForge.Training.Pictures;

/// <summary>A picture as 32×32 average colours, to tell whether two files show the same.</summary>
/// <param name="picture">The picture, without alpha.</param>
internal sealed class PictureThumbnail(Picture picture)
{
    private const int Side = 32;
    private readonly float[] _samples = Resampler.Resize(picture, Side, Side, ResampleFilter.Box).Samples;

    /// <summary>True where the colours of two thumbnails differ by no more than a number of levels of 255 on average.</summary>
    public bool Shows(PictureThumbnail other, double levels)
    {
        // Most pairs are far apart, and a plane or less is enough to see it.
        var allowed = levels / byte.MaxValue * _samples.Length;
        var sum = 0.0;
        for (var row = 0; row < _samples.Length && sum <= allowed; row += Side)
        {
            for (var i = row; i < row + Side; i++)
            {
                sum += Math.Abs(_samples[i] - other._samples[i]);
            }
        }

        return sum <= allowed;
    }
}
