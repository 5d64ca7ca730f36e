using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs;

/// <summary>The orientation that a camera noted (EXIF 2.32, tag 0x0112): how stored rows and columns are to be seen.</summary>
internal static class ExifOrientation
{
    /// <summary>Stored as seen.</summary>
    public const int Upright = 1;

    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntryLength = 12;

    /// <summary>Finds the orientation in an EXIF block.</summary>
    /// <param name="tiff">The block from its byte order mark on (<c>II*</c> or <c>MM</c>).</param>
    /// <returns>1 to 8; <see cref="Upright"/> where the block is broken or says nothing, because pixels do not depend on it.</returns>
    public static int Find(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return Upright;
        }

        var little = tiff[0] == 'I';
        var directory = Word32(tiff[4..], little);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        var entries = tiff[((int)directory + 2)..];
        var count = Word16(tiff[(int)directory..], little);
        for (var entry = 0; entry < count && (entry + 1) * EntryLength <= entries.Length; entry++)
        {
            var fields = entries.Slice(entry * EntryLength, EntryLength);
            if (Word16(fields, little) == OrientationTag && Word16(fields[2..], little) == ShortType)
            {
                var value = Word16(fields[8..], little);
                return value is >= 1 and <= 8 ? value : Upright;
            }
        }

        return Upright;
    }

    /// <summary>True where rows become columns, so that width and height change places.</summary>
    public static bool Transposes(int orientation) => orientation >= 5;

    /// <summary>The picture as it should be seen; the same object where it is stored upright.</summary>
    public static ImageData Apply(ImageData image, int orientation)
    {
        if (orientation == Upright)
        {
            return image;
        }

        var (width, height) = Transposes(orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
        var seen = new ImageData(width, height, image.PixelFormat, image.BitDepth) { Colour = image.Colour, Texts = image.Texts };
        var pixel = image.Channels * image.BitDepth / 8;

        // Where the stored pixel (x, y) goes: start + x·across + y·down, counted in pixels of the seen picture.
        var (across, down) = orientation switch
        {
            2 => (-1, width),
            3 => (-1, -width),
            4 => (1, -width),
            5 => (width, 1),
            6 => (width, -1),
            7 => (-width, -1),
            _ => (-width, 1),
        };
        var start = (across < 0 ? -across * (image.Width - 1L) : 0) + (down < 0 ? -down * (image.Height - 1L) : 0);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Samples.AsSpan(y * image.Width * pixel, image.Width * pixel);
            for (var x = 0; x < image.Width; x++)
            {
                var target = (int)((start + ((long)x * across) + ((long)y * down)) * pixel);
                row.Slice(x * pixel, pixel).CopyTo(seen.Samples.AsSpan(target));
            }
        }

        return seen;
    }

    private static ushort Word16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Word32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
