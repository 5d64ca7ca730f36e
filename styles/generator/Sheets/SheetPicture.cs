using System.Numerics;
using StyleForge.Artwork.Drawing;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;

namespace StyleForge.Artwork.Sheets;

/// <summary>Makes one picture of the pictures of a sheet.</summary>
internal static class SheetPicture
{
    /// <summary>Reads the file of a sheet and its pictures, and writes what they make.</summary>
    /// <param name="path">The file of the sheet.</param>
    /// <param name="output">The picture; its ending says the format.</param>
    /// <returns>Bytes of the picture.</returns>
    /// <exception cref="ArtworkException">The sheet or one of its pictures cannot be read, or the picture cannot be written.</exception>
    public static long Write(string path, string output)
    {
        var sheet = SheetDocument.Read(path);
        try
        {
            var canvas = Draw(sheet, file => ImageCodecs.Default.Read(Path.Combine(Path.GetDirectoryName(path)!, file)).ToPicture());
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);
            ImageCodecs.Default.Write(output, canvas.ToImage(), new EncodeOptions(sheet.Quality, CompressionLevel: 9));
            return new FileInfo(output).Length;
        }
        catch (ImageFileException e)
        {
            throw new ArtworkException(e.Message + ".", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtworkException($"{output} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Draws a sheet.</summary>
    /// <param name="sheet">What goes where.</param>
    /// <param name="read">Gives the picture of a file.</param>
    /// <exception cref="ArtworkException">The sheet cannot be laid out.</exception>
    public static Canvas Draw(SheetDocument sheet, Func<string, Picture> read)
    {
        var layout = SheetLayout.Of(sheet);
        var canvas = new Canvas(layout.Width, layout.Height, Colours.Hex(sheet.Background));
        foreach (var place in layout.Places)
        {
            Lay(canvas, place, read(place.Cell.Picture));
        }

        var lettering = new Lettering(sheet.Lettering);
        var ink = Colours.Hex(sheet.Ink);
        foreach (var line in layout.Lines)
        {
            lettering.Write(line.Text, line.Left, line.Top, (x, y, opacity) => canvas.Blend(x, y, ink, opacity));
        }

        return canvas;
    }

    private static void Lay(Canvas canvas, SheetPlace place, Picture picture)
    {
        // The scale at which one side fits exactly: the larger one to fill the cell, the smaller one to see it whole.
        var (across, down) = ((double)place.Width / picture.Width, (double)place.Height / picture.Height);
        var scale = place.Cell.Fit == CellFit.Fill ? Math.Max(across, down) : Math.Min(across, down);
        var resized = Resampler.Resize(picture, Side(picture.Width), Side(picture.Height));
        var (left, top) = ((place.Width - resized.Width) / 2, (place.Height - resized.Height) / 2);
        for (var y = Math.Max(0, top); y < Math.Min(place.Height, top + resized.Height); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(place.Width, left + resized.Width); x++)
            {
                var at = ((y - top) * resized.Width) + x - left;
                var colour = new Vector3(resized.Plane(0)[at], resized.Plane(1)[at], resized.Plane(2)[at]);
                canvas.Blend(place.Left + x, place.Top + y, Colours.Clamp(colour), resized.Alpha?[at] ?? 1);
            }
        }

        int Side(int pixels) => Math.Max(1, (int)Math.Round(pixels * scale));
    }
}
