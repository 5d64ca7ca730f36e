using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>The IHDR chunk: how pixels are stored.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColourType ColourType, bool Interlaced)
{
    public const int Length = 13;

    /// <summary>Stored samples a pixel; 1 for a palette.</summary>
    public int Channels => ColourType switch
    {
        PngColourType.Grey or PngColourType.Palette => 1,
        PngColourType.GreyAlpha => 2,
        PngColourType.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bits of a decoded sample: 8 or 16.</summary>
    public int DecodedDepth => Math.Max(BitDepth, 8);

    /// <summary>Bytes from a sample to the same one of the pixel before it, 1 or more: the reach of the filters.</summary>
    public int FilterStep => Math.Max(1, Channels * BitDepth / 8);

    /// <summary>Bytes of a stored row of so many pixels, without its filter byte.</summary>
    public long RowBytes(int width) => (((long)width * Channels * BitDepth) + 7) / 8;

    /// <summary>Reads the chunk and holds it against the limits.</summary>
    public static PngHeader Parse(ReadOnlySpan<byte> data, ImageLimits limits)
    {
        if (data.Length != Length)
        {
            throw new ImageFormatException($"has a PNG header (IHDR) of {data.Length} bytes instead of {Length}");
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(data);
        var height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        CheckSize(width, height, limits);
        var (depth, type) = (data[8], data[9]);
        var depths = (PngColourType)type switch
        {
            PngColourType.Grey => "1, 2, 4, 8 or 16",
            PngColourType.Palette => "1, 2, 4 or 8",
            PngColourType.Rgb or PngColourType.GreyAlpha or PngColourType.Rgba => "8 or 16",
            _ => throw new ImageFormatException($"has the unknown PNG colour type {type}; known are 0, 2, 3, 4 and 6"),
        };
        if (!IsAllowed((PngColourType)type, depth))
        {
            throw new ImageFormatException($"has {depth} bits a sample, but PNG colour type {type} has {depths}");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new ImageFormatException(
                $"asks for PNG compression method {data[10]}, filter method {data[11]} and interlacing {data[12]}; known are 0, 0, and 0 or 1");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColourType)type, data[12] == 1);
    }

    private static bool IsAllowed(PngColourType type, int depth) => type switch
    {
        PngColourType.Grey => depth is 1 or 2 or 4 or 8 or 16,
        PngColourType.Palette => depth is 1 or 2 or 4 or 8,
        _ => depth is 8 or 16,
    };

    private static void CheckSize(uint width, uint height, ImageLimits limits)
    {
        if (width == 0 || height == 0)
        {
            throw new ImageFormatException($"says that it has {width}×{height} pixels: there is no picture in it");
        }

        limits.RequireExtents(width, height);
    }
}
