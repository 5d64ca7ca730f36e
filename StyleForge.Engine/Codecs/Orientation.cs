using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Processing;

namespace StyleForge.Engine.Codecs;

/// <summary>How a camera was held (EXIF 2.32, tag 0x0112): the one fact of EXIF data that changes what a picture looks like.</summary>
internal static class Orientation
{
    private const ushort Tag = 0x0112;

    /// <summary>
    /// The orientation, 1 to 8, of a TIFF structure as EXIF embeds it. 1 (as stored) where it is absent or unreadable:
    /// cameras and editors write much broken EXIF data, and none of it makes the picture itself unreadable.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> tiff) => TiffDirectory.TryRead(tiff, out var directory) ? Read(directory) : 1;

    /// <summary>The same of a directory, whatever whole number the entry is stored as.</summary>
    public static int Read(TiffDirectory directory) => directory.Number(Tag) is >= 1 and <= 8 and var value ? (int)value : 1;

    /// <summary>True where the picture as shown has the width and height of the picture as stored exchanged.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>Turns and mirrors a picture from how it is stored to how it should be seen.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="orientation">1 to 8.</param>
    public static void Apply(Image image, int orientation)
    {
        var (turn, mirror) = orientation switch
        {
            1 => (RotateMode.None, FlipMode.None),
            2 => (RotateMode.None, FlipMode.Horizontal),
            3 => (RotateMode.Rotate180, FlipMode.None),
            4 => (RotateMode.None, FlipMode.Vertical),
            5 => (RotateMode.Rotate90, FlipMode.Horizontal),
            6 => (RotateMode.Rotate90, FlipMode.None),
            7 => (RotateMode.Rotate270, FlipMode.Horizontal),
            8 => (RotateMode.Rotate270, FlipMode.None),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "An EXIF orientation is 1 to 8."),
        };
        if (orientation != 1)
        {
            image.Mutate(context => context.RotateFlip(turn, mirror));
        }
    }
}
