using System.Globalization;
using System.Text;
using StyleForge.Engine.Imaging;
using StyleForge.Presentation;

namespace StyleForge.Reports;

/// <summary>
/// A sound by time: its wave above, how likely somebody speaks below, and the stretches of speech behind both. As an SVG picture, whose colours follow what
/// the reader prefers, or as pixels.
/// </summary>
/// <param name="samples">The sound, −1 to 1.</param>
/// <param name="sampleRate">Samples of a second.</param>
/// <param name="chunk">Samples of a probability.</param>
/// <param name="probabilities">The probability of each chunk.</param>
/// <param name="threshold">The probability at which speech begins.</param>
/// <param name="stretches">Stretches of speech: the first sample, and the one after the last.</param>
internal sealed class SpeechPlot(float[] samples, int sampleRate, int chunk, IReadOnlyList<float> probabilities, double threshold, IReadOnlyList<(int From, int To)> stretches)
{
    private const int Width = 1000;
    private const int Left = 44;
    private const int Across = 940;
    private const int Top = 16;
    private const int WaveHeight = 150;
    private const int Between = 14;
    private const int CurveTop = Top + WaveHeight + Between;
    private const int CurveHeight = 90;
    private const int Bottom = CurveTop + CurveHeight;
    private const int Height = Bottom + 40;
    private const int Letters = 1;

    // Pixels of the plot for each of the drawing.
    private const int Fineness = 2;

    // The loudest sample fills the wave's room, unless all is next to silence.
    private readonly float _loudest = Math.Max(0.02f, samples.Max(Math.Abs));

    private double Seconds => (double)samples.Length / sampleRate;

    private IEnumerable<double> Ticks
    {
        get
        {
            for (var tick = 0.0; tick <= Seconds; tick += AxisTicks.Distance((int)Math.Ceiling(Seconds)))
            {
                yield return tick;
            }
        }
    }

    /// <summary>Writes the SVG picture.</summary>
    public void WriteSvg(Stream destination)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" font-family="sans-serif" font-size="12">
            <title>Where somebody speaks</title>
            <style>
            .paper {"{"} fill: #ffffff {"}"} text {"{"} fill: #24292f {"}"} .wave {"{"} fill: #57606a {"}"} .speech {"{"} fill: #bfe3d0 {"}"} .axis {"{"} stroke: #57606a {"}"} .curve {"{"} fill: none; stroke: #b3541e; stroke-width: 1.6; stroke-linejoin: round {"}"} .threshold {"{"} stroke: #8b949e; stroke-dasharray: 4 4 {"}"}
            @media (prefers-color-scheme: dark) {"{"} .paper {"{"} fill: #0d1117 {"}"} text {"{"} fill: #c9d1d9 {"}"} .wave {"{"} fill: #9aa4ae {"}"} .speech {"{"} fill: #1d4a38 {"}"} .axis {"{"} stroke: #8b949e {"}"} .curve {"{"} stroke: #f0883e {"}"} {"}"}
            </style>
            <rect class="paper" width="{Width}" height="{Height}"/>

            """);
        foreach (var (from, to) in stretches)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"speech\" x=\"{X(from):0.0}\" y=\"{Top}\" width=\"{X(to) - X(from):0.0}\" height=\"{Bottom - Top}\"/>\n");
        }

        var columns = Enumerable.Range(0, Across).Select(column => (Column: column, Extremes: Extremes(column, Across))).ToArray();
        var upper = columns.Select(each => string.Create(CultureInfo.InvariantCulture, $"{Left + each.Column + 0.5:0.0},{WaveY(each.Extremes.High) - 0.4:0.0}"));
        var lower = columns.Reverse().Select(each => string.Create(CultureInfo.InvariantCulture, $"{Left + each.Column + 0.5:0.0},{WaveY(each.Extremes.Low) + 0.4:0.0}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polygon class=\"wave\" points=\"{string.Join(' ', upper.Concat(lower))}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"threshold\" x1=\"{Left}\" x2=\"{Left + Across}\" y1=\"{CurveY(threshold):0.0}\" y2=\"{CurveY(threshold):0.0}\"/>\n");
        var points = probabilities.Select((probability, number) => string.Create(CultureInfo.InvariantCulture, $"{X((number + 0.5) * chunk):0.0},{CurveY(probability):0.0}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"curve\" points=\"{string.Join(' ', points)}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" fill=\"none\" d=\"M{Left} {CurveTop}V{Bottom}H{Left + Across}\"/>\n");
        foreach (var (value, name) in ((double, string)[])[(0, "0"), (1, "1")])
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{CurveY(value) + 4:0.0}\" text-anchor=\"end\">{name}</text>\n");
        }

        foreach (var tick in Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{X(tick * sampleRate):0.0}\" x2=\"{X(tick * sampleRate):0.0}\" y1=\"{Bottom}\" y2=\"{Bottom + 5}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(tick * sampleRate):0.0}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{tick:0} s</text>\n");
        }

        svg.Append("</svg>\n");
        destination.Write(Encoding.UTF8.GetBytes(svg.ToString().ReplaceLineEndings("\n")));
    }

    /// <summary>Draws the pixels, on white.</summary>
    public Picture Draw()
    {
        var picture = new Picture(Width * Fineness, Height * Fineness);
        Array.Fill(picture.Samples, 1);
        foreach (var (from, to) in stretches)
        {
            Fill(picture, X(from), Top, X(to), Bottom, (0.75f, 0.89f, 0.82f));
        }

        var columns = Across * Fineness;
        for (var column = 0; column < columns; column++)
        {
            var (low, high) = Extremes(column, columns);
            var x = Left + ((double)column / Fineness);
            Fill(picture, x, WaveY(high) - 0.4, x + (1.0 / Fineness), WaveY(low) + 0.4, (0.34f, 0.38f, 0.42f));
        }

        for (var dash = 0; dash < Across; dash += 8)
        {
            Fill(picture, Left + dash, CurveY(threshold) - 0.4, Left + dash + 4, CurveY(threshold) + 0.4, (0.55f, 0.58f, 0.62f));
        }

        DrawCurve(picture);
        Fill(picture, Left - 0.5, CurveTop, Left + 0.5, Bottom, (0.34f, 0.38f, 0.42f));
        Fill(picture, Left, Bottom - 0.5, Left + Across, Bottom + 0.5, (0.34f, 0.38f, 0.42f));
        var lettering = new Lettering(Fineness * Letters);
        foreach (var (value, name) in ((double, string)[])[(0, "0"), (1, "1")])
        {
            Write(picture, lettering, name, ((Left - 8) * Fineness) - lettering.Width(name), (int)(CurveY(value) * Fineness) - (lettering.LineHeight / 2));
        }

        foreach (var tick in Ticks)
        {
            var (x, name) = (X(tick * sampleRate), string.Create(CultureInfo.InvariantCulture, $"{tick:0} s"));
            Fill(picture, x - 0.5, Bottom, x + 0.5, Bottom + 5, (0.34f, 0.38f, 0.42f));
            Write(picture, lettering, name, (int)(x * Fineness) - (lettering.Width(name) / 2), (Bottom + 8) * Fineness);
        }

        return picture;
    }

    // As high in each column of pixels as the line between the two probabilities beside it, and as thick as it is steep.
    private void DrawCurve(Picture picture)
    {
        var columns = Across * Fineness;
        var before = Level(0);
        for (var column = 0; column < columns; column++)
        {
            var level = Level(column);
            var x = Left + ((double)column / Fineness);
            Fill(picture, x, Math.Min(before, level) - 0.8, x + (1.0 / Fineness), Math.Max(before, level) + 0.8, (0.7f, 0.33f, 0.12f));
            before = level;
        }

        double Level(int column)
        {
            var place = Math.Clamp((((column + 0.5) / columns * samples.Length) / chunk) - 0.5, 0, probabilities.Count - 1);
            var (left, share) = ((int)place, place - Math.Floor(place));
            return CurveY((probabilities[left] * (1 - share)) + (probabilities[Math.Min(left + 1, probabilities.Count - 1)] * share));
        }
    }

    private double X(double sample) => Left + (Across * Math.Min(1, sample / samples.Length));

    private double WaveY(double value) => Top + (WaveHeight / 2.0 * (1 - (value / _loudest)));

    private static double CurveY(double probability) => Bottom - (CurveHeight * probability);

    private (float Low, float High) Extremes(int column, int columns)
    {
        var from = (int)((long)samples.Length * column / columns);
        var to = Math.Max(from + 1, (int)((long)samples.Length * (column + 1) / columns));
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var sample in samples.AsSpan(Math.Min(from, samples.Length - 1), Math.Min(to, samples.Length) - Math.Min(from, samples.Length - 1)))
        {
            (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
        }

        return (low, high);
    }

    // A box between whole pixels covers a part of those at its edges.
    private static void Fill(Picture picture, double left, double top, double right, double bottom, (float Red, float Green, float Blue) colour)
    {
        (left, top, right, bottom) = (left * Fineness, top * Fineness, right * Fineness, bottom * Fineness);
        for (var y = Math.Max(0, (int)top); y < Math.Min(picture.Height, bottom); y++)
        {
            for (var x = Math.Max(0, (int)left); x < Math.Min(picture.Width, right); x++)
            {
                var covered = (float)((Math.Min(x + 1, right) - Math.Max(x, left)) * (Math.Min(y + 1, bottom) - Math.Max(y, top)));
                Blend(picture, x, y, covered, colour);
            }
        }
    }

    private static void Write(Picture picture, Lettering lettering, string text, int left, int top) =>
        lettering.Write(text, left, top, (x, y, inked) => Blend(picture, x, y, inked, (0.14f, 0.16f, 0.18f)));

    private static void Blend(Picture picture, int x, int y, float share, (float Red, float Green, float Blue) colour)
    {
        if (x < 0 || x >= picture.Width || y < 0 || y >= picture.Height)
        {
            return;
        }

        var place = (y * picture.Width) + x;
        picture.Plane(0)[place] += (colour.Red - picture.Plane(0)[place]) * share;
        picture.Plane(1)[place] += (colour.Green - picture.Plane(1)[place]) * share;
        picture.Plane(2)[place] += (colour.Blue - picture.Plane(2)[place]) * share;
    }
}
