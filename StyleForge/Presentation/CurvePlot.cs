using System.Globalization;
using System.Net;
using System.Text;

namespace StyleForge.Presentation;

/// <summary>Draws curves as an SVG picture, a panel above the other. Colours follow what the reader prefers, light or dark.</summary>
internal static class CurvePlot
{
    private const int LeastWidth = 860;
    private const int Left = 70;
    private const int Right = 730;
    private const int Names = Right + 44;
    private const double WidthOfLetter = 6.5;
    private const int PanelHeight = 300;
    private const int PanelTop = 48;
    private const int Between = 92;

    /// <summary>Writes the picture.</summary>
    /// <param name="destination">Takes it.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="unit">What is counted along it: <c>step</c>.</param>
    /// <param name="panels">The panels, from the top.</param>
    public static void Write(Stream destination, string title, string unit, IReadOnlyList<CurvePanel> panels)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(panels);
        var longest = panels.SelectMany(panel => panel.Lines).Select(line => line.Name.Length).DefaultIfEmpty().Max();
        var width = Math.Max(LeastWidth, (int)(Names + (WidthOfLetter * longest)));
        var height = PanelTop + (panels.Count * (PanelHeight + Between));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="13">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            .paper {"{"} fill: #ffffff {"}"} text {"{"} fill: #24292f {"}"} .grid {"{"} stroke: #d8dee4 {"}"} .axis {"{"} stroke: #57606a {"}"} .line {"{"} fill: none; stroke-width: 1.8; stroke-linejoin: round {"}"}
            @media (prefers-color-scheme: dark) {"{"} .paper {"{"} fill: #0d1117 {"}"} text {"{"} fill: #c9d1d9 {"}"} .grid {"{"} stroke: #30363d {"}"} .axis {"{"} stroke: #8b949e {"}"} {"}"}
            </style>
            <rect class="paper" width="{width}" height="{height}"/>

            """);
        for (var panel = 0; panel < panels.Count; panel++)
        {
            AppendPanel(svg, panels[panel], unit, PanelTop + (panel * (PanelHeight + Between)));
        }

        svg.Append("</svg>\n");
        destination.Write(Encoding.UTF8.GetBytes(svg.ToString().ReplaceLineEndings("\n")));
    }

    private static void AppendPanel(StringBuilder svg, CurvePanel panel, string unit, int top)
    {
        // A logarithm has no place for numbers that are not above 0.
        var lines = panel.Lines.Select(line => (line.Name, Points: line.Points.Where(point => double.IsFinite(point.Value) && (point.Value > 0 || !panel.IsLogarithmic)).ToArray())).ToArray();
        double Scaled(double value) => panel.IsLogarithmic ? Math.Log10(value) : value;
        var all = lines.SelectMany(line => line.Points).ToArray();
        var (bottom, last) = (top + PanelHeight, all.Length > 0 ? all.Max(point => point.Step) : 1);
        var (least, largest) = all.Length > 0 ? (all.Min(point => point.Value), all.Max(point => point.Value)) : (0.1, 1);
        var room = panel.IsLogarithmic ? 0.05 : Math.Max(1e-3, (largest - least) / 20);
        var (low, high) = (Scaled(least) - room, Scaled(largest) + room);
        double X(double step) => Left + ((Right - Left) * step / last);
        double Y(double value) => bottom - (PanelHeight * (Scaled(value) - low) / (high - low));

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{top - 16}\" font-size=\"15\">{WebUtility.HtmlEncode(panel.Title)}</text>\n");
        foreach (var tick in panel.IsLogarithmic ? AxisTicks.Logarithmic(low, high) : AxisTicks.Linear(low, high))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(tick):0.0}\" y2=\"{Y(tick):0.0}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.0}\" text-anchor=\"end\">{tick:0.######}</text>\n");
        }

        for (var step = 0.0; step <= last; step += AxisTicks.Distance(last))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{X(step):0.0}\" x2=\"{X(step):0.0}\" y1=\"{bottom}\" y2=\"{bottom + 5}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(step):0.0}\" y=\"{bottom + 20}\" text-anchor=\"middle\">{step:0}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" fill=\"none\" d=\"M{Left} {top}V{bottom}H{Right}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Right) / 2}\" y=\"{bottom + 40}\" text-anchor=\"middle\">{unit}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(18 {(top + bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{WebUtility.HtmlEncode(panel.Axis)}</text>\n");
        for (var line = 0; line < lines.Length; line++)
        {
            // From blue for the shallowest to red for the deepest, of a lightness that is seen on white and on black.
            var hue = 225 - (225.0 * line / Math.Max(1, lines.Length - 1));
            var colour = string.Create(CultureInfo.InvariantCulture, $"hsl({hue:0}, 70%, 45%)");
            var path = string.Join(' ', lines[line].Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Step):0.0},{Y(point.Value):0.0}")));
            var y = top + 10 + (line * Math.Min(22, PanelHeight / lines.Length));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line\" stroke=\"{colour}\" points=\"{path}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"line\" stroke=\"{colour}\" x1=\"{Right + 16}\" x2=\"{Right + 36}\" y1=\"{y}\" y2=\"{y}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names}\" y=\"{y + 4}\">{WebUtility.HtmlEncode(lines[line].Name)}</text>\n");
        }
    }
}
