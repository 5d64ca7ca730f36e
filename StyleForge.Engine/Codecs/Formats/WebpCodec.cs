using System.Buffers.Binary;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Webp;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// WebP (RFC 9649): reads still pictures, with and without loss, with and without alpha. Writes without loss, with profile and
/// texts (XMP).
/// </summary>
internal sealed class WebpCodec() : ImageSharpCodec("WebP", ".webp")
{
    private const int MaximumSide = 16_383;
    private const int RiffHeader = 12;
    private const int ChunkHeader = 8;

    // The flags of a VP8X chunk.
    private const byte HasAnimation = 0x02;
    private const byte HasXmp = 0x04;
    private const byte HasAlphaFlag = 0x10;
    private const byte HasProfile = 0x20;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool HoldsAlpha => true;

    /// <inheritdoc/>
    public override bool HoldsTexts => true;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new WebpDecoder { IgnoreMetadata = true };

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= RiffHeader && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8);

    /// <inheritdoc/>
    public override void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        RequireWritable(image, MaximumSide);
        var encoded = Pixels.Encode(image, new WebpEncoder
        {
            FileFormat = WebpFileFormatType.Lossless,
            TransparentColorMode = WebpTransparentColorMode.Preserve,
            Method = WebpEncodingMethod.Level2,
        });
        var xmp = image.Texts.Count > 0 ? XmpTexts.Write(image.Texts) : [];
        var features = new byte[10];
        features[0] = (byte)(HasProfile | (image.HasAlpha ? HasAlphaFlag : 0) | (xmp.Length > 0 ? HasXmp : 0));
        WriteUInt24(features.AsSpan(4), image.Width - 1);
        WriteUInt24(features.AsSpan(7), image.Height - 1);

        using var body = new MemoryStream();
        body.Write("WEBP"u8);
        WriteChunk(body, "VP8X"u8, features);
        WriteChunk(body, "ICCP"u8, (image.Colour.IccProfile ?? SrgbProfile.Bytes).Span);
        foreach (var (start, length) in Chunks(encoded))
        {
            if (TypeOf(encoded, start).SequenceEqual("VP8L"u8))
            {
                WriteChunk(body, "VP8L"u8, encoded.AsSpan(start, length));
            }
        }

        if (xmp.Length > 0)
        {
            WriteChunk(body, "XMP "u8, xmp);
        }

        WriteChunk(destination, "RIFF"u8, body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        var size = file.Length < RiffHeader ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4));
        if (size + ChunkHeader > file.Length + 1L || file.Length < RiffHeader)
        {
            throw new ImageFormatException($"is truncated: it should have {size + ChunkHeader} bytes, and {file.Length} are there");
        }

        var notices = new List<string>();
        var texts = new Dictionary<string, string>();
        var colour = ColourFacts.Unstated;
        var orientation = 1;
        (uint Width, uint Height)? canvas = null;
        var flags = 0;
        var hasXmp = false;
        (int Start, int Length)? alpha = null;
        (int Start, int Length)? pixels = null;
        foreach (var chunk in Chunks(file))
        {
            var type = TypeOf(file, chunk.Start);
            var data = file.AsSpan(chunk.Start, chunk.Length);
            if (type.SequenceEqual("VP8X"u8) && data.Length >= 10)
            {
                flags = data[0];
                canvas = (ReadUInt24(data[4..]) + 1, ReadUInt24(data[7..]) + 1);
            }
            else if (type.SequenceEqual("ALPH"u8) && pixels is null && data.Length > 1)
            {
                alpha ??= chunk;
            }
            else if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                pixels ??= chunk;
            }
            else if (type.SequenceEqual("ICCP"u8))
            {
                colour = new ColourFacts(data.ToArray());
            }
            else if (type.SequenceEqual("EXIF"u8))
            {
                orientation = Orientation.Read(data.StartsWith("Exif\0\0"u8) ? data[6..] : data);
            }
            else if (type.SequenceEqual("XMP "u8) && !hasXmp)
            {
                hasXmp = true; // Of several, the first counts.
                if (!XmpTexts.Read(data, texts))
                {
                    notices.Add("has XMP data that are broken or too long, and are passed over");
                }
            }
            else if (type.SequenceEqual("ANIM"u8) || type.SequenceEqual("ANMF"u8))
            {
                flags |= HasAnimation;
            }
        }

        if ((flags & HasAnimation) != 0)
        {
            throw new ImageFormatException("is an animated WebP, which this build does not read: save its first picture as PNG");
        }

        if (pixels is not { } found)
        {
            throw new ImageFormatException("is damaged: it has no pixels (a chunk VP8 or VP8L)");
        }

        var isLossless = TypeOf(file, found.Start).SequenceEqual("VP8L"u8);
        var (width, height, hasAlpha, coding) = isLossless ? ReadLossless(file.AsSpan(found.Start, found.Length)) : ReadLossy(file.AsSpan(found.Start, found.Length));
        limits.RequireExtents(width, height);
        if (canvas is { } whole && whole != (width, height))
        {
            throw new ImageFormatException($"is damaged: its header says {whole.Width}×{whole.Height} pixels, and its pixels {width}×{height}");
        }

        hasAlpha |= !isLossless && alpha is not null;
        var header = new ImageHeader(Format, (int)width, (int)height, hasAlpha ? PixelFormat.Rgba : PixelFormat.Rgb, 8)
        {
            Coding = $"{coding}, 8 bits{(hasAlpha ? ", alpha" : "")}",
            Orientation = orientation,
            Colour = colour,
            Texts = texts,
            Notices = notices,
        };
        return new StoredPicture(header, () => Essence(file, header, isLossless ? null : alpha, found));
    }

    /// <summary>Where the data of each chunk are; a chunk that the file does not hold whole is refused.</summary>
    private static IEnumerable<(int Start, int Length)> Chunks(byte[] file)
    {
        var end = Math.Min(file.Length, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) + (long)ChunkHeader);
        for (long at = RiffHeader; at + ChunkHeader <= end;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at + 4));
            if (at + ChunkHeader + length > file.Length)
            {
                throw new ImageFormatException($"is truncated: its chunk at byte {at} should have {length} bytes, and the file ends before");
            }

            yield return ((int)at + ChunkHeader, (int)length);
            at += ChunkHeader + length + (length & 1);
        }
    }

    /// <summary>The four letters of a chunk whose data begin there.</summary>
    private static ReadOnlySpan<byte> TypeOf(byte[] file, int start) => file.AsSpan(start - ChunkHeader, 4);

    private static (uint Width, uint Height, bool HasAlpha, string Coding) ReadLossless(ReadOnlySpan<byte> data)
    {
        if (data.Length < 6 || data[0] != 0x2F)
        {
            throw new ImageFormatException("is damaged: its pixels (VP8L) do not begin as they should");
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, (bits >> 28 & 1) != 0, "colour without loss");
    }

    private static (uint Width, uint Height, bool HasAlpha, string Coding) ReadLossy(ReadOnlySpan<byte> data)
    {
        // RFC 6386, 9.1: a frame tag of three bytes with the size of the first partition, a start code, the extents.
        if (data.Length < 10 || (data[0] & 1) != 0 || !data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            throw new ImageFormatException("is damaged: its pixels (VP8) do not begin as they should");
        }

        if ((ReadUInt24(data) >> 5) > data.Length - 10)
        {
            throw new ImageFormatException("is truncated: its pixels (VP8) end in the middle of their first part");
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFFu, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFFu, false, "colour with loss (4:2:0)");
    }

    /// <summary>The file with its pixels and nothing else.</summary>
    private static byte[] Essence(byte[] file, ImageHeader header, (int Start, int Length)? alpha, (int Start, int Length) pixels)
    {
        using var body = new MemoryStream();
        body.Write("WEBP"u8);
        if (alpha is { } plane)
        {
            var features = new byte[10];
            features[0] = HasAlphaFlag;
            WriteUInt24(features.AsSpan(4), header.Width - 1);
            WriteUInt24(features.AsSpan(7), header.Height - 1);
            WriteChunk(body, "VP8X"u8, features);
            WriteChunk(body, "ALPH"u8, file.AsSpan(plane.Start, plane.Length));
        }

        WriteChunk(body, TypeOf(file, pixels.Start), file.AsSpan(pixels.Start, pixels.Length));
        using var essence = new MemoryStream();
        WriteChunk(essence, "RIFF"u8, body.GetBuffer().AsSpan(0, (int)body.Length));
        return essence.ToArray();
    }

    private static void WriteChunk(Stream destination, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        destination.Write(type);
        destination.Write(length);
        destination.Write(data);
        if ((data.Length & 1) != 0)
        {
            destination.WriteByte(0);
        }
    }

    private static uint ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16);

    private static void WriteUInt24(Span<byte> bytes, int value)
    {
        bytes[0] = (byte)value;
        bytes[1] = (byte)(value >> 8);
        bytes[2] = (byte)(value >> 16);
    }
}
