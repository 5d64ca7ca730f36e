using System.IO.Compression;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>Inflates, unfilters and expands the pixels of a file.</summary>
internal static class PngDecoder
{
    // Deflate makes at most 1032 bytes out of one.
    private const int MaximumExpansion = 1032;

    /// <summary>Decodes the picture as it is stored, not yet oriented.</summary>
    /// <param name="png">What the file says.</param>
    /// <param name="file">The same file's bytes.</param>
    public static ImageData Decode(PngFile png, ReadOnlySpan<byte> file)
    {
        var header = png.Header;
        var compressed = Gather(png, file);
        var stored = PngPass.Of(header).Sum(pass => pass.Height * (1 + header.RowBytes(pass.Width)));
        if (stored / MaximumExpansion > compressed.Length)
        {
            throw new ImageFormatException(
                $"is truncated: {header.Width}×{header.Height} pixels cannot come out of {compressed.Length} bytes of pixel data");
        }

        var image = new ImageData(header.Width, header.Height, png.DecodedFormat, header.DecodedDepth)
        {
            Colour = png.Colour,
            Texts = png.Texts,
        };
        try
        {
            using var pixels = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            foreach (var pass in PngPass.Of(header))
            {
                DecodePass(png, pass, pixels, image);
            }

            if (pixels.ReadByte() >= 0)
            {
                throw new ImageFormatException($"has more pixel data than {header.Width}×{header.Height} pixels need");
            }
        }
        catch (InvalidDataException failure)
        {
            throw new ImageFormatException("is damaged: its pixel data (IDAT) cannot be decompressed", failure);
        }

        return image;
    }

    private static void DecodePass(PngFile png, PngPass pass, Stream pixels, ImageData image)
    {
        var rowBytes = checked((int)png.Header.RowBytes(pass.Width));
        var raw = new byte[1 + rowBytes + PngFilter.Slack];
        var previous = new byte[rowBytes + PngFilter.Slack];
        var current = new byte[rowBytes + PngFilter.Slack];
        var pixelBytes = image.Channels * image.BitDepth / 8;
        var scattered = pass.StepX == 1 ? [] : new byte[pass.Width * pixelBytes];
        for (var y = 0; y < pass.Height; y++)
        {
            if (pixels.ReadAtLeast(raw.AsSpan(0, 1 + rowBytes), 1 + rowBytes, throwOnEndOfStream: false) < 1 + rowBytes)
            {
                throw new ImageFormatException(png.Header.Interlaced
                    ? "is truncated: its pixel data end before the last row"
                    : $"is truncated: {y} of {pass.Height} rows are there");
            }

            PngFilter.Undo(raw[0], raw.AsSpan(1), previous, current, rowBytes, png.Header.FilterStep);
            var row = image.Samples.AsSpan((pass.Y + (y * pass.StepY)) * image.Width * pixelBytes, image.Width * pixelBytes);
            if (pass.StepX == 1)
            {
                PngExpansion.Expand(png, current.AsSpan(0, rowBytes), row);
            }
            else
            {
                PngExpansion.Expand(png, current.AsSpan(0, rowBytes), scattered);
                Scatter(scattered, row[(pass.X * pixelBytes)..], pixelBytes, pass.StepX * pixelBytes);
            }

            (previous, current) = (current, previous);
        }
    }

    private static void Scatter(ReadOnlySpan<byte> source, Span<byte> destination, int pixelBytes, int step)
    {
        for (int from = 0, to = 0; from < source.Length; from += pixelBytes, to += step)
        {
            source.Slice(from, pixelBytes).CopyTo(destination[to..]);
        }
    }

    private static byte[] Gather(PngFile png, ReadOnlySpan<byte> file)
    {
        var compressed = new byte[png.Pixels.Sum(part => part.Length)];
        var filled = 0;
        foreach (var (start, length) in png.Pixels)
        {
            file.Slice(start, length).CopyTo(compressed.AsSpan(filled));
            filled += length;
        }

        return compressed;
    }
}
