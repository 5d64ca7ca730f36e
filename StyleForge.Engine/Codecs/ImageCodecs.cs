using StyleForge.Engine.Codecs.Formats;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Codecs;

/// <summary>The picture formats of this build, and the reading and writing of picture files through them.</summary>
/// <param name="codecs">One or more; where two know a file, the first one has it.</param>
public sealed class ImageCodecs(IReadOnlyList<IImageCodec> codecs)
{
    /// <summary>How many bytes of a file <see cref="IImageCodec.Recognises"/> looks at.</summary>
    public const int RecognitionLength = 18;

    /// <summary>All formats of this build.</summary>
    public static ImageCodecs Default { get; } = new(
    [
        new PngCodec(),
        new JpegCodec(),
        new WebpCodec(),
        new TiffCodec(),
        new BmpCodec(),
        new GifCodec(),
        new PnmCodec(),
        new TgaCodec(), // Last: it has no signature, and is guessed from what its header makes sense of.
    ]);

    /// <summary>The codecs, in the order in which they are asked.</summary>
    public IReadOnlyList<IImageCodec> Codecs { get; } = codecs;

    /// <summary>The usual endings of file names that can be read, with their dots: <c>.png</c>.</summary>
    public IEnumerable<string> Extensions => Codecs.SelectMany(codec => codec.Extensions);

    /// <summary>The endings of file names that can be written, with their dots: the only list of them.</summary>
    public IEnumerable<string> WritableExtensions => Codecs.Where(codec => codec.CanWrite).SelectMany(codec => codec.Extensions);

    /// <summary>The codec of a file's contents, or null.</summary>
    /// <param name="file">The file's bytes, or at least its first <see cref="RecognitionLength"/>.</param>
    public IImageCodec? Recognise(ReadOnlySpan<byte> file)
    {
        foreach (var codec in Codecs)
        {
            if (codec.Recognises(file[..Math.Min(file.Length, RecognitionLength)]))
            {
                return codec;
            }
        }

        return null;
    }

    /// <summary>The codec of a file name's ending, whatever its case, or null.</summary>
    public IImageCodec? ForExtension(string path)
    {
        var extension = Path.GetExtension(path);
        return Codecs.FirstOrDefault(codec => codec.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Reads what a picture file says of itself.</summary>
    /// <remarks>
    /// The whole file is read: orientation and transparency may be said anywhere in it, and whether its pixels are all there is looked at.
    /// For that, the pixels of a PNG are inflated, and those of a JPEG that ends without its marker are decoded; no others are, beyond
    /// <see cref="ImageLimits.ProvenPixels"/>.
    /// </remarks>
    /// <exception cref="ImageFileException">The file is missing, unreadable, of another kind, broken or beyond the limits.</exception>
    public ImageHeader ReadHeader(string path, ImageLimits? limits = null) =>
        Read(path, limits ?? ImageLimits.Default, static (codec, file, bounds) =>
        {
            var header = codec.ReadHeader(file, bounds);
            if ((long)header.Width * header.Height <= bounds.ProvenPixels)
            {
                codec.Decode(file, bounds);
            }

            return header;
        });

    /// <summary>Reads and decodes a picture file, whatever its ending says.</summary>
    /// <exception cref="ImageFileException">The file is missing, unreadable, of another kind, broken or beyond the limits.</exception>
    public ImageData Read(string path, ImageLimits? limits = null) =>
        Read(path, limits ?? ImageLimits.Default, static (codec, file, bounds) => codec.Decode(file, bounds));

    /// <summary>Decodes the bytes of a picture file, as <see cref="ReadFile"/> gives them.</summary>
    /// <param name="path">Whose bytes they are, for messages.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    /// <exception cref="ImageFileException">The file is of another kind, broken or beyond the limits.</exception>
    public ImageData Decode(string path, byte[] file, ImageLimits? limits = null) =>
        Read(path, file, limits ?? ImageLimits.Default, static (codec, bytes, bounds) => codec.Decode(bytes, bounds));

    /// <summary>Writes a picture in the format of the path's ending; see <see cref="AtomicFile"/>. The folder must exist.</summary>
    /// <exception cref="ImageFileException">The ending is unknown, the format cannot hold the picture, or the file cannot be written.</exception>
    public void Write(string path, ImageData image, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var codec = ForExtension(path) is { CanWrite: true } known ? known : throw new ImageFileException(
            path, $"cannot be written: the ending says which format to write, and this build writes {Listing.Of(WritableExtensions)}");
        try
        {
            AtomicFile.Write(path, stream => codec.Encode(image, stream, options ?? EncodeOptions.Default));
        }
        catch (ImageFormatException failure)
        {
            throw new ImageFileException(path, $"cannot be written: {failure.Message}", failure);
        }
        catch (FileWriteException failure)
        {
            throw new ImageFileException(path, failure.Problem, failure);
        }
    }

    private T Read<T>(string path, ImageLimits limits, Func<IImageCodec, byte[], ImageLimits, T> read) =>
        Read(path, ReadFile(path, limits), limits, read);

    private T Read<T>(string path, byte[] file, ImageLimits limits, Func<IImageCodec, byte[], ImageLimits, T> read)
    {
        var codec = Recognise(file) ?? throw new ImageFileException(path, Unsupported(file));
        try
        {
            return read(codec, file, limits);
        }
        catch (ImageFormatException failure)
        {
            throw new ImageFileException(path, failure.Message, failure);
        }
    }

    /// <summary>Reads a whole file, for those who need its bytes as well as its picture.</summary>
    /// <exception cref="ImageFileException">The file is missing, empty, unreadable or beyond the limits.</exception>
    public static byte[] ReadFile(string path, ImageLimits limits)
    {
        if (Directory.Exists(path))
        {
            throw new ImageFileException(path, "is a folder: name a picture file in it");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            if (!stream.CanSeek)
            {
                throw new ImageFileException(path, "is a pipe, and a picture is read more than once: save it as a file first");
            }

            if (stream.Length == 0)
            {
                throw new ImageFileException(path, "is empty: there is no picture in it");
            }

            if (stream.Length > Math.Min(limits.MaximumBytes, Array.MaxLength))
            {
                throw new ImageFileException(path, $"has {stream.Length} bytes, and at most {Math.Min(limits.MaximumBytes, Array.MaxLength)} are allowed");
            }

            var file = new byte[stream.Length];
            stream.ReadExactly(file);
            return file;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFileException(path, "does not exist", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new ImageFileException(path, "cannot be read: no permission", failure);
        }
        catch (IOException failure)
        {
            throw new ImageFileException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    private string Unsupported(ReadOnlySpan<byte> file)
    {
        var formats = Listing.Of(Codecs.Select(codec => codec.Format));
        return ForeignFormats.Name(file[..Math.Min(file.Length, ForeignFormats.StartLength)]) is { } name
            ? $"is {name}; this build reads {formats}: convert it first{ForeignFormats.HowToConvert(name)}"
            : $"is not a picture that this build knows; it reads {formats}";
    }
}
