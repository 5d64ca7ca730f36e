using System.Text.Json.Serialization;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Running;

namespace StyleForge.Presentation.Messages;

/// <summary>A picture is begun; its extents are in pixels.</summary>
internal sealed record StartedLine(
    int Count, string? JobFile, string Content, IEnumerable<string> Styles, string Output, int Width, int Height, int Levels) : JsonLine("started");

/// <summary>Something that people should know.</summary>
internal sealed record NoticeLine(string Message) : JsonLine("notice");

/// <summary>A level of the pyramid is begun.</summary>
internal sealed record LevelLine(
    int Level,
    int Width,
    int Height,
    int Iterations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Windows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? PredictedBytes) : JsonLine("level");

/// <summary>An iteration is done.</summary>
internal sealed record IterationLine(
    int Level,
    int Iteration,
    double Loss,
    [property: JsonConverter(typeof(LossPartsJson))] IReadOnlyList<LossPart> Parts,
    double Fraction,
    double? RemainingSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BatchRemainingSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BatchTotalSeconds) : JsonLine("iteration")
{
    /// <summary>The line of an iteration.</summary>
    public static IterationLine Of(in IterationDone done) => new(
        done.Level,
        done.Iteration,
        done.Value,
        [.. done.PartNames.Zip(done.Parts, (name, value) => new LossPart(name, value))],
        Math.Round(done.Fraction, 6),
        Seconds(done.Remaining),
        Seconds(done.Batch?.Remaining),
        Seconds(done.Batch?.Total));

    /// <summary>A time as it is written while something runs: in seconds, to a tenth.</summary>
    public static double? Seconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalSeconds, 1) : null;
}

/// <summary>A picture is finished.</summary>
internal sealed record FinishedLine(
    string Output,
    double Seconds,
    string Features,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BatchRemainingSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BatchTotalSeconds,
    [property: JsonConverter(typeof(LossPartsJson))] IReadOnlyList<LossPart> Parts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? PeakTensorBytes) : JsonLine("finished");

/// <summary>A picture could not be made.</summary>
internal sealed record FailedLine(string Message) : JsonLine("failed");

/// <summary>What became of all pictures.</summary>
internal sealed record BatchLine(int Finished, int Failed, int Unfinished, int Left, int Kept, int Invalid, double Seconds) : JsonLine("summary");
