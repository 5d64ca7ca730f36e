using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>A record as it is written; <see cref="RunReport"/> says what the values mean. Those of the course of the run are null inside a picture.</summary>
internal sealed record WrittenRecord(
    [property: JsonPropertyName(RecordFile.VersionField)] string Version,
    string Features,
    string WeightsSha256,
    string Backend,
    int VectorBits,
    [property: JsonPropertyName(ReportJson.PlanHashField)] string PlanHash,
    [property: JsonConverter(typeof(RecordedPlanJson))] RenderPlan Plan,
    IReadOnlyDictionary<string, string> Sha256,
    [property: JsonConverter(typeof(LossPartsJson))] IReadOnlyList<LossPart> FinalParts,
    double? Seconds = null,
    int? Threads = null,
    WrittenMemory? Memory = null,
    WrittenQuality? Quality = null,
    IEnumerable<WrittenFace>? Faces = null,
    IEnumerable<WrittenObject>? Protected = null,
    IEnumerable<WrittenObject>? Found = null,
    IReadOnlyList<string>? LeftOut = null,
    string? Finished = null,
    IReadOnlyList<IReadOnlyList<double>>? Values = null);

/// <summary>The memory of a run as it is written.</summary>
internal sealed record WrittenMemory(long AllowedBytes, IEnumerable<WrittenLevel> Levels);

/// <summary>The memory of a level as it is written.</summary>
internal sealed record WrittenLevel(
    int Windows, int WindowWidth, int WindowHeight, int History, long PredictedBytes, long PredictedTensorBytes, long PeakTensorBytes);

/// <summary>What a picture measures as it is written.</summary>
internal sealed record WrittenQuality(double Contrast, double FlatShare, double ClippedShare, double? ContentSimilarity, double? StyleProgress);

/// <summary>What became of a face of the content as it is written, in pixels of the picture.</summary>
internal sealed record WrittenFace(double Left, double Top, double Width, double Height, double Distance);

/// <summary>Something that was found on the content as it is written, in pixels of the picture.</summary>
internal sealed record WrittenObject(string Name, double Score, double Left, double Top, double Width, double Height);

/// <summary>Records as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WrittenRecord))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>On one line.</summary>
    public static RecordJson Compact { get; } = Make(isIndented: false);

    /// <summary>Indented.</summary>
    public static RecordJson Indented { get; } = Make(isIndented: true);

    private static RecordJson Make(bool isIndented) => new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = isIndented,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new FiniteNumberJson() },
    });
}
