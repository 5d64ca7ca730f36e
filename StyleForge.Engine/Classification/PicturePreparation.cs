using StyleForge.Engine.Imaging;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Classification;

/// <summary>
/// Makes of a picture what a network takes, as its facts say: the shorter side brought to a length and pieces cut out, or the whole picture brought to the network's
/// extents whatever its proportions. What is transparent is white; a network of one channel sees the luminance (<see cref="Luminance"/>).
/// </summary>
public sealed class PicturePreparation
{
    // Beyond it the pieces show next to nothing of the picture, and what they are cut out of may be larger than memory.
    private const int LongestShape = 32;

    private readonly Shape _source;
    private readonly int? _shorterSide;
    private readonly WorkerPool _workers;

    /// <summary>Prepares pictures for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <exception cref="ArgumentException">The network takes no pictures; the sentence says what it takes.</exception>
    public PicturePreparation(NetworkDescription network, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(network);
        var facts = network.Facts;
        if (facts.Source.Rank != 4 || facts.Source[1] is not (1 or Picture.Channels))
        {
            throw new ArgumentException($"{network.Name} takes no pictures, but sources of shape {facts.Source}.", nameof(network));
        }

        (_source, _shorterSide, _workers) = (facts.Source, facts.ShorterSide, workers);
    }

    /// <summary>True where the network is shown pieces of a picture, of which there may be several.</summary>
    public bool IsCropped => _shorterSide is not null;

    /// <summary>The pieces that the network is shown.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="crops">How many pieces: 1, 5 or 10 as <see cref="Crop.Of"/>; 1 for a network that is shown whole pictures.</param>
    /// <returns>Samples <c>(1 or 3, H, W)</c> of each piece, RGB or luminance, 0 to 1.</returns>
    /// <exception cref="ArgumentException">The picture is too long and thin to cut pieces out of it.</exception>
    public IEnumerable<float[]> Prepare(Picture picture, int crops)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (height, width) = (_source[2], _source[3]);
        var opaque = picture.OnPaper();
        if (_shorterSide is not { } shorter)
        {
            return [Samples(Resampler.Resize(opaque, width, height, workers: _workers))];
        }

        var (least, most) = (Math.Min(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height));
        if (most / least >= LongestShape)
        {
            throw new ArgumentException($"is {picture.Width}×{picture.Height}: a side {LongestShape} times as long as the other or longer leaves nothing to see in a piece of {width}×{height}; cut out what is meant", nameof(picture));
        }

        // torchvision rounds the longer side down and makes small with a triangle; what was trained here knows pictures that Lanczos made small, to the very side of the piece.
        var longer = (int)((long)shorter * most / least);
        var filter = shorter > Math.Min(width, height) ? ResampleFilter.Triangle : ResampleFilter.Lanczos3;
        var resized = Resampler.Resize(opaque, picture.Width <= picture.Height ? shorter : longer, picture.Width <= picture.Height ? longer : shorter, filter, _workers);
        return Crop.Of(resized.Width, resized.Height, width, height, crops).Select(crop =>
        {
            var piece = resized.Cut(crop.Left, crop.Top, width, height);
            return Samples(crop.IsMirrored ? piece.Mirror() : piece);
        });
    }

    private float[] Samples(Picture picture) => _source[1] == Picture.Channels ? picture.Samples : Luminance.Grey(picture).Plane(0).ToArray();
}
