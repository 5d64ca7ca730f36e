using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>Everything that a file says except its pixels, and where those are. Built only from a file whose chunks are whole.</summary>
internal sealed class PngFile
{
    private static readonly string[] BeforePixels = ["PLTE", "tRNS", "gAMA", "sRGB", "iCCP"];

    private readonly HashSet<string> _seen = [];
    private readonly PngTexts _texts = new();
    private bool _pixelsEnded;

    private PngFile(PngHeader header) => Header = header;

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public PngHeader Header { get; }

    /// <summary>Red, green and blue of each entry; empty where there is none.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The tRNS chunk: alpha of palette entries, or one transparent colour in 16-bit numbers; empty where there is none.</summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>Where the IDAT data lie in the file.</summary>
    public List<(int Start, int Length)> Pixels { get; } = [];

    public ColourFacts Colour { get; private set; } = ColourFacts.Unstated;

    public IReadOnlyDictionary<string, string> Texts => _texts.All;

    /// <summary>1 to 8, see <see cref="Exif"/>.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>What a pixel is once palette and transparency are resolved.</summary>
    public PixelFormat DecodedFormat => Header.ColourType switch
    {
        PngColourType.Grey => Transparency.Length > 0 ? PixelFormat.GreyAlpha : PixelFormat.Grey,
        PngColourType.Rgb or PngColourType.Palette => Transparency.Length > 0 ? PixelFormat.Rgba : PixelFormat.Rgb,
        PngColourType.GreyAlpha => PixelFormat.GreyAlpha,
        _ => PixelFormat.Rgba,
    };

    /// <summary>Walks all chunks up to IEND. What follows it is not looked at, as in other readers.</summary>
    public static PngFile Parse(ReadOnlySpan<byte> file, ImageLimits limits)
    {
        limits.RequireBytes(file.Length);
        if (!file.StartsWith(Signature))
        {
            throw new ImageFormatException(file.StartsWith(Signature[..4])
                ? "is damaged at its very start, as a PNG is that was transferred as text: transfer it again as binary"
                : "is not a PNG file");
        }

        var chunk = PngChunk.Read(file, Signature.Length);
        if (chunk.Type != "IHDR")
        {
            throw new ImageFormatException($"begins with the PNG chunk {chunk.Type} instead of its header (IHDR)");
        }

        var png = new PngFile(PngHeader.Parse(chunk.Data, limits));
        do
        {
            chunk = PngChunk.Read(file, chunk.End);
            png.Take(chunk);
        }
        while (chunk.Type != "IEND");

        png.CheckDecodable();
        return png;
    }

    private void Take(PngChunk chunk)
    {
        CheckOrder(chunk);
        switch (chunk.Type)
        {
            case "PLTE":
                Palette = ParsePalette(chunk.Data);
                break;
            case "tRNS":
                Transparency = ParseTransparency(chunk.Data);
                break;
            case "IDAT":
                Pixels.Add((chunk.Start, chunk.Data.Length));
                break;
            case "gAMA" when chunk.Data.Length == 4 && BinaryPrimitives.ReadUInt32BigEndian(chunk.Data) is > 0 and var gamma:
                Colour = Colour with { Gamma = gamma / 100_000.0 };
                break;
            case "sRGB":
                Colour = Colour with { IsSrgb = true };
                break;
            case "iCCP" when PngTexts.ReadProfile(chunk.Data) is { } profile:
                Colour = Colour with { IccProfile = profile };
                break;
            case "eXIf":
                Orientation = Exif.ReadOrientation(chunk.Data);
                break;
            case "tEXt" or "zTXt" or "iTXt":
                _texts.Take(chunk);
                break;
            default:
                if (chunk.IsCritical && chunk.Type is not "IEND")
                {
                    throw new ImageFormatException($"needs the PNG chunk {chunk.Type}, which this reader does not know: save it as a standard PNG");
                }

                break;
        }
    }

    private void CheckOrder(PngChunk chunk)
    {
        var first = _seen.Add(chunk.Type);
        if (chunk.Type == "IDAT")
        {
            if (_pixelsEnded)
            {
                throw new ImageFormatException("has its pixels (IDAT) in two places, with other PNG chunks between them");
            }

            return;
        }

        _pixelsEnded = Pixels.Count > 0;
        if (chunk.Type == "IHDR")
        {
            throw new ImageFormatException("has a second PNG header (IHDR)");
        }

        if (Array.IndexOf(BeforePixels, chunk.Type) < 0)
        {
            return;
        }

        if (!first)
        {
            throw new ImageFormatException($"has the PNG chunk {chunk.Type} twice");
        }

        if (Pixels.Count > 0)
        {
            throw new ImageFormatException($"has its PNG chunk {chunk.Type} after the pixels that need it");
        }
    }

    private byte[] ParsePalette(ReadOnlySpan<byte> data)
    {
        if (Header.ColourType is PngColourType.Grey or PngColourType.GreyAlpha)
        {
            throw new ImageFormatException("is grey and yet has a palette (PLTE)");
        }

        var most = Header.ColourType == PngColourType.Palette ? 1 << Header.BitDepth : 256;
        return data.Length % 3 == 0 && data.Length is > 0 && data.Length / 3 <= most
            ? data.ToArray()
            : throw new ImageFormatException($"has a palette (PLTE) of {data.Length} bytes; allowed are 3 for each of 1 to {most} colours");
    }

    private byte[] ParseTransparency(ReadOnlySpan<byte> data)
    {
        var (least, most) = Header.ColourType switch
        {
            PngColourType.Grey => (2, 2),
            PngColourType.Rgb => (6, 6),
            PngColourType.Palette when Palette.Length == 0 => throw new ImageFormatException("has its transparency (tRNS) before its palette (PLTE)"),
            PngColourType.Palette => (1, Palette.Length / 3),
            _ => throw new ImageFormatException("has an alpha channel and yet a transparent colour (tRNS)"),
        };
        return data.Length >= least && data.Length <= most
            ? data.ToArray()
            : throw new ImageFormatException($"has a transparency chunk (tRNS) of {data.Length} bytes; allowed are {least} to {most}");
    }

    private void CheckDecodable()
    {
        if (Pixels.Count == 0)
        {
            throw new ImageFormatException("has no pixels: the PNG chunk IDAT is missing");
        }

        if (Header.ColourType == PngColourType.Palette && Palette.Length == 0)
        {
            throw new ImageFormatException("has no palette (PLTE), and its pixels are numbers of palette entries");
        }

        var bytes = (long)Header.Width * Header.Height * (int)DecodedFormat * Header.DecodedDepth / 8;
        if (bytes > Array.MaxLength)
        {
            throw new ImageFormatException($"has {Header.Width}×{Header.Height} pixels that take {bytes} bytes when decoded, and at most {Array.MaxLength} fit");
        }
    }
}
