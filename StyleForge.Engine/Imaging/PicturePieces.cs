namespace StyleForge.Engine.Imaging;

/// <summary>Pieces of pictures, and pictures on paper.</summary>
public static class PicturePieces
{
    /// <summary>A rectangle of a picture; where it leaves the picture there is paper.</summary>
    /// <param name="picture">The picture; transparency is left behind.</param>
    /// <param name="left">The first column, which may be below 0.</param>
    /// <param name="top">The first row, which may be below 0.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="paper">The grey of what is beyond the picture, 0 to 1.</param>
    public static Picture Cut(this Picture picture, int left, int top, int width, int height, float paper = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var piece = new Picture(width, height);
        Array.Fill(piece.Samples, paper);
        var (first, end) = (Math.Max(0, -left), Math.Min(width, picture.Width - left));
        for (var y = Math.Max(0, -top); first < end && y < Math.Min(height, picture.Height - top); y++)
        {
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                picture.Plane(channel).Slice(((top + y) * picture.Width) + left + first, end - first).CopyTo(piece.Plane(channel)[((y * width) + first)..]);
            }
        }

        return piece;
    }

    /// <summary>The same picture with left and right changed; transparency is left behind.</summary>
    public static Picture Mirror(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var mirrored = new Picture(picture.Width, picture.Height, [.. picture.Samples]);
        for (var row = 0; row < picture.Height * Picture.Channels; row++)
        {
            mirrored.Samples.AsSpan(row * picture.Width, picture.Width).Reverse();
        }

        return mirrored;
    }

    /// <summary>An opaque picture: what is transparent shows the paper under it. A picture that is opaque is given back as it is.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="paper">The grey of the paper, 0 to 1; white where nothing is said, as pages and viewers have it.</param>
    public static Picture OnPaper(this Picture picture, float paper = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Alpha is not { } alpha)
        {
            return picture;
        }

        var opaque = new Picture(picture.Width, picture.Height);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var from = picture.Plane(channel);
            var to = opaque.Plane(channel);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = paper + (alpha[i] * (from[i] - paper));
            }
        }

        return opaque;
    }
}
