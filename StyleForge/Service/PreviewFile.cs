using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;

namespace StyleForge.Service;

/// <summary>Keeps a small picture of what is being made in a file, for whoever looks on.</summary>
/// <param name="path">The file, a JPEG.</param>
/// <param name="pause">How long to leave it as it is at least.</param>
/// <param name="time">The clock.</param>
internal sealed class PreviewFile(string path, TimeSpan pause, TimeProvider time) : IPreview
{
    private const int LongestSide = 320;

    private long? _last;

    /// <inheritdoc/>
    public bool IsDue(RenderPlan plan) => _last is not { } last || time.GetElapsedTime(last) >= pause;

    /// <inheritdoc/>
    public void Show(RenderPlan plan, Picture picture)
    {
        _last = time.GetTimestamp();
        var scale = Math.Min(1, (double)LongestSide / Math.Max(picture.Width, picture.Height));
        var small = Resampler.Resize(picture, Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)));
        try
        {
            ImageCodecs.Default.Write(path, new Picture(small.Width, small.Height, small.Samples).ToImageData());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ImageFileException or ArgumentException)
        {
            // Whoever looks on sees an older one: the disk is full or away, the job is another's now, or the picture has no numbers any more.
        }
    }
}
