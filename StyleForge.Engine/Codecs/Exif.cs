using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs;

/// <summary>
/// The one fact of EXIF data that changes what a picture looks like: how the camera was held (EXIF 2.32, tag 0x0112).
/// Shared by the formats that carry EXIF data.
/// </summary>
internal static class Exif
{
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntryBytes = 12;

    /// <summary>
    /// The orientation, 1 to 8, of a TIFF structure as EXIF embeds it. 1 (as stored) where it is absent or unreadable:
    /// cameras and editors write much broken EXIF data, and none of it makes the picture itself unreadable.
    /// </summary>
    public static int ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return 1;
        }

        var isBigEndian = tiff[0] == 'M' && tiff[1] == 'M';
        var isLittleEndian = tiff[0] == 'I' && tiff[1] == 'I';
        if (!(isBigEndian || isLittleEndian) || Read16(tiff, 2, isBigEndian) != 42)
        {
            return 1;
        }

        var directory = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        var count = Read16(tiff, (int)directory, isBigEndian);
        for (var i = 0; i < count; i++)
        {
            var entry = (long)directory + 2 + ((long)i * EntryBytes);
            if (entry + EntryBytes > tiff.Length)
            {
                return 1;
            }

            var at = (int)entry;
            if (Read16(tiff, at, isBigEndian) == OrientationTag)
            {
                var value = Read16(tiff, at + 8, isBigEndian);
                return Read16(tiff, at + 2, isBigEndian) == ShortType && value is >= 1 and <= 8 ? value : 1;
            }
        }

        return 1;
    }

    /// <summary>True where the picture as shown has the width and height of the picture as stored exchanged.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>The picture turned and mirrored from how it is stored to how it should be seen.</summary>
    /// <param name="image">The picture as stored; returned itself where nothing is to be done.</param>
    /// <param name="orientation">1 to 8, as <see cref="ReadOrientation"/> gives it.</param>
    public static ImageData Orient(ImageData image, int orientation)
    {
        if (orientation == 1)
        {
            return image;
        }

        var (width, height) = SwapsSides(orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
        var turned = new ImageData(width, height, image.PixelFormat, image.BitDepth)
        {
            Colour = image.Colour,
            Texts = image.Texts,
        };

        // The destination's pixel (x, y) is the source's pixel first + x·alongX + y·alongY.
        long row = image.Width;
        var right = row - 1;
        var bottom = (image.Height - 1) * row;
        var (first, alongX, alongY) = orientation switch
        {
            2 => (right, -1L, row),
            3 => (bottom + right, -1L, -row),
            4 => (bottom, 1L, -row),
            5 => (0L, row, 1L),
            6 => (bottom, -row, 1L),
            7 => (bottom + right, -row, -1L),
            8 => (right, row, -1L),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "An EXIF orientation is 1 to 8."),
        };
        Gather(image.Samples, turned, first, alongX, alongY);
        return turned;
    }

    private static void Gather(ReadOnlySpan<byte> source, ImageData turned, long first, long alongX, long alongY)
    {
        // Square tiles, so that a quarter turn reads and writes within the cache.
        const int Tile = 32;
        var pixel = turned.Channels * turned.BitDepth / 8;
        var destination = turned.Samples.AsSpan();
        for (var top = 0; top < turned.Height; top += Tile)
        {
            for (var left = 0; left < turned.Width; left += Tile)
            {
                var bottom = Math.Min(top + Tile, turned.Height);
                var right = Math.Min(left + Tile, turned.Width);
                for (var y = top; y < bottom; y++)
                {
                    var from = (int)((first + (left * alongX) + (y * alongY)) * pixel);
                    var to = ((y * turned.Width) + left) * pixel;
                    for (var x = left; x < right; x++)
                    {
                        source.Slice(from, pixel).CopyTo(destination[to..]);
                        from += (int)(alongX * pixel);
                        to += pixel;
                    }
                }
            }
        }
    }

    private static ushort Read16(ReadOnlySpan<byte> tiff, int at, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(tiff[at..])
        : BinaryPrimitives.ReadUInt16LittleEndian(tiff[at..]);
}
