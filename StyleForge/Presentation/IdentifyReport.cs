using System.Globalization;
using StyleForge.Models.Files;
using StyleForge.Models.Signals;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what files are.</summary>
internal static class IdentifyReport
{
    /// <summary>A row a file: its type in words and as a label, its media type, how likely that is, and where it is doubtful what else it may be.</summary>
    /// <param name="environment">Takes the table.</param>
    /// <param name="files">The files.</param>
    /// <param name="top">How many of the network's types to name; 1 for the likeliest alone, which is named where another is told.</param>
    public static void WriteText(HostEnvironment environment, IReadOnlyList<IdentifiedFile> files, int top)
    {
        var table = new TextTable("file", "type", "label", "media type", ">sure", "");
        foreach (var (path, what) in files)
        {
            table.Add(
                path == StandardStreams.InputPath ? StandardStreams.Argument : Words.Path(path, environment.WorkingDirectory),
                what.Type.Description,
                what.Type.Label,
                what.Type.Mime,
                what.Ranking.Count > 0 ? Share(what.Score) : "",
                Remark(what, top));
        }

        table.Write(environment.Output);
    }

    /// <summary>An array with an object a file.</summary>
    public static void WriteJson(HostEnvironment environment, IReadOnlyList<IdentifiedFile> files, int top) =>
        new JsonLines(environment.Output).WriteDocument(files.Select(file => Answer(file, top)));

    private static IdentifyAnswer Answer(IdentifiedFile file, int top)
    {
        var (type, ranking) = (file.What.Type, file.What.Ranking);
        return new IdentifyAnswer(
            file.Path,
            type.Label,
            type.Description,
            type.Mime,
            type.Group,
            type.Extensions,
            type.IsText,
            file.What.Score,
            file.What.Reason is { } reason ? JsonName(reason) : null,
            ranking.Take(top).Select(each => new RankedType(each.Type.Label, each.Probability)));
    }

    private static string JsonName(IdentificationReason reason) => reason switch
    {
        IdentificationReason.Empty => "empty",
        IdentificationReason.Short => "short",
        IdentificationReason.LowConfidence => "lowConfidence",
        _ => "overwrite",
    };

    private static string Remark(Identification what, int top) => (what.Reason, top) switch
    {
        (IdentificationReason.Short, _) => "too short to say more",
        (IdentificationReason.Empty, _) => "",
        (_, > 1) => string.Join(", ", what.Ranking.Take(top).Select(each => $"{each.Type.Label} {Share(each.Probability)}")),
        (IdentificationReason.LowConfidence, _) => $"perhaps {what.Ranking[0].Type.Label}",
        _ => "",
    };

    private static string Share(double probability) => string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0.0} %");
}
