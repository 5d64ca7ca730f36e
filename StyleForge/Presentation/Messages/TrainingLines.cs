using System.Text.Json.Serialization;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;

namespace StyleForge.Presentation.Messages;

/// <summary>The pictures of a training are read.</summary>
internal sealed record PicturesLine(int Count, int TooSmall, int Duplicate, int Unreadable, long Bytes, string Fingerprint) : JsonLine("pictures");

/// <summary>A training begins, or goes on. Its length is in steps or in minutes.</summary>
internal sealed record TrainingLine(int Step, int? Steps, double? Minutes, string Device, string Recipe) : JsonLine("training");

/// <summary>The curve has another point.</summary>
internal sealed record PointLine(
    int Step,
    double Loss,
    [property: JsonConverter(typeof(LossPartsJson))] IReadOnlyList<LossPart> Parts,
    double? PicturesPerSecond,
    double? RemainingSeconds) : JsonLine("point");

/// <summary>A checkpoint is written.</summary>
internal sealed record CheckpointLine(int Step) : JsonLine("checkpoint");

/// <summary>A training ends, done or interrupted.</summary>
internal sealed record TrainedLine(bool IsDone, int Step, int Checkpoint, int? Steps, double? Minutes, double Seconds, string? Weights) : JsonLine("trained");
