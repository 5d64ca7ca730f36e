using System.Numerics;

namespace StyleForge.Engine.Imaging;

/// <summary>Writes text with a round pen that follows the rasters of <see cref="LetterShapes"/>, smooth at any size.</summary>
/// <param name="scale">Pixels between two points of a raster, such as 1.5; a capital is seven times as high.</param>
public sealed class Lettering(double scale)
{
    private const int Blank = 3;
    private const float Pen = 0.55f;

    /// <summary>Pixels that a line of text takes, with room above and below.</summary>
    public int LineHeight => (int)Math.Ceiling((LetterShapes.Height + 3) * scale);

    /// <summary>The first letter of a text that there is no shape for, or null.</summary>
    public static char? Unknown(string text) => text.FirstOrDefault(letter => letter != ' ' && LetterShapes.Of(letter) is null) is var found && found != default ? found : null;

    /// <summary>A text with question marks for letters that there is no shape for.</summary>
    public static string Known(string text) => string.Concat(text.Select(letter => letter == ' ' || LetterShapes.Of(letter) is not null ? letter : '?'));

    /// <summary>Pixels across of a text.</summary>
    public int Width(string text) => string.IsNullOrEmpty(text) ? 0 : (int)Math.Ceiling((text.Sum(Columns) + text.Length - 1) * scale);

    /// <summary>As much of a text as fits: letters that there is no shape for become question marks, and a text that is too wide ends in dots.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="width">Pixels across that there are.</param>
    public string Fit(string text, int width)
    {
        var known = Known(text);
        var length = known.Length;
        while (length > 0 && Width(Cut(known, length)) > width)
        {
            length--;
        }

        return Cut(known, length);
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="text">Known letters and blanks.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="top">Upper edge of the line.</param>
    /// <param name="ink">Takes each pixel (x, y) around a letter with how much of it is inked, 0 to 1.</param>
    public void Write(string text, double left, double top, Action<int, int, float> ink)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ink);
        foreach (var letter in text)
        {
            if (letter != ' ')
            {
                Write(LetterShapes.Of(letter)!, left, top + (2 * scale), ink);
            }

            left += (Columns(letter) + 1) * scale;
        }
    }

    private static string Cut(string text, int length) => length == text.Length ? text : text[..length] + "…";

    private static int Columns(char letter) => letter == ' ' ? Blank : LetterShapes.Of(letter)![0].Length;

    private void Write(IReadOnlyList<string> rows, double left, double top, Action<int, int, float> ink)
    {
        var strokes = Strokes(rows);
        var (firstX, firstY) = ((int)Math.Floor(left - scale), (int)Math.Floor(top - scale));
        for (var y = firstY; y < top + ((rows.Count + 1) * scale); y++)
        {
            for (var x = firstX; x < left + ((rows[0].Length + 1) * scale); x++)
            {
                // The point of a raster lies in the middle of its square.
                var point = (new Vector2((float)(x - left) + 0.5f, (float)(y - top) + 0.5f) / (float)scale) - new Vector2(0.5f);
                var nearest = strokes.Min(stroke => Distance(point, stroke.From, stroke.To));
                ink(x, y, Math.Clamp(0.5f + ((Pen - nearest) * (float)scale), 0, 1));
            }
        }
    }

    /// <summary>A line from every point to the next one across, down, or aslant where no straight way leads there.</summary>
    private static List<(Vector2 From, Vector2 To)> Strokes(IReadOnlyList<string> rows)
    {
        var strokes = new List<(Vector2 From, Vector2 To)>();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[0].Length; x++)
            {
                if (!Inked(x, y))
                {
                    continue;
                }

                var (right, down) = (Inked(x + 1, y), Inked(x, y + 1));
                Add(true, 0, 0);
                Add(right, 1, 0);
                Add(down, 0, 1);
                Add(!right && !down && Inked(x + 1, y + 1), 1, 1);
                Add(!Inked(x - 1, y) && !down && Inked(x - 1, y + 1), -1, 1);

                void Add(bool wanted, int across, int along)
                {
                    if (wanted)
                    {
                        strokes.Add((new Vector2(x, y), new Vector2(x + across, y + along)));
                    }
                }
            }
        }

        return strokes;

        bool Inked(int x, int y) => x >= 0 && x < rows[0].Length && y < rows.Count && rows[y][x] == '#';
    }

    private static float Distance(Vector2 point, Vector2 from, Vector2 to)
    {
        var along = to - from;
        var length = along.LengthSquared();
        var t = length == 0 ? 0 : Math.Clamp(Vector2.Dot(point - from, along) / length, 0, 1);
        return Vector2.Distance(point, from + (along * t));
    }
}
