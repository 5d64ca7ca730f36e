using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Drawing;

/// <summary>Boxes with labels on a picture: lines by its size, and plates that stay on it and keep off each other where there is room.</summary>
public static class LabelledBoxes
{
    /// <summary>Draws all boxes, the largest first, and then all plates, so that no line runs through a label.</summary>
    /// <param name="picture">Is drawn on.</param>
    /// <param name="boxes">What is drawn; where plates are in each other's way, the first ones have their places first.</param>
    public static void Draw(Picture picture, IReadOnlyList<LabelledBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(boxes);
        var surface = new DrawingSurface(picture);
        var width = LineWidth(picture);
        foreach (var box in boxes.OrderByDescending(box => box.Box.Area))
        {
            DrawLines(surface, box, width);
        }

        foreach (var (label, plate) in Plates(picture, boxes))
        {
            DrawPlate(surface, label, plate);
        }
    }

    /// <summary>Where each label's plate lies; those that find no room for a letter have none.</summary>
    internal static IReadOnlyList<(LabelledBox Box, Box Plate)> Plates(Picture picture, IReadOnlyList<LabelledBox> boxes)
    {
        var lettering = LetteringOf(picture);
        var (line, margin) = (LineWidth(picture) / 2, Margin(lettering));
        var placed = new List<(LabelledBox Box, Box Plate)>();
        foreach (var box in boxes.Where(box => box.Label.Length > 0))
        {
            var text = lettering.Fit(box.Label, (int)(picture.Width - (2 * margin)));
            var (width, height) = (lettering.Width(text) + (2 * margin), (double)lettering.LineHeight);
            if (text is "…" || height > picture.Height)
            {
                continue;
            }

            // Above the box, within it, below it, at its right end; the first place that is free.
            Box[] places =
            [
                .. from left in (double[])[box.Box.Left - line, box.Box.Right + line - width]
                   from top in (double[])[box.Box.Top - line - height, box.Box.Top - line, box.Box.Bottom + line, box.Box.Bottom + line - height]
                   select new Box(left, top, left + width, top + height),
            ];
            var inside = places.Where(place => place.Top >= 0 && place.Bottom <= picture.Height).Concat(places).Select(place => Kept(place, picture)).ToArray();
            var free = inside.Where(place => placed.TrueForAll(other => other.Plate.Intersect(place).Area == 0));
            placed.Add((box with { Label = text }, free.Concat(inside).First()));
        }

        return placed;
    }

    private static void DrawLines(DrawingSurface surface, LabelledBox box, double width)
    {
        // A box that ends with the picture keeps its lines on it.
        var half = width / 2;
        var seen = box.Box.Within(surface.Picture.Width, surface.Picture.Height);
        var lines = new Box(
            Math.Max(half, seen.Left), Math.Max(half, seen.Top), Math.Min(surface.Picture.Width - half, seen.Right), Math.Min(surface.Picture.Height - half, seen.Bottom));
        surface.Outline(lines, width + Math.Max(1.5, width / 2), Colour.Black, opacity: 0.45f, corner: width);
        surface.Outline(lines, width, box.Colour, corner: width);
    }

    private static void DrawPlate(DrawingSurface surface, LabelledBox box, Box plate)
    {
        var lettering = LetteringOf(surface.Picture);
        surface.Fill(plate, box.Colour, opacity: 0.92f, corner: plate.Height / 6);
        surface.Write(lettering, box.Label, plate.Left + Margin(lettering), plate.Top, box.Colour.Ink());
    }

    private static Box Kept(Box place, Picture picture)
    {
        var left = Math.Clamp(place.Left, 0, picture.Width - place.Width);
        var top = Math.Clamp(place.Top, 0, picture.Height - place.Height);
        return place.Moved(Math.Floor(left) - place.Left, Math.Floor(top) - place.Top);
    }

    private static double LineWidth(Picture picture) => Math.Max(1.5, Math.Max(picture.Width, picture.Height) / 280.0);

    private static double Margin(Lettering lettering) => lettering.LineHeight / 4.0;

    // A plate is one eighteenth to one thirtieth of the picture high, and never too small to be read.
    private static Lettering LetteringOf(Picture picture) => new(Math.Max(1.25, Math.Max(picture.Width, picture.Height) / 440.0));
}
