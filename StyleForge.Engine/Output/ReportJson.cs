using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Subjects;

namespace StyleForge.Engine.Output;

/// <summary>
/// A report as JSON. The record inside a picture holds only what two runs of the same plan agree on, so that their files are
/// equal to the byte; the sidecar adds the course of the run, the clock, and what the picture measures, so that another measure changes no picture. Both are given away with the picture, so they name files and say
/// nothing of where these lie.
/// </summary>
public static class ReportJson
{
    /// <summary>The field with the <see cref="PlanHash"/>.</summary>
    public const string PlanHashField = "planSha256";

    /// <summary>The record that travels inside the picture.</summary>
    public static string Record(RunReport report) => JsonSerializer.Serialize(Written(report), RecordJson.Compact.WrittenRecord);

    /// <summary>The sidecar: the record, every value of the objective, what the picture measures, seconds, threads and the time of day.</summary>
    public static string Sidecar(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var levels = report.Memory.Select(level => new WrittenLevel(
            level.Windows, level.WindowWidth, level.WindowHeight, level.History, level.Bytes, level.TensorBytes, level.PeakTensorBytes ?? 0));
        var sidecar = Written(report) with
        {
            Seconds = Math.Round(report.Seconds, 3),
            Threads = report.Threads,
            Memory = new WrittenMemory(report.MemoryLimit, levels),
            Quality = report.Quality is { } quality
                ? new WrittenQuality(quality.Contrast, quality.FlatShare, quality.ClippedShare, quality.ContentSimilarity, quality.StyleProgress)
                : null,
            Faces = report.Faces?.Select(face => new WrittenFace(
                Math.Round(face.Box.Left, 1), Math.Round(face.Box.Top, 1), Math.Round(face.Box.Width, 1), Math.Round(face.Box.Height, 1), Math.Round(face.Distance, 4))),
            Protected = Written(report.Protected),
            Found = Written(report.Found),
            LeftOut = report.LeftOut.Count > 0 ? report.LeftOut : null,
            Finished = report.Finished.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Values = report.Values,
        };
        return JsonSerializer.Serialize(sidecar, RecordJson.Indented.WrittenRecord) + "\n";
    }

    private static IEnumerable<WrittenObject>? Written(IReadOnlyList<FoundObject> objects) => objects.Count == 0 ? null : objects.Select(each => new WrittenObject(
        each.Name, Math.Round(each.Score, 4), Math.Round(each.Box.Left, 1), Math.Round(each.Box.Top, 1), Math.Round(each.Box.Width, 1), Math.Round(each.Box.Height, 1)));

    private static WrittenRecord Written(RunReport report)
    {
        var names = Names(report.Plan);
        return new WrittenRecord(
            report.Version,
            report.Features,
            report.WeightsSha256,
            report.Backend,
            report.VectorBits,
            PlanHash.Of(report.Plan, path => report.Hashes[path], report.WeightsSha256),
            Named(report.Plan, names),
            report.Hashes.ToDictionary(hash => names[hash.Key], hash => hash.Value),
            report.FinalParts);
    }

    // File names; where two files have the same one, the later ones in the plan's order get a number.
    private static Dictionary<string, string> Names(RenderPlan plan)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in plan.Inputs)
        {
            var name = Path.GetFileName(path);
            for (var number = 2; !names.ContainsKey(path) && !TryName(path, name); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} ({number})");
            }
        }

        return names;

        bool TryName(string path, string name) => !names.ContainsValue(name) && names.TryAdd(path, name);
    }

    private static RenderPlan Named(RenderPlan plan, Dictionary<string, string> names) => plan with
    {
        JobFile = Path.GetFileName(plan.JobFile),
        ContentPath = names[plan.ContentPath],
        OutputPath = Path.GetFileName(plan.OutputPath),
        Styles = [.. plan.Styles.Select(style => style with { Path = names[style.Path], MaskPath = style.MaskPath is { } mask ? names[mask] : null })],
        Settings = plan.Settings with
        {
            WeightsFile = Path.GetFileName(plan.Settings.WeightsFile),
            StartImage = plan.Settings.StartImage is { } start ? names[start] : null,
        },
    };
}
