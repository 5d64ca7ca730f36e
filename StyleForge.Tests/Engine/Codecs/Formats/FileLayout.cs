using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>Where a whole file has its parts and its numbers: what damage that knows the format aims at.</summary>
/// <param name="Parts">Chunks, segments, blocks, entries: start and length.</param>
/// <param name="Numbers">Lengths, extents, counts, offsets: place, bytes, and whether the highest byte is the first.</param>
internal sealed record FileLayout(IReadOnlyList<(int Start, int Length)> Parts, IReadOnlyList<(int At, int Size, bool IsBigEndian)> Numbers)
{
    public static FileLayout Of(string name, byte[] file) => Path.GetExtension(name) switch
    {
        ".png" => OfPng(file),
        ".jpg" => OfJpeg(file),
        ".webp" => OfWebp(file),
        ".tif" => OfTiff(file),
        ".gif" => OfGif(file),
        ".bmp" => OfHeader(file, 54, 2),
        ".tga" => OfHeader(file, 18, 1),
        _ => OfHeader(file, 16, 1),
    };

    private static FileLayout OfPng(byte[] file)
    {
        var layout = Empty();
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            layout.Add(at, 12 + length, (at, 4, true));
            if (Encoding.ASCII.GetString(file, at + 4, 4) == "IHDR")
            {
                layout.Add((at + 8, 4, true), (at + 12, 4, true), (at + 16, 1, true), (at + 17, 1, true), (at + 20, 1, true));
            }

            at += 12 + length;
        }

        return layout;
    }

    private static FileLayout OfJpeg(byte[] file)
    {
        var layout = Empty();
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != 0xD9;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            layout.Add(at, 2 + length, (at + 2, 2, true));
            for (var i = 0; i < Math.Min(length - 2, 24); i++)
            {
                layout.Add((at + 4 + i, 1, true));
            }

            var isScan = file[at + 1] == 0xDA;
            at += 2 + length;
            if (isScan)
            {
                var start = at;
                while (at + 1 < file.Length && (file[at] != 0xFF || file[at + 1] == 0 || file[at + 1] is >= 0xD0 and <= 0xD7))
                {
                    at++;
                }

                layout.Add(start, at - start);
            }
        }

        return layout;
    }

    private static FileLayout OfWebp(byte[] file)
    {
        var layout = Empty();
        layout.Add((4, 4, false));
        for (var at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            layout.Add(at, Math.Min(8 + length + (length & 1), file.Length - at), (at + 4, 4, false));
            for (var i = 0; i < Math.Min(length, 16); i++)
            {
                layout.Add((at + 8 + i, 1, false));
            }

            at += 8 + length + (length & 1);
        }

        return layout;
    }

    private static FileLayout OfTiff(byte[] file)
    {
        var isBig = file[0] == 'M';
        var directory = isBig ? BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(4)) : BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        var count = isBig ? BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(directory)) : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory));
        var layout = Empty();
        layout.Add((4, 4, isBig), (directory, 2, isBig));
        layout.Add(8, directory - 8);
        for (var at = directory + 2; count > 0; at += 12, count--)
        {
            layout.Add(at, 12, (at, 2, isBig), (at + 2, 2, isBig), (at + 4, 4, isBig), (at + 8, 4, isBig), (at + 8, 2, isBig));
        }

        return layout;
    }

    private static FileLayout OfGif(byte[] file)
    {
        var layout = OfHeader(file, 13, 1);
        var at = 13 + ((file[10] & 0x80) == 0 ? 0 : 3 << ((file[10] & 7) + 1));
        while (at < file.Length && file[at] is 0x21 or 0x2C)
        {
            var start = at;
            at += file[at] == 0x21 ? 2 : 11 + ((file[at + 9] & 0x80) == 0 ? 0 : 3 << ((file[at + 9] & 7) + 1));
            for (var i = start + 1; i < at; i++)
            {
                layout.Add((i, 1, false));
            }

            for (; file[at] != 0; at += 1 + file[at])
            {
                layout.Add(at, 1 + file[at], (at, 1, false));
            }

            at++;
        }

        return layout;
    }

    private static FileLayout OfHeader(byte[] file, int length, int size)
    {
        length = Math.Min(length, file.Length);
        var layout = Empty();
        layout.Add(0, length);
        layout.Add(length, file.Length - length);
        for (var at = 0; at + size <= length; at += size)
        {
            layout.Add((at, size, false));
            if (at + 4 <= length)
            {
                layout.Add((at, 4, false));
            }
        }

        return layout;
    }

    private static FileLayout Empty() => new(new List<(int, int)>(), new List<(int, int, bool)>());

    private void Add(int start, int length, params (int At, int Size, bool IsBigEndian)[] numbers)
    {
        ((List<(int, int)>)Parts).Add((start, length));
        Add(numbers);
    }

    private void Add(params (int At, int Size, bool IsBigEndian)[] numbers) => ((List<(int, int, bool)>)Numbers).AddRange(numbers);
}
