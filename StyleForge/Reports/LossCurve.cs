using System.Globalization;
using StyleForge.Engine.Planning;
using StyleForge.Presentation;

namespace StyleForge.Reports;

/// <summary>
/// Draws how the loss of a picture fell: the lowest so far, which is what is kept, on a logarithmic scale, a line for each pyramid level.
/// </summary>
internal static class LossCurve
{
    private const int Width = 360;
    private const int Height = 150;
    private const int Left = 46;
    private const int Right = 352;
    private const int Top = 8;
    private const int Bottom = 122;
    private const int MostPoints = 240;
    private const int LabelWidth = 26;

    /// <summary>Writes the drawing; nothing where no value was a number above 0.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="values">The objective before each step, level by level.</param>
    /// <param name="levels">The levels.</param>
    public static void Write(HtmlWriter page, IReadOnlyList<IReadOnlyList<double>> values, IReadOnlyList<LevelPlan> levels)
    {
        var lines = values.Select(Lowest).ToArray();
        double[] all = [.. lines.SelectMany(line => line).Select(point => point.Value)];
        if (all.Length == 0)
        {
            return;
        }

        var steps = values.Sum(level => level.Count);
        var (low, high) = (Math.Log10(all.Min()) - 0.05, Math.Log10(all.Max()) + 0.05);
        double X(int step) => Left + ((Right - Left) * (double)step / Math.Max(1, steps - 1));
        double Y(double value) => Bottom - ((Bottom - Top) * (Math.Log10(value) - low) / (high - low));

        page.Open("svg", ("class", "curve"), ("viewBox", FormattableString.Invariant($"0 0 {Width} {Height}")), ("role", "img"), ("aria-label", $"The loss fell from {Words.Loss(all[0])} to {Words.Loss(all.Min())} in {Words.Count(steps, "step")}."));
        foreach (var tick in Few(AxisTicks.Logarithmic(low, high)))
        {
            Line(page, "grid", Left, Y(tick), Right, Y(tick));
            Text(page, Words.Loss(tick), Left - 6, Y(tick) + 4, "end");
        }

        var (first, free) = (0, (double)Left);
        for (var level = 0; level < lines.Length; level++)
        {
            var points = lines[level];
            var every = Math.Max(1, points.Count / MostPoints);
            page.Open("polyline", ("points", string.Join(' ', points
                .Where((_, i) => i % every == 0 || i == points.Count - 1).Select(point => $"{Number(X(first + point.Step))},{Number(Y(point.Value))}")))).Close();
            var middle = (X(first) + X(first + Math.Max(0, values[level].Count - 1))) / 2;
            first += values[level].Count;
            if (middle >= free)
            {
                Text(page, Math.Max(levels[level].Width, levels[level].Height).ToString(CultureInfo.InvariantCulture), middle, Bottom + 16, "middle");
                free = middle + LabelWidth;
            }
        }

        Line(page, "axis", Left, Bottom, Right, Bottom);
        page.Close().Line();
    }

    // A logarithm has no place for what is no number or not above 0.
    private static List<(int Step, double Value)> Lowest(IReadOnlyList<double> values)
    {
        var line = new List<(int Step, double Value)>();
        for (var step = 0; step < values.Count; step++)
        {
            var value = line.Count > 0 ? Math.Min(line[^1].Value, values[step]) : values[step];
            if (double.IsFinite(value) && value > 0)
            {
                line.Add((step, value));
            }
        }

        return line;
    }

    // Marks that would lie on each other say nothing.
    private static IEnumerable<double> Few(IEnumerable<double> ticks)
    {
        double[] all = [.. ticks];
        var every = (all.Length + 4) / 5;
        return all.Where((_, i) => i % Math.Max(1, every) == 0);
    }

    private static void Line(HtmlWriter page, string kind, double x1, double y1, double x2, double y2) =>
        page.Open("line", ("class", kind), ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2))).Close();

    private static void Text(HtmlWriter page, string text, double x, double y, string anchor) =>
        page.Element("text", text, ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor));

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
