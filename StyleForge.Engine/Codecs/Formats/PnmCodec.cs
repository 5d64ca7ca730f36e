using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Pbm;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>PBM, PGM and PPM (Netpbm): reads plain and raw files of any maximal value up to 65535.</summary>
internal sealed class PnmCodec() : ImageSharpCodec("PNM", ".ppm", ".pgm", ".pbm", ".pnm")
{
    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new PbmDecoder();

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) =>
        start is [(byte)'P', >= (byte)'1' and <= (byte)'6', var next, ..] && (IsSpace(next) || next == '#');

    /// <inheritdoc/>
    public override ImageData Decode(byte[] file, ImageLimits limits)
    {
        var image = base.Decode(file, limits);
        var most = ReadHead(file, limits).Most;
        if (most is 255 or 65535)
        {
            return image;
        }

        // The format counts samples from 0 to the file's own maximum. ImageSharp multiplies by a whole number, so it is not told.
        if (image.BitDepth == 8)
        {
            foreach (ref var sample in image.Samples.AsSpan())
            {
                sample = (byte)((Math.Min(sample, most) * 255 + (most / 2)) / most);
            }
        }
        else
        {
            foreach (ref var sample in image.Samples16)
            {
                sample = (ushort)((Math.Min((uint)sample, (uint)most) * 65535 + ((uint)most / 2)) / (uint)most);
            }
        }

        return image;
    }

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        var (kind, width, height, most, start) = ReadHead(file, limits);
        var channels = kind is 3 or 6 ? 3 : 1;
        var samples = (long)width * height * channels;
        if (kind >= 4)
        {
            var needed = kind == 4 ? (width + 7L) / 8 * height : samples * (most > 255 ? 2 : 1);
            if (file.Length - start < needed)
            {
                throw new ImageFormatException($"is truncated: its pixels should have {needed} bytes, and {Math.Max(0, file.Length - start)} are there");
            }
        }
        else
        {
            var there = CountNumbers(file.AsSpan(Math.Min(start, file.Length)), kind, samples);
            if (there < samples)
            {
                throw new ImageFormatException($"is truncated: {there} of its {samples} samples are there");
            }
        }

        var name = (kind % 3) switch { 1 => "black and white", 2 => "grey", _ => "RGB" };
        return new StoredPicture(
            new ImageHeader(Format, width, height, channels == 3 ? PixelFormat.Rgb : PixelFormat.Grey, most > 255 ? 16 : 8)
            {
                Coding = $"{name}, samples from 0 to {(kind % 3 == 1 ? 1 : most)}, {(kind < 4 ? "as text" : "as bytes")}",
            },
            () => Essence(file, kind, width, height, most, start));
    }

    /// <summary>
    /// The file with its full range for a maximum, samples of two bytes with the lowest first, as ImageSharp takes them, and with a space after each number: ImageSharp takes neither bits without
    /// spaces between them, nor a number at the very end of a file.
    /// </summary>
    private static byte[] Essence(byte[] file, int kind, int width, int height, int most, int start)
    {
        var range = kind % 3 == 1 ? "" : most > 255 ? " 65535" : " 255";
        var pixels = file.AsSpan(Math.Min(start, file.Length));
        var head = Encoding.ASCII.GetBytes($"P{kind} {width} {height}{range}\n");
        return kind switch
        {
            1 => Spaced(head, pixels, (long)width * height),
            < 4 => [.. head, .. pixels, (byte)'\n'],
            _ when most <= 255 || kind == 4 => [.. head, .. pixels],
            _ => [.. head, .. Exchanged(pixels[..(pixels.Length & ~1)])],
        };

        static byte[] Spaced(byte[] head, ReadOnlySpan<byte> letters, long bits)
        {
            var essence = new byte[head.Length + (2 * bits)];
            essence.AsSpan().Fill((byte)' ');
            head.CopyTo(essence, 0);
            for (var (from, to) = (0, head.Length); to < essence.Length; from++)
            {
                if (letters[from] is (byte)'0' or (byte)'1')
                {
                    essence[to] = letters[from];
                    to += 2;
                }
            }

            return essence;
        }

        static byte[] Exchanged(ReadOnlySpan<byte> pixels)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(pixels).ToArray();
            BinaryPrimitives.ReverseEndianness(words, words);
            return MemoryMarshal.AsBytes<ushort>(words).ToArray();
        }
    }

    private static (int Kind, int Width, int Height, int Most, int Start) ReadHead(byte[] file, ImageLimits limits)
    {
        var kind = file[1] - '0';
        var at = 2;
        var (width, height) = (ReadNumber(file, ref at), ReadNumber(file, ref at));
        limits.RequireExtents(width, height);
        var most = kind % 3 == 1 ? 255 : ReadNumber(file, ref at);
        return most is >= 1 and <= 65535
            ? (kind, (int)width, (int)height, (int)most, at + 1)
            : throw new ImageFormatException($"is damaged: its samples go up to {most}, and 1 to 65535 are allowed");
    }

    private static long ReadNumber(byte[] file, ref int at)
    {
        while (at < file.Length && (IsSpace(file[at]) || file[at] == '#'))
        {
            at = file[at] == '#' ? EndOfLine(file, at) : at + 1;
        }

        var number = -1L;
        for (; at < file.Length && char.IsAsciiDigit((char)file[at]); at++)
        {
            number = Math.Min((Math.Max(number, 0) * 10) + (file[at] - '0'), int.MaxValue);
        }

        return number >= 0 ? number : throw new ImageFormatException("is truncated or damaged: its header lacks a number");
    }

    private static int EndOfLine(byte[] file, int at)
    {
        var length = file.AsSpan(at).IndexOf((byte)'\n');
        return length < 0 ? file.Length : at + length;
    }

    private static long CountNumbers(ReadOnlySpan<byte> text, int kind, long most)
    {
        var (count, inNumber) = (0L, false);
        foreach (var letter in text)
        {
            var isDigit = kind == 1 ? letter is (byte)'0' or (byte)'1' : char.IsAsciiDigit((char)letter);
            if (!isDigit && !IsSpace(letter))
            {
                break;
            }

            count += isDigit && (!inNumber || kind == 1) ? 1 : 0; // bits need no space between them
            inNumber = isDigit;
            if (count > most)
            {
                break;
            }
        }

        return count;
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0B or 0x0C;
}
