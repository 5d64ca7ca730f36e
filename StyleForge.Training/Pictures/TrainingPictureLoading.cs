using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Training.Pictures;

/// <summary>The reading of training pictures as work to share out: an item is a file.</summary>
/// <param name="files">The files.</param>
/// <param name="options">What to keep, and how.</param>
/// <param name="progress">Told after each file; or null.</param>
/// <param name="cancellation">Looked at before each file.</param>
internal readonly struct TrainingPictureLoading(
    IReadOnlyList<TrainingPictureFile> files,
    TrainingPictureOptions options,
    Action<TrainingPictureProgress>? progress,
    CancellationToken cancellation) : IWork
{
    private readonly Tally _tally = new();

    /// <summary>What became of each file.</summary>
    public Result[] Results { get; } = new Result[files.Count];

    /// <inheritdoc/>
    public void Do(int item, int worker)
    {
        cancellation.ThrowIfCancellationRequested();
        Results[item] = Read(files[item]);
        if (progress is not null)
        {
            lock (_tally)
            {
                progress(new TrainingPictureProgress(++_tally.Done, files.Count, files[item].Name));
            }
        }
    }

    private Result Read(TrainingPictureFile file)
    {
        Picture picture;
        try
        {
            picture = ImageCodecs.Default.Read(file.Path).ToPicture();
        }
        catch (ImageFileException failure)
        {
            return new Result(Omitted: new OmittedPicture(file.Path, OmissionKind.Unreadable, failure.Problem));
        }

        if (Math.Min(picture.Width, picture.Height) < options.LeastSide)
        {
            return new Result(Omitted: new OmittedPicture(
                file.Path, OmissionKind.TooSmall, $"is {picture.Width}×{picture.Height}, below the {options.LeastSide} pixels that a side must have"));
        }

        if (Math.Max(picture.Width, picture.Height) > options.LongestSide)
        {
            // The filter that pictures are shrunk with before they are rendered: the network should know what it makes of them.
            var (width, height) = Resampler.Fit(picture.Width, picture.Height, options.LongestSide);
            picture = Resampler.Resize(picture, width, height);
        }

        picture = FlatPicture.Over(picture, options.Background);
        return new Result(new TrainingPicture(file.Name, picture.Width, picture.Height, picture.ToImageData().Samples), new PictureThumbnail(picture));
    }

    /// <summary>What became of a file: a picture and its thumbnail, or why it was left out.</summary>
    internal readonly record struct Result(TrainingPicture? Picture = null, PictureThumbnail? Thumbnail = null, OmittedPicture? Omitted = null);

    private sealed class Tally
    {
        public int Done { get; set; }
    }
}
