using StyleForge.Models.Detection;
using StyleForge.Models.Networks;

namespace StyleForge.Models.Faces;

/// <summary>
/// What MiniFASNet sees of a face: its box enlarged, moved into the picture where it would leave it, smaller only where the picture is, and stretched to a square. Pixels
/// are squares, so that the middles of the first ones do not lie on each other.
/// </summary>
internal static class LivenessCrop
{
    /// <summary>The pixels around a face.</summary>
    /// <param name="face">The box of the face.</param>
    /// <param name="picture">The picture.</param>
    public static PixelArea Around(Box face, FacePicture picture)
    {
        var enlargement = Math.Min(MiniFasNet.Enlargement, Math.Min((picture.Height - 1) / face.Height, (picture.Width - 1) / face.Width));
        var (left, width) = Along(face.CentreX, face.Width * enlargement, picture.Width - 1);
        var (top, height) = Along(face.CentreY, face.Height * enlargement, picture.Height - 1);
        return new PixelArea(left, top, width, height);
    }

    /// <summary>Fills the picture of a run, <c>(1, 3, side, side)</c>, with levels of 255 as its publishers' program has them.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="area">The pixels around a face.</param>
    /// <param name="destination">3·side·side numbers.</param>
    public static void Fill(FacePicture picture, PixelArea area, Span<float> destination)
    {
        const int side = MiniFasNet.Side;
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = picture.Samples.AsSpan(channel * picture.Width * picture.Height, picture.Width * picture.Height);
            for (var y = 0; y < side; y++)
            {
                var (above, below, down) = Between(y, area.Top, area.Height);
                for (var x = 0; x < side; x++)
                {
                    var (before, after, across) = Between(x, area.Left, area.Width);
                    var (upper, lower) = (above * picture.Width, below * picture.Width);
                    var value = Mix(Mix(plane[upper + before], plane[upper + after], across), Mix(plane[lower + before], plane[lower + after], across), down);
                    destination[(((channel * side) + y) * side) + x] = MathF.Round(value * 255) / 255;
                }
            }
        }
    }

    // The first pixel, and how many, of an extent that is moved between 0 and the last pixel.
    private static (int First, int Count) Along(double middle, double extent, int last)
    {
        var (first, end) = (middle - (extent / 2), middle + (extent / 2));
        (first, end) = first < 0 ? (0, end - first) : (first, end);
        (first, end) = end > last ? (first - (end - last), last) : (first, end);
        return (Math.Max(0, (int)first), (int)end - Math.Max(0, (int)first) + 1);
    }

    private static (int Before, int After, float Share) Between(int place, int first, int extent)
    {
        var at = Math.Clamp(((place + 0.5f) * extent / MiniFasNet.Side) - 0.5f, 0, extent - 1);
        var before = (int)at;
        return (first + before, first + Math.Min(before + 1, extent - 1), at - before);
    }

    private static float Mix(float one, float other, float share) => one + ((other - one) * share);
}
