using System.Globalization;
using StyleForge.Engine.Judging;
using StyleForge.Presentation.Messages;

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

    /// <summary>An array with an object a picture.</summary>
    public static void WriteJson(HostEnvironment environment, IReadOnlyList<(string Path, Judgement Judgement)> judged) =>
        new JsonLines(environment.Output).WriteDocument(judged.Select(picture => Answer(picture.Path, picture.Judgement)));

    private static JudgeAnswer Answer(string path, Judgement judgement)
    {
        var style = Judged(judgement.Styles[0]);
        return new JudgeAnswer(
            path,
            judgement.Width,
            judgement.Height,
            style.Network,
            style.Weights,
            style.Layers,
            style.StyleDistance,
            judgement.Ssim,
            judgement.Lpips,
            judgement.ColourNoise,
            judgement.FineChroma,
            judgement.StyleFineChroma,
            judgement.Border,
            judgement.Styles.Count > 1 ? judgement.Styles.Skip(1).Select(Judged) : null);
    }

    private static JudgedStyle Judged(StyleJudgement style) =>
        new(style.Network, style.Weights, style.Layers.ToDictionary(layer => layer.Tap, layer => layer.Distance), style.Distance);

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
