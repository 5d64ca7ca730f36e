namespace StyleForge.Engine.Imaging;

/// <summary>
/// What a picture is painted on: the picture with a margin around it, which shows its mirror image and is cut off at the end.
/// A pixel at the edge of the canvas is seen by fewer filters than others, so that a bright line or blotches there cost an
/// optimiser little; the margin takes them away with it.
/// </summary>
/// <param name="Width">Pixels of the picture across.</param>
/// <param name="Height">Pixels of the picture down.</param>
/// <param name="Margin">Pixels of the margin left and above; 0 for a canvas that is the picture. Right and below there are as many, and up to 15 more.</param>
internal readonly record struct Canvas(int Width, int Height, int Margin)
{
    // Pooling leaves out what does not fill a window, and VGG pools four times before relu5_1.
    private const int Grain = 16;

    /// <summary>Pixels of the canvas across: with a margin a multiple of 16, so that every pixel is seen by the deepest layer.</summary>
    public int FullWidth => Full(Width);

    /// <summary>Pixels of the canvas down.</summary>
    public int FullHeight => Full(Height);

    /// <summary>The picture with its margin, in which it goes on mirrored; transparency is left behind.</summary>
    /// <param name="picture">A picture of <see cref="Width"/> by <see cref="Height"/> pixels; given back as it is where there is no margin.</param>
    public Picture Extend(Picture picture)
    {
        Require(picture, Width, Height);
        if (Margin == 0)
        {
            return picture;
        }

        var canvas = new Picture(FullWidth, FullHeight);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var from = picture.Plane(channel);
            var to = canvas.Plane(channel);
            for (var y = 0; y < FullHeight; y++)
            {
                var row = from.Slice(Mirrored(y - Margin, Height) * Width, Width);
                var extended = to.Slice(y * FullWidth, FullWidth);
                for (var x = 0; x < Margin; x++)
                {
                    extended[x] = row[Mirrored(x - Margin, Width)];
                }

                row.CopyTo(extended[Margin..]);
                for (var x = Margin + Width; x < FullWidth; x++)
                {
                    extended[x] = row[Mirrored(x - Margin, Width)];
                }
            }
        }

        return canvas;
    }

    /// <summary>The picture without its margin.</summary>
    /// <param name="canvas">A picture of <see cref="FullWidth"/> by <see cref="FullHeight"/> pixels; given back as it is where there is no margin.</param>
    public Picture Crop(Picture canvas)
    {
        Require(canvas, FullWidth, FullHeight);
        if (Margin == 0)
        {
            return canvas;
        }

        var picture = new Picture(Width, Height);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            for (var y = 0; y < Height; y++)
            {
                canvas.Plane(channel).Slice(((y + Margin) * FullWidth) + Margin, Width).CopyTo(picture.Plane(channel)[(y * Width)..]);
            }
        }

        return picture;
    }

    // …, 2, 1, 0, 1, 2, …, n−1, n−2, …: the edge stands once, as in a convolution's reflecting border.
    private static int Mirrored(int index, int count)
    {
        if (count == 1)
        {
            return 0;
        }

        var period = 2 * (count - 1);
        var within = ((index % period) + period) % period;
        return within < count ? within : period - within;
    }

    private static void Require(Picture picture, int width, int height)
    {
        if (picture.Width != width || picture.Height != height)
        {
            throw new ArgumentException($"A picture of {width}×{height} is wanted here, but this one has {picture.Width}×{picture.Height}.", nameof(picture));
        }
    }

    private int Full(int length) => Margin == 0 ? length : (length + (2 * Margin) + Grain - 1) / Grain * Grain;
}
