using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>Turns stored samples into those of <see cref="ImageData"/>: small depths to 8 bits, palette and transparency resolved.</summary>
internal static class PngExpansion
{
    /// <summary>Expands one unfiltered row.</summary>
    /// <param name="png">Depth, colour type, palette and transparency.</param>
    /// <param name="row">The stored row.</param>
    /// <param name="destination">As many pixels as the row has, in the decoded format.</param>
    public static void Expand(PngFile png, ReadOnlySpan<byte> row, Span<byte> destination)
    {
        var header = png.Header;
        if (header.ColourType == PngColourType.Palette)
        {
            ExpandPalette(png, row, destination);
        }
        else if (header.BitDepth < 8)
        {
            ExpandSmallGrey(png, row, destination);
        }
        else if (header.BitDepth == 8)
        {
            ExpandBytes(png, row, destination);
        }
        else
        {
            ExpandWords(png, row, MemoryMarshal.Cast<byte, ushort>(destination));
        }
    }

    private static void ExpandPalette(PngFile png, ReadOnlySpan<byte> row, Span<byte> destination)
    {
        var palette = png.Palette.AsSpan();
        var alpha = png.Transparency.AsSpan();
        var depth = png.Header.BitDepth;
        var channels = alpha.Length > 0 ? 4 : 3;
        var count = destination.Length / channels;
        for (var x = 0; x < count; x++)
        {
            var entry = Sample(row, x, depth);
            if (entry * 3 >= palette.Length)
            {
                throw new ImageFormatException($"has a pixel with colour {entry}, but its palette ends with colour {(palette.Length / 3) - 1}");
            }

            var pixel = destination.Slice(x * channels, channels);
            palette.Slice(entry * 3, 3).CopyTo(pixel);
            if (channels == 4)
            {
                pixel[3] = entry < alpha.Length ? alpha[entry] : byte.MaxValue;
            }
        }
    }

    private static void ExpandSmallGrey(PngFile png, ReadOnlySpan<byte> row, Span<byte> destination)
    {
        var depth = png.Header.BitDepth;
        var scale = 255 / ((1 << depth) - 1);
        if (png.Transparency.Length == 0)
        {
            for (var x = 0; x < destination.Length; x++)
            {
                destination[x] = (byte)(Sample(row, x, depth) * scale);
            }

            return;
        }

        var transparent = BinaryPrimitives.ReadUInt16BigEndian(png.Transparency);
        for (var x = 0; x < destination.Length / 2; x++)
        {
            var sample = Sample(row, x, depth);
            destination[2 * x] = (byte)(sample * scale);
            destination[(2 * x) + 1] = sample == transparent ? (byte)0 : byte.MaxValue;
        }
    }

    private static void ExpandBytes(PngFile png, ReadOnlySpan<byte> row, Span<byte> destination)
    {
        if (png.Transparency.Length == 0)
        {
            row.CopyTo(destination);
            return;
        }

        // The transparent colour is stored in 16 bits a sample; one above 255 matches no pixel.
        var channels = png.Header.Channels;
        Span<byte> transparent = stackalloc byte[channels];
        var reachable = true;
        for (var channel = 0; channel < channels; channel++)
        {
            reachable &= png.Transparency[2 * channel] == 0;
            transparent[channel] = png.Transparency[(2 * channel) + 1];
        }

        for (int from = 0, to = 0; from < row.Length; from += channels, to += channels + 1)
        {
            var pixel = row.Slice(from, channels);
            pixel.CopyTo(destination[to..]);
            destination[to + channels] = reachable && pixel.SequenceEqual(transparent) ? (byte)0 : byte.MaxValue;
        }
    }

    private static void ExpandWords(PngFile png, ReadOnlySpan<byte> row, Span<ushort> destination)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(row);
        if (png.Transparency.Length == 0)
        {
            ToMachineOrder(words, destination);
            return;
        }

        var channels = png.Header.Channels;
        var transparent = MemoryMarshal.Cast<byte, ushort>(png.Transparency.AsSpan());
        for (int from = 0, to = 0; from < words.Length; from += channels, to += channels + 1)
        {
            var pixel = words.Slice(from, channels);
            ToMachineOrder(pixel, destination[to..]);
            destination[to + channels] = pixel.SequenceEqual(transparent) ? (ushort)0 : ushort.MaxValue;
        }
    }

    /// <summary>From the file's byte order (the highest byte first) to the machine's, or back.</summary>
    public static void ToMachineOrder(ReadOnlySpan<ushort> source, Span<ushort> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(source, destination);
        }
        else
        {
            source.CopyTo(destination);
        }
    }

    // Samples of less than 8 bits lie in a byte from its highest bit on.
    private static int Sample(ReadOnlySpan<byte> row, int x, int depth)
    {
        if (depth == 8)
        {
            return row[x];
        }

        var bit = x * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
}
