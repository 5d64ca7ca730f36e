using System.Globalization;
using StyleForge.Engine.Judging;

namespace StyleForge.Presentation;

/// <summary>Writes what was measured of finished pictures.</summary>
internal static class JudgeReport
{
    /// <summary>A table with a row a picture: each layer's distance from the style, their mean, and the similarity to the content.</summary>
    public static void WriteText(HostEnvironment environment, IReadOnlyList<string> taps, IReadOnlyList<(string Path, Judgement Judgement)> judged)
    {
        var table = new TextTable(["picture", .. taps.Select(tap => $">{tap}"), ">style", ">ssim"]);
        foreach (var (path, judgement) in judged)
        {
            table.Add(
            [
                Words.Path(path, environment.WorkingDirectory),
                .. judgement.Layers.Select(layer => Number(layer.Distance)),
                Number(judgement.StyleDistance),
                Number(judgement.Ssim),
            ]);
        }

        table.Write(environment.Output);
    }

    /// <summary>An array with an object a picture; the names are a contract, described in <c>docs/command-line.md</c>.</summary>
    public static void WriteJson(
        HostEnvironment environment, string network, string weights, IReadOnlyList<(string Path, Judgement Judgement)> judged) => new JsonLines(environment.Output).WriteDocument(json =>
        {
            json.WriteStartArray();
            foreach (var (path, judgement) in judged)
            {
                json.WriteStartObject();
                json.WriteString("picture", path);
                json.WriteNumber("width", judgement.Width);
                json.WriteNumber("height", judgement.Height);
                json.WriteString("network", network);
                json.WriteString("weights", weights);
                json.WriteStartObject("layers");
                foreach (var layer in judgement.Layers)
                {
                    JsonLines.WriteFinite(json, layer.Tap, layer.Distance);
                }

                json.WriteEndObject();
                JsonLines.WriteFinite(json, "styleDistance", judgement.StyleDistance);
                JsonLines.WriteFinite(json, "ssim", judgement.Ssim);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
