namespace StyleForge.Engine.Codecs;

/// <summary>One file format: bytes in, <see cref="ImageData"/> out, and back. The seam behind which formats are added.</summary>
public interface IImageCodec
{
    /// <summary>The format's name, as people write it: <c>PNG</c>.</summary>
    string Format { get; }

    /// <summary>File name endings with their dot, in lower case; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>True where a written picture can have an alpha channel.</summary>
    bool HoldsAlpha { get; }

    /// <summary>The most bits that a written sample can have: 8 or 16.</summary>
    int MaximumBitDepth { get; }

    /// <summary>True when a file that starts with these bytes (16 or the whole file, if shorter) is of this format.</summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Reads what the file says of itself, without decoding it.</summary>
    /// <exception cref="ImageFormatException">The header is broken, beyond the limits, or of an unsupported kind.</exception>
    ImageHeader ReadHeader(ReadOnlySpan<byte> file, ImageLimits limits);

    /// <summary>Decodes the picture, turned as its EXIF orientation says.</summary>
    /// <exception cref="ImageFormatException">The file is broken, truncated, beyond the limits, or of an unsupported kind.</exception>
    ImageData Decode(ReadOnlySpan<byte> file, ImageLimits limits);

    /// <summary>Encodes the picture with its texts and colour facts.</summary>
    /// <exception cref="ImageFormatException">The format cannot hold such a picture.</exception>
    void Encode(ImageData image, Stream destination, EncodeOptions options);
}
