using System.Globalization;
using System.Text;
using StyleForge.Models.Faces;

namespace StyleForge.Presentation;

/// <summary>Draws the errors of all thresholds as an SVG picture: two steps, false accepts and false rejects, and the chosen threshold. Colours follow what the reader prefers.</summary>
internal static class VerificationPlot
{
    private const int Width = 760;
    private const int Height = 440;
    private const int Left = 70;
    private const int Right = 590;
    private const int Top = 56;
    private const int Bottom = 380;

    /// <summary>Writes the picture.</summary>
    /// <param name="destination">Takes it.</param>
    /// <param name="curve">The errors.</param>
    /// <param name="threshold">The chosen threshold.</param>
    public static void Write(Stream destination, VerificationCurve curve, double threshold)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(curve);
        var points = curve.Points;
        var low = Math.Floor((Math.Min(points[0].Threshold, threshold) - 0.05) * 10) / 10;
        var high = Math.Ceiling((Math.Max(points[^1].Threshold, threshold) + 0.05) * 10) / 10;
        double X(double distance) => Left + ((Right - Left) * (distance - low) / (high - low));
        double Y(double share) => Bottom - ((Bottom - Top) * share);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" font-family="sans-serif" font-size="13">
            <title>How often thresholds err</title>
            <style>
            .paper {"{"} fill: #ffffff {"}"} text {"{"} fill: #24292f {"}"} .grid {"{"} stroke: #d8dee4 {"}"} .axis {"{"} stroke: #57606a {"}"} .line {"{"} fill: none; stroke-width: 2.2; stroke-linejoin: round {"}"}
            @media (prefers-color-scheme: dark) {"{"} .paper {"{"} fill: #0d1117 {"}"} text {"{"} fill: #c9d1d9 {"}"} .grid {"{"} stroke: #30363d {"}"} .axis {"{"} stroke: #8b949e {"}"} {"}"}
            </style>
            <rect class="paper" width="{Width}" height="{Height}"/>
            <text x="{Left}" y="{Top - 26}" font-size="15">Errors by threshold: {curve.SamePairs} pairs of one person, {curve.DifferentPairs} of two</text>

            """);
        for (var share = 0; share <= 100; share += 20)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(share / 100.0):0.0}\" y2=\"{Y(share / 100.0):0.0}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(share / 100.0) + 4:0.0}\" text-anchor=\"end\">{share} %</text>\n");
        }

        for (var tick = 0; low + (tick / 10.0) <= high + 1e-9; tick++)
        {
            var distance = low + (tick / 10.0);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{X(distance):0.0}\" x2=\"{X(distance):0.0}\" y1=\"{Bottom}\" y2=\"{Bottom + 5}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(distance):0.0}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{distance:0.0}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" fill=\"none\" d=\"M{Left} {Top}V{Bottom}H{Right}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 42}\" text-anchor=\"middle\">distance below which two faces are taken for one person's</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" stroke-dasharray=\"5 4\" x1=\"{X(threshold):0.0}\" x2=\"{X(threshold):0.0}\" y1=\"{Top}\" y2=\"{Bottom}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(threshold):0.0}\" y=\"{Top - 6}\" text-anchor=\"middle\">{threshold:0.0##}</text>\n");
        AppendSteps("false accepts", "hsl(10, 75%, 50%)", point => point.FalseAccepts, Top + 20);
        AppendSteps("false rejects", "hsl(215, 75%, 50%)", point => point.FalseRejects, Top + 44);
        svg.Append("</svg>\n");
        destination.Write(Encoding.UTF8.GetBytes(svg.ToString().ReplaceLineEndings("\n")));

        // A share holds from one threshold on up to the next, which it includes, so the line goes in steps.
        void AppendSteps(string name, string colour, Func<VerificationPoint, double> share, int y)
        {
            var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{Left} {Y(share(points[0])):0.0}");
            foreach (var point in points)
            {
                path.Append(CultureInfo.InvariantCulture, $"V{Y(share(point)):0.0}H{X(point.Threshold):0.0}");
            }

            path.Append(CultureInfo.InvariantCulture, $"H{Right}");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" stroke=\"{colour}\" d=\"{path}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"line\" stroke=\"{colour}\" x1=\"{Right + 16}\" x2=\"{Right + 36}\" y1=\"{y}\" y2=\"{y}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Right + 44}\" y=\"{y + 4}\">{name}</text>\n");
        }
    }
}
