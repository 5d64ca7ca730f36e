using System.Buffers.Binary;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// BMP (Windows bitmaps from version 3 on): reads 1, 4, 8, 16, 24 and 32 bits, packed in runs too. Writes 24 bits, and 32 with alpha.
/// </summary>
internal sealed class BmpCodec() : ImageSharpCodec("BMP", ".bmp")
{
    private const int FileHeader = 14;
    private const int MaximumSide = 65_500;
    private const int ColourSpaceOfVersion4 = FileHeader + 56;
    private const uint Srgb = 0x7352_4742; // «sRGB»
    private const uint EmbeddedProfile = 0x4D42_4544; // «MBED»

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool HoldsAlpha => true;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new BmpDecoder();

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= FileHeader + 4 && start.StartsWith("BM"u8) && BinaryPrimitives.ReadUInt32LittleEndian(start[FileHeader..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;

    /// <inheritdoc/>
    public override void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        RequireWritable(image, MaximumSide);
        if (image.PixelFormat is PixelFormat.Grey or PixelFormat.GreyAlpha)
        {
            throw new ImageFormatException("cannot be BMP with grey samples: convert them to RGB");
        }

        var encoded = Pixels.Encode(image, new BmpEncoder
        {
            BitsPerPixel = image.HasAlpha ? BmpBitsPerPixel.Pixel32 : BmpBitsPerPixel.Pixel24,
            SupportTransparency = image.HasAlpha,
        });
        if (image.HasAlpha)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(ColourSpaceOfVersion4), Srgb);
        }

        destination.Write(encoded);
    }

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        var head = file.AsSpan();
        var size = file.Length >= FileHeader + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(head[FileHeader..]) : 0;
        if (file.Length < FileHeader + size || size is not (12 or 40 or 52 or 56 or 64 or 108 or 124))
        {
            throw new ImageFormatException("is truncated or damaged: its header does not lie in the file");
        }

        var isOld = size == 12;
        var info = head[FileHeader..];
        var width = isOld ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
        var height = isOld ? BinaryPrimitives.ReadInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(isOld ? 10 : 14)..]);
        var compression = isOld ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[16..]);
        limits.RequireExtents(width, Math.Abs((long)height));
        height = Math.Abs(height);
        RequireKind(bits, compression, size);

        var colours = bits > 8 ? 0 : ColourCount(info, bits, isOld);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(head[10..]);
        var least = FileHeader + size + ((long)colours * (isOld ? 3 : 4));
        if (start < FileHeader + size || start >= file.Length || (colours > 0 && least > file.Length))
        {
            throw new ImageFormatException("is truncated or damaged: its pixels do not lie in the file");
        }

        CheckPixels(head[(int)start..], width, height, bits, compression);
        var hasAlpha = bits is 16 or 32 && AlphaMask(head, size, compression) != 0;
        return new StoredPicture(
            new ImageHeader(Format, width, height, hasAlpha ? PixelFormat.Rgba : PixelFormat.Rgb, 8)
            {
                Coding = $"{(bits <= 8 ? $"palette of {colours} colours" : hasAlpha ? "RGB with alpha" : "RGB")}, {bits} bit{(bits == 1 ? "" : "s")} a pixel{(compression is 1 or 2 ? ", runs" : "")}",
                Colour = Colour(file, size),
            },
            () => file);
    }

    private static void RequireKind(int bits, uint compression, uint headerSize)
    {
        var fits = compression switch
        {
            0 => bits is 1 or 4 or 8 or 16 or 24 or 32,
            1 => bits == 8,
            2 => bits == 4,
            3 => bits is 16 or 32 && headerSize != 64,
            _ => false,
        };
        if (!fits)
        {
            throw new ImageFormatException($"is a BMP of {bits} bits a pixel with compression {compression}, which this build does not read: save it as PNG");
        }
    }

    private static int ColourCount(ReadOnlySpan<byte> info, int bits, bool isOld)
    {
        var stated = isOld ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[32..]);
        var most = 1u << bits;
        return stated <= most
            ? (int)(stated == 0 ? most : stated)
            : throw new ImageFormatException($"is damaged: its palette has {stated} colours, and pixels of {bits} bits name {most} at most");
    }

    private static uint AlphaMask(ReadOnlySpan<byte> head, uint size, uint compression) =>
        compression == 3 && size >= 56 ? BinaryPrimitives.ReadUInt32LittleEndian(head[(FileHeader + 52)..]) : 0;

    private static ColourFacts Colour(byte[] file, uint size)
    {
        if (size < 108)
        {
            return ColourFacts.Unstated;
        }

        var head = file.AsSpan();
        var space = BinaryPrimitives.ReadUInt32LittleEndian(head[ColourSpaceOfVersion4..]);
        if (space == Srgb)
        {
            return new ColourFacts(IsSrgb: true);
        }

        if (space == EmbeddedProfile && size == 124)
        {
            var offset = FileHeader + (long)BinaryPrimitives.ReadUInt32LittleEndian(head[(FileHeader + 112)..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[(FileHeader + 116)..]);
            if (offset + length <= file.Length)
            {
                return new ColourFacts(file.AsSpan((int)offset, (int)length).ToArray());
            }
        }

        return ColourFacts.Unstated;
    }

    private static void CheckPixels(ReadOnlySpan<byte> pixels, int width, int height, int bits, uint compression)
    {
        if (compression is 1 or 2)
        {
            CheckRuns(pixels);
            return;
        }

        var needed = (((long)width * bits) + 31) / 32 * 4 * height;
        if (pixels.Length < needed)
        {
            throw new ImageFormatException($"is truncated: its pixels should have {needed} bytes, and {pixels.Length} are there");
        }

        void CheckRuns(ReadOnlySpan<byte> runs)
        {
            for (var x = 0; runs.Length >= 2;)
            {
                var (count, code) = (runs[0], runs[1]);
                runs = runs[2..];
                if (count == 0 && code == 1)
                {
                    return; // the end of the picture
                }

                x = (count, code) switch
                {
                    (0, 0) => 0, // the end of the row
                    (0, 2) => x + (runs.Length > 0 ? runs[0] : 0),
                    (0, _) => x + code,
                    _ => x + count,
                };
                if (x > width)
                {
                    // Some writers fill rows up to whole words. ImageSharp would put what is too much at the start of the next row.
                    throw new ImageFormatException("is a BMP whose runs go beyond the ends of its rows: save it without compression, or as PNG");
                }

                if (count != 0 || code == 0)
                {
                    continue;
                }

                var bytes = code == 2 ? 2 : compression == 1 ? (code + 1) & ~1 : (((code + 1) / 2) + 1) & ~1;
                runs = runs[Math.Min(bytes, runs.Length)..];
            }

            throw new ImageFormatException("is truncated: its runs of pixels end before the picture does");
        }
    }
}
