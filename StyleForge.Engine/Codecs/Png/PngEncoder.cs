using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>Filters, deflates and writes a picture with its colour facts and texts. No chunk depends on time or machine.</summary>
internal static class PngEncoder
{
    private const int LongText = 1024;

    public static void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        if (options.CompressionLevel is < 0 or > 9)
        {
            throw new ImageFormatException($"has no compression level {options.CompressionLevel}; PNG has 0 to 9");
        }

        destination.Write(PngFile.Signature);
        using var chunks = new PngChunkWriter(destination);
        WriteHeader(image, chunks);
        WriteColour(image.Colour, chunks);
        foreach (var (keyword, text) in image.Texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            chunks.WriteChunk("iTXt", InternationalText(keyword, text));
        }

        WritePixels(image, chunks, options.CompressionLevel);
        chunks.WriteChunk("IEND", []);
    }

    private static void WriteHeader(ImageData image, PngChunkWriter chunks)
    {
        Span<byte> header = stackalloc byte[PngHeader.Length];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = (byte)image.BitDepth;
        header[9] = (byte)(image.PixelFormat switch
        {
            PixelFormat.Grey => PngColourType.Grey,
            PixelFormat.GreyAlpha => PngColourType.GreyAlpha,
            PixelFormat.Rgb => PngColourType.Rgb,
            _ => PngColourType.Rgba,
        });
        chunks.WriteChunk("IHDR", header);
    }

    // A profile says all; then a gamma that is not sRGB's; and samples of which nothing is stated count as sRGB here, so the file says so.
    private static void WriteColour(ColourFacts colour, PngChunkWriter chunks)
    {
        if (colour.IccProfile is { } profile)
        {
            chunks.WriteChunk("iCCP", [.. "ICC profile\0\0"u8, .. Deflate(profile.Span)]);
        }
        else if (colour is { IsSrgb: false, Gamma: { } gamma })
        {
            Span<byte> exponent = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(exponent, (uint)Math.Round(gamma * 100_000));
            chunks.WriteChunk("gAMA", exponent);
        }
        else
        {
            // 0: perceptual rendering intent.
            chunks.WriteChunk("sRGB", [0]);
        }
    }

    private static byte[] InternationalText(string keyword, string text)
    {
        if (keyword.Length is < 1 or > 79 || keyword != keyword.Trim(' ') || keyword.Any(c => c is < ' ' or (> '~' and < '\u00A1') or > '\u00FF'))
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

    private static void WritePixels(ImageData image, PngChunkWriter chunks, int compressionLevel)
    {
        var step = image.Channels * image.BitDepth / 8;
        var length = image.Width * step;
        var current = new byte[length];
        var previous = new byte[length];
        var candidate = new byte[1 + length];
        var best = new byte[1 + length];

        // Filters help only a compressor.
        var filters = compressionLevel == 0 ? 1 : PngFilter.Count;
        using (var deflate = new ZLibStream(chunks, new ZLibCompressionOptions { CompressionLevel = compressionLevel }, leaveOpen: true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                FileOrder(image, image.Samples.AsSpan(y * length, length), current);
                var least = long.MaxValue;
                for (var filter = 0; filter < filters; filter++)
                {
                    candidate[0] = (byte)filter;
                    PngFilter.Apply(filter, current, previous, candidate.AsSpan(1), step);
                    var cost = PngFilter.Cost(candidate.AsSpan(1));
                    if (cost < least)
                    {
                        least = cost;
                        (best, candidate) = (candidate, best);
                    }
                }

                deflate.Write(best);
                (previous, current) = (current, previous);
            }
        }

        chunks.EndPixels();
    }

    private static void FileOrder(ImageData image, ReadOnlySpan<byte> row, Span<byte> destination)
    {
        if (image.BitDepth == 16)
        {
            PngExpansion.ToMachineOrder(MemoryMarshal.Cast<byte, ushort>(row), MemoryMarshal.Cast<byte, ushort>(destination));
        }
        else
        {
            row.CopyTo(destination);
        }
    }
}
