using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StyleForge.Engine.Judging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Settings;

namespace StyleForge.Reports;

/// <summary>
/// A report for other programs. The names are a contract, described in <c>docs/reports.md</c>: some may be added, and none is changed or taken
/// away while the version is the same.
/// </summary>
internal sealed record ReportDocument(
    int Version,
    string StyleForge,
    DateTimeOffset Begun,
    double Seconds,
    int Made,
    int Failed,
    int Left,
    int Kept,
    double? PicturesAnHour,
    IReadOnlyList<ReportedFailure> Failures,
    IReadOnlyList<string> Unfinished,
    IEnumerable<PictureEntry> Pictures)
{
    private const int CurrentVersion = 1;

    /// <summary>The document of a report.</summary>
    public static ReportDocument Of(BatchReport report) => new(
        CurrentVersion,
        report.Version,
        report.Begun,
        Math.Round(report.Elapsed.TotalSeconds, 3),
        report.Pictures.Count,
        report.Failures.Count,
        report.Left.Count,
        report.Kept,
        report.PicturesAnHour is { } pace ? Math.Round(pace, 1) : null,
        report.Failures,
        report.Left,
        report.Pictures.Select(PictureEntry.Of));

    /// <summary>Writes it.</summary>
    public void Write(Stream destination) => JsonSerializer.Serialize(destination, this, ReportDocumentJson.Indented.ReportDocument);
}

/// <summary>A picture of a report.</summary>
internal sealed record PictureEntry(
    string Name,
    string? JobFile,
    string Picture,
    string Content,
    IEnumerable<StyleEntry> Styles,
    int Width,
    int Height,
    double Seconds,
    string Backend,
    long? PeakTensorBytes,
    double Loss,
    [property: JsonConverter(typeof(LossPartsJson))] IReadOnlyList<LossPart> Parts,
    PictureQuality? Quality,
    IReadOnlyDictionary<string, SettingValue> Settings)
{
    /// <summary>The entry of a picture.</summary>
    public static PictureEntry Of(ReportedPicture picture) => new(
        picture.Name,
        picture.Plan.JobFile,
        picture.Plan.OutputPath,
        picture.Plan.ContentPath,
        picture.Plan.Styles.Select(style => new StyleEntry(style.Path, style.Weight)),
        picture.Size.Width,
        picture.Size.Height,
        Math.Round(picture.Run.Seconds, 3),
        picture.Run.Backend,
        picture.PeakTensorBytes,
        picture.Loss,
        picture.Run.FinalParts,
        picture.Run.Quality,
        picture.Settings.ToDictionary(setting => setting.Name, setting => new SettingValue(setting.Value)));
}

/// <summary>A style of a picture, with its share.</summary>
internal sealed record StyleEntry(string Image, double Weight);

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportDocumentJson : JsonSerializerContext
{
    /// <summary>Indented; paths and sentences stay readable.</summary>
    public static ReportDocumentJson Indented { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new FiniteNumberJson() },
    });
}
