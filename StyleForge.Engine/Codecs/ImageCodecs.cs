using System.Collections.Immutable;
using StyleForge.Engine.Codecs.Formats;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Codecs;

/// <summary>The picture formats of this build, and the reading and writing of picture files through them.</summary>
/// <param name="codecs">One or more; where two know a file, the first one has it.</param>
public sealed class ImageCodecs(IReadOnlyList<IImageCodec> codecs)
{
    /// <summary>How many bytes of a file <see cref="IImageCodec.Recognises"/> looks at.</summary>
    public const int RecognitionLength = 18;

    // The smallest picture of any format has as many: a PNM of one pixel.
    private const int FewBytes = 9;

    private readonly ImmutableDictionary<string, byte[]> _held = ImmutableDictionary<string, byte[]>.Empty;

    private ImageCodecs(IReadOnlyList<IImageCodec> codecs, ImmutableDictionary<string, byte[]> held)
        : this(codecs) => _held = held;

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

    /// <summary>The same formats, and a file that is not opened any more where its path is read: what came through a pipe can be read only once.</summary>
    /// <param name="path">The path that stands for it.</param>
    /// <param name="file">The whole file.</param>
    public ImageCodecs Holding(string path, byte[] file) => new(Codecs, _held.SetItem(path, file));

    /// <summary>True where the path stands for a file that is held.</summary>
    public bool Holds(string path) => _held.ContainsKey(path);

    /// <summary>Opens a picture file, held or not.</summary>
    /// <exception cref="FileReadException">It cannot be opened.</exception>
    public Stream Open(string path) =>
        _held.TryGetValue(path, out var file) ? new MemoryStream(file, writable: false) : PlainFile.OpenRead(path, bufferSize: 0);

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
    public byte[] ReadFile(string path, ImageLimits limits)
    {
        try
        {
            using var stream = Open(path);
            if (stream.Length == 0)
            {
                throw new ImageFileException(path, "is empty (0 bytes): copy it again from where it came");
            }

            if (stream.Length > Math.Min(limits.MaximumBytes, Array.MaxLength))
            {
                throw new ImageFileException(path, $"has {stream.Length} bytes, and at most {Math.Min(limits.MaximumBytes, Array.MaxLength)} are allowed");
            }

            var file = new byte[stream.Length];
            stream.ReadExactly(file);
            return file;
        }
        catch (FileReadException refusal)
        {
            throw new ImageFileException(path, refusal.Problem, refusal);
        }
        catch (IOException failure)
        {
            throw new ImageFileException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    private string Unsupported(ReadOnlySpan<byte> file)
    {
        var formats = Listing.Of(Codecs.Select(codec => codec.Format));
        var name = ForeignFormats.Name(file[..Math.Min(file.Length, ForeignFormats.StartLength)]);
        if (Codecs.Any(codec => name == $"a {codec.Format} picture"))
        {
            return $"begins as {name}, but is truncated or damaged: copy it again from where it came";
        }

        if (file.Length < FewBytes && (name is null or ForeignFormats.AnyText))
        {
            return $"has only {file.Length} byte{(file.Length == 1 ? "" : "s")}, too few for a picture: copy it again from where it came";
        }

        return name is not null
            ? $"is {name}; this build reads {formats}: convert it first{ForeignFormats.HowToConvert(name)}"
            : $"is not a picture that this build knows; it reads {formats}";
    }
}
