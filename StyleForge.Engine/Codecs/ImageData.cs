using System.Runtime.InteropServices;

namespace StyleForge.Engine.Codecs;

/// <summary>
/// A decoded picture as its file holds it: rows from top to bottom, interleaved samples of 8 or 16 bits (16-bit samples in
/// the machine's byte order), oriented as it should be seen.
/// </summary>
public sealed class ImageData
{
    /// <summary>Wraps samples that are already there.</summary>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="pixelFormat">The samples of one pixel.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="samples">width × height × samples a pixel × bytes a sample; kept, not copied. Null for all zero.</param>
    /// <exception cref="ArgumentException">The extents, depth and number of bytes do not agree.</exception>
    public ImageData(int width, int height, PixelFormat pixelFormat, int bitDepth, byte[]? samples = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (bitDepth is not (8 or 16))
        {
            throw new ArgumentException($"A sample has 8 or 16 bits, not {bitDepth}.", nameof(bitDepth));
        }

        var bytes = (long)width * height * (int)pixelFormat * (bitDepth / 8);
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentException($"A picture of {width}×{height} with {bytes} bytes does not fit one array.", nameof(width));
        }

        if (samples is not null && samples.Length != bytes)
        {
            throw new ArgumentException($"A picture of {width}×{height} {pixelFormat} with {bitDepth} bits has {bytes} bytes, but {samples.Length} were given.", nameof(samples));
        }

        Width = width;
        Height = height;
        PixelFormat = pixelFormat;
        BitDepth = bitDepth;
        Samples = samples ?? new byte[bytes];
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The samples of one pixel.</summary>
    public PixelFormat PixelFormat { get; }

    /// <summary>Bits a sample: 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>Samples a pixel, 1 to 4.</summary>
    public int Channels => (int)PixelFormat;

    /// <summary>True where the last sample of a pixel is alpha.</summary>
    public bool HasAlpha => PixelFormat is PixelFormat.GreyAlpha or PixelFormat.Rgba;

    /// <summary>All samples as bytes.</summary>
    public byte[] Samples { get; }

    /// <summary>All samples as 16-bit numbers; only for a bit depth of 16.</summary>
    public Span<ushort> Samples16 => BitDepth == 16
        ? MemoryMarshal.Cast<byte, ushort>(Samples.AsSpan())
        : throw new InvalidOperationException("The picture has 8-bit samples.");

    /// <summary>What the samples mean.</summary>
    public ColourFacts Colour { get; init; } = ColourFacts.Unstated;

    /// <summary>Texts that travel with the picture, by keyword: PNG text chunks, JPEG comments, XMP.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Oddities of the file that do not touch the pixels, each a clause that can follow the file's name.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
