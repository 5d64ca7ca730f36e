using System.Buffers.Binary;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Tga;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>TGA (Truevision, version 2): reads palettes, grey and RGB, packed in runs too.</summary>
internal sealed class TgaCodec() : ImageSharpCodec("TGA", ".tga")
{
    private const int HeaderLength = 18;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new TgaDecoder();

    /// <inheritdoc/>
    /// <remarks>The format has no signature: a file is TGA where each part of its header makes sense.</remarks>
    public override bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= HeaderLength
        && start[1] <= 1
        && start[2] is 1 or 2 or 3 or 9 or 10 or 11
        && (start[2] is 1 or 9) == (start[1] == 1)
        && start[16] is 8 or 15 or 16 or 24 or 32
        && BinaryPrimitives.ReadUInt16LittleEndian(start[12..]) > 0
        && BinaryPrimitives.ReadUInt16LittleEndian(start[14..]) > 0
        && (start[17] & 0xC0) == 0;

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        if (!Recognises(file))
        {
            throw new ImageFormatException("is truncated or damaged: its header makes no sense");
        }

        var head = file.AsSpan();
        var (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(head[12..]), BinaryPrimitives.ReadUInt16LittleEndian(head[14..]));
        var (kind, bits, alphaBits) = (head[2] & 7, head[16], head[17] & 15);
        limits.RequireExtents(width, height);
        var fits = kind switch { 1 => bits is 8 or 16, 2 => bits is 15 or 16 or 24 or 32, _ => bits is 8 or 16 };
        if (!fits || (kind == 1 && head[7] is not (15 or 16 or 24 or 32)))
        {
            throw new ImageFormatException($"is a TGA of kind {head[2]} with {bits} bits a pixel, which this build does not read: save it as PNG");
        }

        var colours = kind == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(head[5..]) : 0;
        var paletteBytes = head[1] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(head[5..]) * ((head[7] + 7) / 8) : 0;
        var start = HeaderLength + head[0] + paletteBytes;
        var bytes = (bits + 7) / 8;
        var pixels = (long)width * height;
        var there = start > file.Length ? 0 : head[2] < 8 ? (file.Length - start) / bytes : CountRuns(head[start..], bytes, pixels);
        if (there < pixels)
        {
            throw new ImageFormatException($"is truncated: {there} of its {pixels} pixels are there");
        }

        var hasAlpha = alphaBits > 0 && (bits is 32 or 16 || (kind == 1 && head[7] == 32));
        var isGrey = kind == 3;
        return new StoredPicture(
            new ImageHeader(Format, width, height, isGrey ? (hasAlpha ? PixelFormat.GreyAlpha : PixelFormat.Grey) : hasAlpha ? PixelFormat.Rgba : PixelFormat.Rgb, 8)
            {
                Coding = $"{(kind == 1 ? $"palette of {colours} colours" : isGrey ? "grey" : "RGB")}{(hasAlpha ? " with alpha" : "")}, {bits} bits a pixel{(head[2] > 8 ? ", runs" : "")}",
            },
            () => file);
    }

    private static long CountRuns(ReadOnlySpan<byte> runs, int bytes, long most)
    {
        var count = 0L;
        while (count < most && runs.Length > 0)
        {
            var pixels = (runs[0] & 0x7F) + 1;
            var length = 1 + (bytes * ((runs[0] & 0x80) != 0 ? 1 : pixels));
            if (length > runs.Length)
            {
                break;
            }

            count += pixels;
            runs = runs[length..];
        }

        return count;
    }
}
