using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;

namespace StyleForge.Reports;

/// <summary>Pictures in a grid, each with a caption of what tells it from the others.</summary>
internal static class ContactSheet
{
    private const int MostWidth = 2400;
    private const int LargestCell = 360;
    private const int Gap = 16;

    // Columns to rows: a sheet is looked at on a screen.
    private const double Shape = 4.0 / 3;

    private static readonly Colour Ink = new(0.16f, 0.16f, 0.16f);

    /// <summary>Draws the sheet. A picture that cannot be read any more leaves its place empty.</summary>
    /// <param name="pictures">One or more.</param>
    /// <param name="thumbnails">Make them small.</param>
    public static Picture Draw(IReadOnlyList<ReportedPicture> pictures, Thumbnails thumbnails)
    {
        var columns = Math.Clamp((int)Math.Round(Math.Sqrt(pictures.Count * Shape)), 1, pictures.Count);
        var cell = Math.Clamp(((MostWidth - Gap) / columns) - Gap, 16, LargestCell);
        var captions = Differences.Captions(pictures);
        var small = pictures.Select(picture => thumbnails.Read(picture.Plan.OutputPath, cell)).ToArray();
        var lettering = new Lettering(cell < LargestCell / 2 ? 1 : 2);
        var tallest = small.Max(picture => picture?.Height ?? 1);
        var row = tallest + (captions.Max(lines => lines.Count) * lettering.LineHeight) + Gap;
        var rows = (pictures.Count + columns - 1) / columns;
        var sheet = new Sheet(Gap + (columns * (cell + Gap)), Gap + (rows * row));
        for (var i = 0; i < pictures.Count; i++)
        {
            var (left, top) = (Gap + (i % columns * (cell + Gap)), Gap + (i / columns * row));
            if (small[i] is { } picture)
            {
                sheet.Lay(picture, left + ((cell - picture.Width) / 2), top + tallest - picture.Height);
            }

            for (var line = 0; line < captions[i].Count; line++)
            {
                sheet.Write(captions[i][line], lettering, left, top + tallest + (line * lettering.LineHeight), cell);
            }
        }

        return sheet.Picture;
    }
}
