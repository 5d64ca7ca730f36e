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

/// <summary>Labelled examples are read.</summary>
internal sealed record ExamplesLine(int Training, int HeldOut, int Test, int Classes, IReadOnlyList<int> Source, string Network, long Parameters, string Fingerprint) : JsonLine("examples");

/// <summary>An epoch is done.</summary>
internal sealed record EpochLine(
    int Epoch, double Rate, double TrainingLoss, double TrainingAccuracy, double HeldOutLoss, double HeldOutAccuracy, bool IsBest, double? RemainingSeconds) : JsonLine("epoch");

/// <summary>A classifier is trained: what the kept epoch gets right, of all and by class.</summary>
internal sealed record ClassifierLine(int Epoch, double HeldOutAccuracy, double? TestAccuracy, IReadOnlyList<ClassLine> Classes) : JsonLine("classifier");

/// <summary>A class of a classifier: its examples, the share of them that is seen as such, and the share of what is seen as such that is.</summary>
internal sealed record ClassLine(string Label, int Examples, double Recall, double Precision);

/// <summary>An embedding is trained: how long its rows are, and how it does at questions of one shot and at verifying.</summary>
internal sealed record EmbeddingLine(int Length, IReadOnlyList<OneShotLine> OneShot, IReadOnlyList<EqualErrorLine> EqualError) : JsonLine("embedding");

/// <summary>Questions of one shot: which, with how many choices, how many, and the share of right answers.</summary>
internal sealed record OneShotLine(string Name, int Ways, int Tasks, double Accuracy);

/// <summary>The rate at which as many pairs of two classes are taken for one as the other way round, and of which pairs.</summary>
internal sealed record EqualErrorLine(string Name, double Rate);

/// <summary>A detector is trained: how good it is on pictures that it was not trained on, of all classes and of each; of one object also how often it and its points were found.</summary>
internal sealed record DetectorLine(
    double? MeanPrecision, double? CocoMean, IReadOnlyList<ClassPrecisionLine> Classes, double? Found, double? Quiet, double? PointsFound, double? PointError) : JsonLine("detector");

/// <summary>A class of a detector: its average precision at an overlap of 0.5, null where it does not occur.</summary>
internal sealed record ClassPrecisionLine(string Label, double? Precision);
