using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;

namespace StyleForge.Reports;

/// <summary>Makes pictures small, on white paper where they are transparent.</summary>
/// <param name="codecs">Read and write pictures.</param>
internal sealed class Thumbnails(ImageCodecs codecs)
{
    private static readonly EncodeOptions Options = new(JpegQuality: 84, JpegSubsampling: true);

    private readonly Dictionary<(string Path, int Width, int Height), Thumbnail?> _inputs = [];

    /// <summary>A picture no longer than this many pixels and no larger than it is; null where it cannot be read, because it is gone since.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="longSide">Pixels, 1 or more.</param>
    public Thumbnail? Of(string path, int longSide) => Read(path, longSide) is { } picture ? Encode(picture) : null;

    /// <summary>The same of a picture that others are made of too: it is read once.</summary>
    public Thumbnail? OfInput(string path, int longSide) => Known((path, longSide, 0), () => Of(path, longSide));

    /// <summary>An input stretched to a size; null where it cannot be read.</summary>
    public Thumbnail? OfInput(string path, int width, int height) =>
        Known((path, width, height), () => Read(path) is { } picture ? Encode(Resampler.Resize(picture, width, height)) : null);

    /// <summary>The small picture to compute with, opaque.</summary>
    public Picture? Read(string path, int longSide)
    {
        if (Read(path) is not { } picture)
        {
            return null;
        }

        var (width, height) = Resampler.Fit(picture.Width, picture.Height, Math.Min(longSide, Math.Max(picture.Width, picture.Height)));
        return Resampler.Resize(picture, width, height);
    }

    private Thumbnail? Known((string Path, int Width, int Height) key, Func<Thumbnail?> make)
    {
        if (!_inputs.TryGetValue(key, out var known))
        {
            _inputs.Add(key, known = make());
        }

        return known;
    }

    private Picture? Read(string path)
    {
        try
        {
            return codecs.Read(path).ToPicture().OnPaper();
        }
        catch (ImageFileException)
        {
            // A page with a gap tells more than no page.
            return null;
        }
    }

    private Thumbnail Encode(Picture picture)
    {
        using var jpeg = new MemoryStream();
        codecs.ForExtension(".jpg")!.Encode(picture.ToImageData(), jpeg, Options);
        return new Thumbnail(picture.Width, picture.Height, $"data:image/jpeg;base64,{Convert.ToBase64String(jpeg.GetBuffer(), 0, (int)jpeg.Length)}");
    }
}
