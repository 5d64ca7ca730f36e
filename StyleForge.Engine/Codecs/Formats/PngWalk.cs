using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// Walks over the chunks of a PNG and inflates its pixels without keeping them, so that a picture is known to be whole before
/// memory is taken for it.
/// </summary>
/// <param name="limits">Bounds for the extents.</param>
internal sealed class PngWalk(ImageLimits limits)
{
    // Deflate makes at most 1032 bytes out of one.
    private const int MaximumExpansion = 1032;
    private const int PaletteLength = 256 * 3;

    // A narrower picture has no pixels in some interlacing passes, and ImageSharp never comes back from those.
    private const int LeastInterlacedWidth = 5;

    // Of these no pixel depends. A checksum that is wrong may also mean that the name of a chunk is, so no other is passed over.
    private static readonly string[] PassedOver =
    [
        "tEXt", "zTXt", "iTXt", "iCCP", "gAMA", "sRGB", "cHRM", "cICP", "mDCV", "cLLI", "sBIT", "bKGD", "hIST", "pHYs", "sPLT", "tIME", "eXIf", "acTL", "fcTL", "fdAT",
    ];

    private readonly PngTexts _texts = new();
    private readonly List<string> _notices = [];
    private readonly List<(int Start, int Length)> _pixels = [];
    private readonly HashSet<string> _seen = [];
    private (int Width, int Height, int Depth, int Type, bool IsInterlaced) _header;
    private byte[] _palette = [];
    private byte[] _transparency = [];
    private ColourFacts _colour = ColourFacts.Unstated;
    private int _orientation = 1;
    private bool _pixelsEnded;

    private int Channels => _header.Type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private PixelFormat Format => _header.Type switch
    {
        0 => _transparency.Length > 0 ? PixelFormat.GreyAlpha : PixelFormat.Grey,
        4 => PixelFormat.GreyAlpha,
        6 => PixelFormat.Rgba,
        _ => _transparency.Length > 0 ? PixelFormat.Rgba : PixelFormat.Rgb,
    };

    /// <summary>Walks over a file.</summary>
    public StoredPicture Walk(byte[] file)
    {
        if (PngChunks.Signature.StartsWith(file))
        {
            throw new ImageFormatException("is truncated: it ends before its header");
        }

        if (!file.AsSpan().StartsWith(PngChunks.Signature))
        {
            throw new ImageFormatException(file.AsSpan().StartsWith(PngChunks.Signature[..4])
                ? "is damaged at its very start, as a PNG is that was transferred as text: transfer it again as binary"
                : "is not a PNG file");
        }

        var at = PngChunks.Signature.Length;
        while (at < file.Length && !_seen.Contains("IEND"))
        {
            at = ReadChunk(file, at);
        }

        if (!_seen.Contains("IEND"))
        {
            Note("ends without the chunk (IEND) that every PNG ends with");
        }

        var essence = Essence(file);
        CheckPixels(essence);
        var header = new ImageHeader("PNG", _header.Width, _header.Height, Format, _header.Depth == 16 ? 16 : 8)
        {
            Coding = Coding(),
            Orientation = _orientation,
            Colour = _colour,
            Texts = _texts.All,
            Notices = _notices,
        };
        return new StoredPicture(header, () => essence.File);
    }

    private int ReadChunk(byte[] file, int at)
    {
        var rest = file.AsSpan(at);
        if (rest.Length < 8)
        {
            return _pixels.Count == 0 ? throw Truncated(at) : file.Length;
        }

        foreach (var letter in rest.Slice(4, 4))
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new ImageFormatException($"is damaged: at byte {at} there is no PNG chunk where one should begin");
            }
        }

        var type = Encoding.ASCII.GetString(rest.Slice(4, 4));
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - PngChunks.Overhead)
        {
            return Incomplete(type, length, file.Length);
        }

        var data = rest.Slice(8, (int)length);
        if (PngCrc.Of(rest.Slice(4, 4 + data.Length)) == BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + data.Length)..]))
        {
            Take(type, data, at + 8);
        }
        else if (!Array.Exists(PassedOver, known => known == type))
        {
            throw new ImageFormatException($"is damaged: the checksum of its PNG chunk {type} at byte {at} is wrong");
        }
        else
        {
            Note($"has a PNG chunk {type} whose checksum is wrong, which is passed over");
            _pixelsEnded = _pixels.Count > 0;
        }

        return at + PngChunks.Overhead + data.Length;
    }

    // A file may end within a text or its end chunk when all pixels have come: whether they have, is counted later.
    private int Incomplete(string type, uint length, int end)
    {
        var isPassedOver = (!char.IsAsciiLetterUpper(type[0]) && type != "tRNS" && _pixels.Count > 0) || type == "IEND";
        return isPassedOver ? end : throw new ImageFormatException($"is truncated: its PNG chunk {type} should have {length} bytes, and the file ends before");
    }

    /// <summary>Each notice comes once, however often a file gives cause for it.</summary>
    private void Note(string notice)
    {
        if (!_notices.Contains(notice))
        {
            _notices.Add(notice);
        }
    }

    private ImageFormatException Truncated(int at) => new(_seen.Count == 0
        ? "is truncated: it ends before its header"
        : $"is truncated: it ends at byte {at}, before its pixels");

    private void Take(string type, ReadOnlySpan<byte> data, int start)
    {
        if (_seen.Count == 0 && type != "IHDR")
        {
            throw new ImageFormatException($"begins with the PNG chunk {type} instead of its header (IHDR)");
        }

        var isFirst = type is "IHDR" or "PLTE" or "tRNS" or "IDAT" or "IEND" or "gAMA" or "sRGB" or "iCCP" && _seen.Add(type);
        if (type == "IDAT")
        {
            TakePixels(start, data.Length);
            return;
        }

        _pixelsEnded = _pixels.Count > 0;
        if (type is "IHDR" or "PLTE" or "tRNS" && !(isFirst && _pixels.Count == 0))
        {
            throw new ImageFormatException(isFirst ? $"has its PNG chunk {type} after the pixels that need it" : $"has the PNG chunk {type} twice");
        }

        if (type is "gAMA" or "sRGB" or "iCCP" && !(isFirst && _pixels.Count == 0))
        {
            Note(isFirst ? $"has its PNG chunk {type} after the pixels, where it does not count" : $"has the PNG chunk {type} twice, and the first counts");
            return;
        }

        switch (type)
        {
            case "IHDR":
                TakeHeader(data);
                break;
            case "PLTE":
                TakePalette(data);
                break;
            case "tRNS":
                TakeTransparency(data);
                break;
            case "gAMA" when data.Length == 4 && BinaryPrimitives.ReadUInt32BigEndian(data) is > 0 and var gamma:
                _colour = _colour with { Gamma = gamma / 100_000.0 };
                break;
            case "sRGB":
                _colour = _colour with { IsSrgb = true };
                break;
            case "iCCP":
                TakeProfile(data);
                break;
            case "eXIf":
                _orientation = Orientation.Read(data);
                break;
            case "tEXt" or "zTXt" or "iTXt":
                if (!_texts.Take(type, data))
                {
                    Note($"has a text (PNG chunk {type}) that is broken or too long, and is passed over");
                }

                break;
            case "acTL":
                Note("is animated, and its still picture is read");
                break;
            case "IEND":
                break;
            default:
                if (char.IsAsciiLetterUpper(type[0]))
                {
                    throw new ImageFormatException($"needs the PNG chunk {type}, which this reader does not know: save it as a standard PNG");
                }

                break;
        }
    }

    private void TakePixels(int start, int length)
    {
        if (_pixelsEnded)
        {
            throw new ImageFormatException("has its pixels (IDAT) in two places, with other PNG chunks between them");
        }

        if (_header.Type == 3 && _palette.Length == 0)
        {
            throw new ImageFormatException("has no palette (PLTE), and its pixels are numbers of palette entries");
        }

        _pixels.Add((start, length));
    }

    private void TakeHeader(ReadOnlySpan<byte> data)
    {
        if (data.Length != 13)
        {
            throw new ImageFormatException($"has a PNG header (IHDR) of {data.Length} bytes instead of 13");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        var (depth, type) = (data[8], data[9]);
        limits.RequireExtents(width, height);
        var depths = type switch
        {
            0 => new byte[] { 1, 2, 4, 8, 16 },
            2 or 4 or 6 => [8, 16],
            3 => [1, 2, 4, 8],
            _ => throw new ImageFormatException($"has the unknown PNG colour type {type}; known are 0, 2, 3, 4 and 6"),
        };
        if (!depths.Contains(depth))
        {
            throw new ImageFormatException($"has {depth} bits a sample, but PNG colour type {type} has {string.Join(", ", depths[..^1])} or {depths[^1]}");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new ImageFormatException(
                $"asks for PNG compression method {data[10]}, filter method {data[11]} and interlacing {data[12]}; known are 0, 0, and 0 or 1");
        }

        if (data[12] == 1 && width < LeastInterlacedWidth)
        {
            throw new ImageFormatException($"is an interlaced PNG of {width} pixels across, and {LeastInterlacedWidth} are the least: save it without interlacing");
        }

        _header = ((int)width, (int)height, depth, type, data[12] == 1);
    }

    private void TakePalette(ReadOnlySpan<byte> data)
    {
        if (_header.Type is 0 or 4)
        {
            Note("is grey and yet has a palette (PLTE), which is passed over");
            return;
        }

        if (data.Length % 3 != 0 || data.Length is 0 or > PaletteLength)
        {
            throw new ImageFormatException($"has a palette (PLTE) of {data.Length} bytes; allowed are 3 for each of 1 to 256 colours");
        }

        _palette = data.ToArray();
        if (_header.Type == 3 && data.Length / 3 > 1 << _header.Depth)
        {
            Note($"has a palette of {data.Length / 3} colours, of which its pixels of {_header.Depth} bits can name {1 << _header.Depth}");
        }
    }

    private void TakeTransparency(ReadOnlySpan<byte> data)
    {
        var (least, most) = _header.Type switch
        {
            0 => (2, 2),
            2 => (6, 6),
            3 when _palette.Length == 0 => throw new ImageFormatException("has its transparency (tRNS) before its palette (PLTE)"),
            3 => (1, _palette.Length / 3),
            _ => throw new ImageFormatException("has an alpha channel and yet a transparent colour (tRNS)"),
        };
        _transparency = data.Length >= least && data.Length <= most
            ? data.ToArray()
            : throw new ImageFormatException($"has a transparency chunk (tRNS) of {data.Length} bytes; allowed are {least} to {most}");
    }

    private void TakeProfile(ReadOnlySpan<byte> data)
    {
        if (PngTexts.ReadProfile(data) is { } profile)
        {
            _colour = _colour with { IccProfile = profile };
        }
        else
        {
            Note("has a colour profile (PNG chunk iCCP) that is broken or too long: its colours are taken as sRGB");
        }
    }

    private string Coding()
    {
        var kind = _header.Type switch { 0 => "grey", 2 => "RGB", 3 => $"palette of {_palette.Length / 3} colours", 4 => "grey with alpha", _ => "RGB with alpha" };
        var transparency = _transparency.Length > 0 ? ", transparency" : "";
        return $"{kind}, {_header.Depth} bit{(_header.Depth == 1 ? "" : "s")}{transparency}{(_header.IsInterlaced ? ", interlaced" : "")}";
    }

    /// <summary>Inflates all pixels and counts them, row by row, through one small buffer.</summary>
    private void CheckPixels((byte[] File, int Start, int Length) compressed)
    {
        var passes = Passes();
        using var source = new MemoryStream(compressed.File, compressed.Start, compressed.Length);
        using var pixels = new ZLibStream(source, CompressionMode.Decompress);
        var buffer = new byte[passes.Max(pass => pass.RowBytes)];
        try
        {
            foreach (var (rows, rowBytes) in passes)
            {
                for (var row = 0; row < rows; row++)
                {
                    RequireRow(pixels, buffer.AsSpan(0, rowBytes), row, rows);
                }
            }

            if (pixels.ReadByte() >= 0)
            {
                Note($"has more pixel data than {_header.Width}×{_header.Height} pixels need");
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException) // .NET has one for each kind of damage
        {
            throw new ImageFormatException("is damaged: its pixel data (IDAT) cannot be decompressed", failure);
        }
    }

    private void RequireRow(Stream pixels, Span<byte> row, int number, int rows)
    {
        if (pixels.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
        {
            throw new ImageFormatException(_header.IsInterlaced
                ? "is truncated: its pixel data end before the last row"
                : $"is truncated: {number} of {rows} rows are there");
        }

        if (row[0] > 4)
        {
            throw new ImageFormatException($"is damaged: a row has the PNG filter {row[0]}, and there are 0 to 4");
        }
    }

    /// <summary>Rows and bytes a row, filter byte included, of the picture or of each interlacing pass (PNG, 8.1).</summary>
    private List<(int Rows, int RowBytes)> Passes()
    {
        (int X, int Y, int StepX, int StepY)[] passes = _header.IsInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        var bits = (long)Channels * _header.Depth;
        return [.. from pass in passes
                   let width = (_header.Width - pass.X + pass.StepX - 1) / pass.StepX
                   let height = (_header.Height - pass.Y + pass.StepY - 1) / pass.StepY
                   where width > 0 && height > 0
                   select (height, checked((int)(1 + (((width * bits) + 7) / 8))))];
    }

    /// <summary>
    /// The file with nothing in it but what the pixels depend on, these in one piece, as ImageSharp needs the first bytes of them
    /// together. The palette has all the entries that a pixel can name, black
    /// where the file has none: libpng shows black too, and ImageSharp would read beyond a short palette.
    /// </summary>
    /// <returns>The file, and where in it the data of the pixels are.</returns>
    private (byte[] File, int Start, int Length) Essence(byte[] file)
    {
        if (_pixels.Count == 0)
        {
            throw new ImageFormatException("has no pixels: the PNG chunk IDAT is missing");
        }

        var compressed = _pixels.Sum(part => part.Length);
        if (Passes().Sum(pass => (long)pass.Rows * pass.RowBytes) / MaximumExpansion > compressed)
        {
            throw new ImageFormatException(
                $"is truncated: {_header.Width}×{_header.Height} pixels cannot come out of {compressed} bytes of pixel data");
        }

        using var before = new MemoryStream();
        before.Write(file, 0, PngChunks.HeaderEnd);
        if (_header.Type == 3)
        {
            PngChunks.Write(before, "PLTE"u8, [.. _palette, .. new byte[PaletteLength - _palette.Length]]);
        }

        if (_transparency.Length > 0)
        {
            // ImageSharp reads the transparent colour of 16 bits with its lowest byte first.
            if (_header.Depth == 16)
            {
                var words = MemoryMarshal.Cast<byte, ushort>(_transparency.AsSpan());
                BinaryPrimitives.ReverseEndianness(words, words);
            }

            PngChunks.Write(before, "tRNS"u8, _transparency);
        }

        // Pixels can be a gigabyte, so they are copied once, to where they stay.
        var start = (int)before.Length + 8;
        var essence = new byte[start + compressed + 4 + PngChunks.Overhead];
        before.GetBuffer().AsSpan(0, (int)before.Length).CopyTo(essence);
        BinaryPrimitives.WriteInt32BigEndian(essence.AsSpan(start - 8), compressed);
        "IDAT"u8.CopyTo(essence.AsSpan(start - 4));
        var end = start;
        foreach (var (from, length) in _pixels)
        {
            file.AsSpan(from, length).CopyTo(essence.AsSpan(end));
            end += length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(essence.AsSpan(end), PngCrc.Of(essence.AsSpan(start - 4, 4 + compressed)));
        using var after = new MemoryStream(essence, end + 4, PngChunks.Overhead);
        PngChunks.Write(after, "IEND"u8, []);
        return (essence, start, compressed);
    }
}
