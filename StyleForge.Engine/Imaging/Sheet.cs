namespace StyleForge.Engine.Imaging;

/// <summary>A sheet of paper that pictures are laid on and text is written on.</summary>
public sealed class Sheet
{
    private const float Paper = 0.97f;
    private const float Ink = 0.16f;

    /// <summary>An empty sheet.</summary>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    public Sheet(int width, int height)
    {
        Picture = new Picture(width, height);
        Array.Fill(Picture.Samples, Paper);
    }

    /// <summary>What is on the sheet so far.</summary>
    public Picture Picture { get; }

    /// <summary>Lays a picture on the sheet.</summary>
    /// <param name="picture">An opaque picture that fits there.</param>
    /// <param name="left">Its first column.</param>
    /// <param name="top">Its first row.</param>
    public void Lay(Picture picture, int left, int top)
    {
        ArgumentNullException.ThrowIfNull(picture);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            for (var y = 0; y < picture.Height; y++)
            {
                picture.Plane(channel).Slice(y * picture.Width, picture.Width).CopyTo(Picture.Plane(channel)[(((top + y) * Picture.Width) + left)..]);
            }
        }
    }

    /// <summary>Writes a line of text, as much of it as fits: letters that there is no shape for become question marks, and a text that is too wide ends in dots.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lettering">The letters.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="top">Upper edge of the line.</param>
    /// <param name="width">Pixels that it may take across.</param>
    public void Write(string text, Lettering lettering, int left, int top, int width)
    {
        ArgumentNullException.ThrowIfNull(lettering);
        lettering.Write(lettering.Fit(text, width), left, top, Blend);
    }

    private void Blend(int x, int y, float inked)
    {
        if (x >= 0 && x < Picture.Width && y >= 0 && y < Picture.Height)
        {
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                ref var sample = ref Picture.Plane(channel)[(y * Picture.Width) + x];
                sample += (Ink - sample) * inked;
            }
        }
    }
}
