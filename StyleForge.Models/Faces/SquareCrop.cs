namespace StyleForge.Models.Faces;

/// <summary>
/// Cuts an area out of a picture, makes it square with black at its shorter side, and brings it to the size that a network sees, as face-api does: bilinear, with the
/// upper left corners of both on each other.
/// </summary>
internal static class SquareCrop
{
    /// <summary>Fills the picture of a run, <c>(1, 3, side, side)</c>.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="area">What is cut out, one pixel or more.</param>
    /// <param name="side">The side of the square.</param>
    /// <param name="isCentred">True for black on both sides, of which the larger half comes after; false for black to the right or below.</param>
    /// <param name="destination">3·side·side numbers.</param>
    public static void Fill(FacePicture picture, PixelArea area, int side, bool isCentred, Span<float> destination)
    {
        var (padX, padY) = isCentred ? ((area.Side - area.Width) / 2, (area.Side - area.Height) / 2) : (0, 0);
        var scale = (float)area.Side / side;
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = picture.Samples.AsSpan(channel * picture.Width * picture.Height, picture.Width * picture.Height);
            for (var y = 0; y < side; y++)
            {
                var (above, below, down) = Between(y * scale, area.Side);
                for (var x = 0; x < side; x++)
                {
                    var (before, after, across) = Between(x * scale, area.Side);
                    var upper = Mix(At(plane, before, above), At(plane, after, above), across);
                    var lower = Mix(At(plane, before, below), At(plane, after, below), across);
                    destination[(((channel * side) + y) * side) + x] = Mix(upper, lower, down);
                }
            }
        }

        float At(ReadOnlySpan<float> plane, int x, int y)
        {
            var (column, row) = (x - padX, y - padY);
            return column < 0 || row < 0 || column >= area.Width || row >= area.Height ? 0 : plane[((area.Top + row) * picture.Width) + area.Left + column];
        }
    }

    private static (int Before, int After, float Share) Between(float place, int extent)
    {
        var before = (int)place;
        return (before, Math.Min((int)MathF.Ceiling(place), extent - 1), place - before);
    }

    private static float Mix(float one, float other, float share) => one + ((other - one) * share);
}
