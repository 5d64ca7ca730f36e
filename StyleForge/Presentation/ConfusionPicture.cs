using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Training.Classifiers;

namespace StyleForge.Presentation;

/// <summary>
/// Draws a confusion matrix: a row a class, a column a class that it was taken for, the darker the larger the share of the row; the number of examples stands in
/// the cells where they are few enough to be read.
/// </summary>
internal static class ConfusionPicture
{
    private const int Margin = 24;
    private const int LabelWidth = 220;
    private const int LargestSide = 900;
    private const int LargestCell = 72;

    // Below this side of a cell no number can be read in it, and below the other no label beside it.
    private const int NumberedCell = 44;
    private const int LabelledCell = 22;

    private static readonly float[] Paper = [0.98f, 0.98f, 0.98f];
    private static readonly float[] Right = [0.08f, 0.36f, 0.60f];
    private static readonly float[] Wrong = [0.76f, 0.26f, 0.12f];
    private static readonly float[] Ink = [0.14f, 0.16f, 0.18f];

    /// <summary>Writes it as PNG.</summary>
    public static void Write(Stream destination, ConfusionMatrix matrix) =>
        ImageCodecs.Default.ForExtension(".png")!.Encode(Draw(matrix).ToImageData(), destination, EncodeOptions.Default);

    /// <summary>Draws it.</summary>
    public static Picture Draw(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var classes = matrix.Labels.Count;
        var cell = Math.Clamp(LargestSide / classes, 3, LargestCell);
        var lettering = new Lettering(2);
        var left = Margin + (cell >= LabelledCell ? LabelWidth : lettering.LineHeight);
        string[] head =
        [
            string.Create(CultureInfo.InvariantCulture, $"{100 * matrix.Accuracy:0.0} % of {matrix.Total} right"),
            "rows: what it is, columns: what it was taken for",
        ];
        var top = Margin + ((head.Length + 1) * lettering.LineHeight);
        var width = Math.Max(left + (classes * cell), Margin + head.Max(lettering.Width));
        var picture = new Picture(width + Margin, top + (classes * cell) + Margin);
        Fill(picture, 0, 0, picture.Width, picture.Height, Paper, 1);
        for (var line = 0; line < head.Length; line++)
        {
            Write(picture, lettering, head[line], Margin, (Margin / 2) + (line * lettering.LineHeight), Ink);
        }

        for (var row = 0; row < classes; row++)
        {
            if (cell >= LabelledCell)
            {
                var number = (row + 1).ToString(CultureInfo.InvariantCulture);
                var label = lettering.Fit($"{number}: {matrix.Labels[row]}", LabelWidth - 12);
                Write(picture, lettering, label, left - 12 - lettering.Width(label), top + (row * cell) + ((cell - lettering.LineHeight) / 2), Ink);
                Write(picture, lettering, number, left + (row * cell) + ((cell - lettering.Width(number)) / 2), top - lettering.LineHeight, Ink);
            }

            var truths = Math.Max(1, matrix.Truths(row));
            for (var column = 0; column < classes; column++)
            {
                var (count, colour) = (matrix[row, column], row == column ? Right : Wrong);
                DrawCell(picture, lettering, count, count / (float)truths, colour, left + (column * cell), top + (row * cell), cell);
            }
        }

        return picture;
    }

    private static void DrawCell(Picture picture, Lettering lettering, int count, float share, float[] colour, int x, int y, int cell)
    {
        var gap = cell >= LabelledCell ? 2 : 0;

        // The root shows rare mistakes too.
        Fill(picture, x, y, cell - gap, cell - gap, colour, 0.04f + (0.92f * MathF.Sqrt(share)));
        if (cell >= NumberedCell && count > 0)
        {
            var text = lettering.Fit(count.ToString(CultureInfo.InvariantCulture), cell - 4);
            Write(picture, lettering, text, x + ((cell - gap - lettering.Width(text)) / 2), y + ((cell - gap - lettering.LineHeight) / 2), share > 0.35f ? Paper : Ink);
        }
    }

    private static void Fill(Picture picture, int left, int top, int width, int height, float[] colour, float share)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                Blend(picture, x, y, colour, share);
            }
        }
    }

    private static void Write(Picture picture, Lettering lettering, string text, int left, int top, float[] colour) =>
        lettering.Write(text, left, top, (x, y, inked) => Blend(picture, x, y, colour, inked));

    private static void Blend(Picture picture, int x, int y, float[] colour, float share)
    {
        if (x >= 0 && x < picture.Width && y >= 0 && y < picture.Height)
        {
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                ref var sample = ref picture.Plane(channel)[(y * picture.Width) + x];
                sample += (colour[channel] - sample) * share;
            }
        }
    }
}
