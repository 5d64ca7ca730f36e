using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Png;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// PNG (W3C Portable Network Graphics, third edition): reads every colour type, depth and interlacing, writes grey and RGB
/// with and without alpha at 8 and 16 bits. Samples of 1, 2 and 4 bits become 8; a palette becomes RGB; a transparent colour
/// or palette becomes alpha.
/// </summary>
internal sealed class PngCodec() : ImageSharpCodec("PNG", ".png")
{
    private const int LongText = 1024;
    private const int MaximumSide = int.MaxValue;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool HoldsAlpha => true;

    /// <inheritdoc/>
    public override bool HoldsTexts => true;

    /// <inheritdoc/>
    public override int MaximumBitDepth => 16;

    /// <inheritdoc/>
    protected override bool HoldsGamma => true;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new PngDecoder { IgnoreMetadata = true };

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(PngChunks.Signature[..4]);

    /// <inheritdoc/>
    public override void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        RequireWritable(image, MaximumSide);
        if (options.CompressionLevel is < 0 or > 9)
        {
            throw new ImageFormatException($"has no compression level {options.CompressionLevel}; PNG has 0 to 9");
        }

        var texts = image.Texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => InternationalText(pair.Key, pair.Value)).ToList();
        var encoded = Pixels.Encode(image, new PngEncoder
        {
            ColorType = image.PixelFormat switch
            {
                PixelFormat.Grey => PngColorType.Grayscale,
                PixelFormat.GreyAlpha => PngColorType.GrayscaleWithAlpha,
                PixelFormat.Rgb => PngColorType.Rgb,
                _ => PngColorType.RgbWithAlpha,
            },
            BitDepth = image.BitDepth == 8 ? PngBitDepth.Bit8 : PngBitDepth.Bit16,
            CompressionLevel = (PngCompressionLevel)options.CompressionLevel,

            // Filters help only a compressor.
            FilterMethod = options.CompressionLevel == 0 ? PngFilterMethod.None : PngFilterMethod.Adaptive,
            ChunkFilter = PngChunkFilter.ExcludeAll,
            TransparentColorMode = PngTransparentColorMode.Preserve,
        });

        // What the picture says of itself stands between its header and its pixels.
        destination.Write(encoded.AsSpan(0, PngChunks.HeaderEnd));
        WriteColour(image.Colour, destination);
        foreach (var text in texts)
        {
            PngChunks.Write(destination, "iTXt"u8, text);
        }

        destination.Write(encoded.AsSpan(PngChunks.HeaderEnd));
    }

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits) => new PngWalk(limits).Walk(file);

    // A profile says all; then a gamma that is not sRGB's; and samples of which nothing is stated count as sRGB here, so the file says so.
    private static void WriteColour(ColourFacts colour, Stream destination)
    {
        if (colour.IccProfile is { } profile)
        {
            PngChunks.Write(destination, "iCCP"u8, [.. "ICC profile\0\0"u8, .. Deflate(profile.Span)]);
        }
        else if (colour is { IsSrgb: false, Gamma: { } gamma })
        {
            var exponent = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(exponent, (uint)Math.Round(gamma * 100_000));
            PngChunks.Write(destination, "gAMA"u8, exponent);
        }
        else
        {
            // 0: perceptual rendering intent.
            PngChunks.Write(destination, "sRGB"u8, [0]);
        }
    }

    private static byte[] InternationalText(string keyword, string text)
    {
        if (!PngTexts.IsKeyword(keyword))
        {
            throw new ImageFormatException($"cannot hold a text named «{keyword}»: PNG allows 1 to 79 Latin-1 characters without outer spaces");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ImageFormatException($"cannot hold the text «{keyword}», which has a character of code 0 in it");
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var compress = bytes.Length >= LongText;

        // Keyword, 0, compression flag, compression method, language and translated keyword (both empty), text.
        return [.. Encoding.Latin1.GetBytes(keyword), 0, (byte)(compress ? 1 : 0), 0, 0, 0, .. compress ? Deflate(bytes) : bytes];
    }

    private static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
