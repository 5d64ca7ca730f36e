using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Examples;

/// <summary>The reading of pictures as work to share out: an item is a file, of which the square in the middle is kept.</summary>
/// <param name="files">The files.</param>
/// <param name="side">Pixels of the square's side; the shorter side of a picture is resized to it.</param>
/// <param name="channels">1 for luminance, 3 for colours.</param>
/// <param name="background">The grey behind what is transparent, 0 to 255.</param>
/// <param name="progress">Told after each file, by one thread at a time; or null.</param>
/// <param name="cancellation">Looked at before each file.</param>
internal readonly struct PictureLoading(
    IReadOnlyList<string> files, int side, int channels, int background, Action<TrainingPictureProgress>? progress, CancellationToken cancellation) : IWork
{
    private readonly Tally _tally = new();

    /// <summary>The samples of each file, plane after plane; those of one that cannot be read are null.</summary>
    public byte[][] Pictures { get; } = new byte[files.Count][];

    /// <summary>What is wrong with each file, a sentence; null for nothing.</summary>
    public string?[] Problems { get; } = new string?[files.Count];

    /// <inheritdoc/>
    public void Do(int item, int worker)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            Pictures[item] = Samples(FlatPicture.Over(ImageCodecs.Default.Read(files[item]).ToPicture(), background), side, channels);
        }
        catch (ImageFileException failure)
        {
            Problems[item] = $"{failure.Message.TrimEnd('.')}.";
        }

        lock (_tally)
        {
            progress?.Invoke(new TrainingPictureProgress(++_tally.Done, files.Count, Path.GetFileName(files[item])));
        }
    }

    /// <summary>The square in the middle of an opaque picture, as bytes.</summary>
    public static byte[] Samples(Picture picture, int side, int channels)
    {
        var scale = side / (double)Math.Min(picture.Width, picture.Height);
        var (width, height) = (Math.Max(side, (int)Math.Round(picture.Width * scale)), Math.Max(side, (int)Math.Round(picture.Height * scale)));
        var resized = Resampler.Resize(picture, width, height);
        var (left, top) = ((width - side) / 2, (height - side) / 2);
        var samples = new byte[channels * side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (from, to) = (((top + y) * width) + left + x, (y * side) + x);
                if (channels == 1)
                {
                    samples[to] = Level(Luminance.Of(resized.Plane(0)[from], resized.Plane(1)[from], resized.Plane(2)[from]));
                    continue;
                }

                for (var channel = 0; channel < channels; channel++)
                {
                    samples[(channel * side * side) + to] = Level(resized.Plane(channel)[from]);
                }
            }
        }

        return samples;
    }

    /// <summary>A sample from 0 to 1 as a level from 0 to 255.</summary>
    public static byte Level(float sample) => (byte)Math.Clamp(MathF.Round(sample * byte.MaxValue), 0, byte.MaxValue);

    private sealed class Tally
    {
        public int Done { get; set; }
    }
}
