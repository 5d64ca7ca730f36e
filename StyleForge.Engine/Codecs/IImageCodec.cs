namespace StyleForge.Engine.Codecs;

/// <summary>One file format: bytes in, <see cref="ImageData"/> out, and back. The seam behind which formats are added.</summary>
public interface IImageCodec
{
    /// <summary>The format's name, as people write it: <c>PNG</c>.</summary>
    string Format { get; }

    /// <summary>File name endings with their dot, in lower case; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>True where pictures can be written too.</summary>
    bool CanWrite { get; }

    /// <summary>True where a written picture can have an alpha channel.</summary>
    bool HoldsAlpha { get; }

    /// <summary>True where a written picture can carry texts.</summary>
    bool HoldsTexts { get; }

    /// <summary>The most bits that a written sample can have: 8 or 16.</summary>
    int MaximumBitDepth { get; }

    /// <summary>True when a file that starts with these bytes (<see cref="ImageCodecs.RecognitionLength"/>, or the whole file if shorter) is of this format.</summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Reads what the file says of itself, and looks whether all of its pixels are there.</summary>
    /// <exception cref="ImageFormatException">The file is broken, truncated, beyond the limits, or of an unsupported kind.</exception>
    ImageHeader ReadHeader(byte[] file, ImageLimits limits);

    /// <summary>Decodes the picture, turned as its orientation says.</summary>
    /// <exception cref="ImageFormatException">The file is broken, truncated, beyond the limits, or of an unsupported kind.</exception>
    ImageData Decode(byte[] file, ImageLimits limits);

    /// <summary>Encodes the picture with its texts and colour facts. The same picture and options give the same bytes.</summary>
    /// <exception cref="ImageFormatException">The format cannot hold such a picture.</exception>
    void Encode(ImageData image, Stream destination, EncodeOptions options);
}
