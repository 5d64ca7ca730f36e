using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Judging;

namespace StyleForge.Presentation;

/// <summary>Writes what was measured of finished pictures.</summary>
internal static class JudgeReport
{
    /// <summary>
    /// A table with a row a picture: each layer's distance from the style, their mean, that in another network, the similarity and the distance to
    /// the content, and what needs no network. Columns of what was not measured are left out.
    /// </summary>
    /// <param name="environment">Takes the table.</param>
    /// <param name="judged">One picture or more, all judged by the same networks.</param>
    public static void WriteText(HostEnvironment environment, IReadOnlyList<(string Path, Judgement Judgement)> judged)
    {
        var first = judged[0].Judgement;
        var table = new TextTable(
        [
            "picture",
            .. first.Styles[0].Layers.Select(layer => $">{layer.Tap}"),
            ">style",
            .. first.Styles.Skip(1).Select(_ => ">squeeze"),
            ">ssim",
            .. first.Lpips is null ? [] : (string[])[">lpips"],
            ">noise",
            ">border",
        ]);
        foreach (var (path, judgement) in judged)
        {
            table.Add(
            [
                Words.Path(path, environment.WorkingDirectory),
                .. judgement.Styles[0].Layers.Select(layer => Number(layer.Distance)),
                .. judgement.Styles.Select(style => Number(style.Distance)),
                Number(judgement.Ssim),
                .. judgement.Lpips is { } lpips ? [Number(lpips)] : (string[])[],
                double.IsFinite(judgement.ColourNoise) ? judgement.ColourNoise.ToString("0.00", CultureInfo.InvariantCulture) : "-",
                judgement.Border.ToString("0.00", CultureInfo.InvariantCulture),
            ]);
        }

        table.Write(environment.Output);
    }

    /// <summary>An array with an object a picture; the names are a contract, described in <c>docs/command-line.md</c>.</summary>
    public static void WriteJson(HostEnvironment environment, IReadOnlyList<(string Path, Judgement Judgement)> judged) => new JsonLines(environment.Output).WriteDocument(json =>
        {
            json.WriteStartArray();
            foreach (var (path, judgement) in judged)
            {
                json.WriteStartObject();
                json.WriteString("picture", path);
                json.WriteNumber("width", judgement.Width);
                json.WriteNumber("height", judgement.Height);
                WriteStyle(json, judgement.Styles[0]);
                JsonLines.WriteFinite(json, "ssim", judgement.Ssim);
                if (judgement.Lpips is { } lpips)
                {
                    JsonLines.WriteFinite(json, "lpips", lpips);
                }

                JsonLines.WriteFinite(json, "colourNoise", judgement.ColourNoise);
                JsonLines.WriteFinite(json, "fineChroma", judgement.FineChroma);
                JsonLines.WriteFinite(json, "styleFineChroma", judgement.StyleFineChroma);
                JsonLines.WriteFinite(json, "border", judgement.Border);
                if (judgement.Styles.Count > 1)
                {
                    json.WriteStartArray("otherNetworks");
                    foreach (var style in judgement.Styles.Skip(1))
                    {
                        json.WriteStartObject();
                        WriteStyle(json, style);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static void WriteStyle(Utf8JsonWriter json, StyleJudgement style)
    {
        json.WriteString("network", style.Network);
        json.WriteString("weights", style.Weights);
        json.WriteStartObject("layers");
        foreach (var layer in style.Layers)
        {
            JsonLines.WriteFinite(json, layer.Tap, layer.Distance);
        }

        json.WriteEndObject();
        JsonLines.WriteFinite(json, "styleDistance", style.Distance);
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
