using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Clips;

/// <summary>All frames of some clips on one picture, clip below clip.</summary>
public static class ClipSheet
{
    private const int Across = 8;
    private const int Gap = 4;
    private const int Margin = 14;
    private const int UsualSide = 128;

    /// <summary>Draws the sheet: eight frames in a row, small ones magnified without smoothing.</summary>
    /// <param name="clips">The clips, each with what stands above it; letters that have a shape.</param>
    public static Picture Draw(IReadOnlyList<(string Title, Clip Clip)> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var letters = new Lettering(2);
        var bands = clips.Select(band => (band.Title, band.Clip, Factor: Math.Max(1, UsualSide / Math.Max(band.Clip.Width, band.Clip.Height)))).ToArray();
        var width = bands.Max(band => Math.Min(Across, band.Clip.Frames) * ((band.Clip.Width * band.Factor) + Gap)) - Gap + (2 * Margin);
        var sheet = new Sheet(width, Margin + bands.Sum(band => letters.LineHeight + (Rows(band.Clip) * ((band.Clip.Height * band.Factor) + Gap)) + Margin));
        var top = Margin;
        foreach (var (title, clip, factor) in bands)
        {
            sheet.Write(title, letters, Margin, top, width - (2 * Margin));
            top += letters.LineHeight;
            for (var frame = 0; frame < clip.Frames; frame++)
            {
                var left = Margin + (frame % Across * ((clip.Width * factor) + Gap));
                sheet.Lay(Magnified(clip.Frame(frame), factor), left, top + (frame / Across * ((clip.Height * factor) + Gap)));
            }

            top += (Rows(clip) * ((clip.Height * factor) + Gap)) + Margin;
        }

        return sheet.Picture;

        static int Rows(Clip clip) => (clip.Frames + Across - 1) / Across;
    }

    private static Picture Magnified(Picture picture, int factor)
    {
        var large = new Picture(picture.Width * factor, picture.Height * factor);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var from = picture.Plane(channel);
            var to = large.Plane(channel);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = from[(i / large.Width / factor * picture.Width) + (i % large.Width / factor)];
            }
        }

        return large;
    }
}
