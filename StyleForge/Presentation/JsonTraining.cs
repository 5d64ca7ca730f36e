using StyleForge.Engine.Objectives;
using StyleForge.Hosting.Training;
using StyleForge.Presentation.Messages;
using StyleForge.Training.Pictures;

namespace StyleForge.Presentation;

/// <summary>A training as one JSON object a line.</summary>
/// <param name="lines">Takes the objects.</param>
internal sealed class JsonTraining(JsonLines lines) : ITrainingDisplay
{
    /// <inheritdoc/>
    public T During<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case PicturesRead { Pictures: var pictures }:
                lines.Write(new PicturesLine(
                    pictures.Pictures.Count,
                    pictures.CountOmitted(OmissionKind.TooSmall),
                    pictures.CountOmitted(OmissionKind.Duplicate),
                    pictures.CountOmitted(OmissionKind.Unreadable),
                    pictures.Bytes,
                    pictures.Fingerprint));
                break;
            case TrainingBegun begun:
                lines.Write(new TrainingLine(begun.Step, begun.Length.Steps, begun.Length.Minutes, begun.Device, begun.Recipe));
                break;
            case CurveGrown grown:
                lines.Write(new PointLine(
                    grown.Point.Step,
                    grown.Point.Loss,
                    [.. grown.PartNames.Zip(grown.Point.Parts, (name, value) => new LossPart(name, value))],
                    grown.PicturesPerSecond is { } speed ? Math.Round(speed, 2) : null,
                    IterationLine.Seconds(grown.Remaining)));
                break;
            case ExamplesRead { Counts: var counts } read:
                lines.Write(new ExamplesLine(counts.Training, counts.HeldOut, counts.Test, counts.Classes, [.. counts.Source], read.Network, read.Parameters, counts.Fingerprint));
                break;
            case EpochDone { Point: var point } done:
                lines.Write(new EpochLine(
                    point.Epoch, point.Rate, point.TrainingLoss, point.TrainingAccuracy, point.HeldOutLoss, point.HeldOutAccuracy, done.IsBest, IterationLine.Seconds(done.Remaining)));
                break;
            case CheckpointWritten written:
                lines.Write(new CheckpointLine(written.Step));
                break;
        }
    }

    /// <summary>Writes what a trained classifier gets right.</summary>
    public void Write(ClassifierFacts facts) => lines.Write(new ClassifierLine(
        facts.Best.Epoch, facts.HeldOut.Accuracy, facts.Test?.Accuracy, [.. facts.Network.Labels.Select((label, index) => new ClassLine(label, facts.Judged.Truths(index), facts.Judged.Recall(index), facts.Judged.Precision(index)))]));

    /// <summary>Writes how a trained embedding does at questions that it has not seen.</summary>
    public void Write(EmbeddingFacts facts) => lines.Write(new EmbeddingLine(
        facts.Length,
        [.. facts.Results.Select(result => new OneShotLine(result.Name, result.Ways, result.Tasks, result.Accuracy))],
        [.. facts.Verifications.Select(own => new EqualErrorLine(own.Name, own.Curve.EqualErrorRate))]));

    /// <summary>Writes how good a trained detector is on pictures that it has not seen.</summary>
    public void Write(DetectorFacts facts) => lines.Write(new DetectorLine(
        facts.Accuracy.Overlap50,
        facts.Accuracy.Coco,
        [.. facts.Detector.Classes.Zip(facts.Accuracy.ByClass, (label, precision) => new ClassPrecisionLine(label, precision))],
        facts.Localisation?.Found,
        facts.Localisation?.Quiet,
        facts.Localisation?.PointsFound,
        facts.Localisation?.PointError));

    /// <summary>Writes the line that closes the output.</summary>
    /// <param name="outcome">What became of the training.</param>
    /// <param name="weights">The weight file; null where there is none yet.</param>
    public void Close(TrainingOutcome outcome, string? weights) => lines.Write(new TrainedLine(
        outcome.IsDone, outcome.Step, outcome.Kept, outcome.Length.Steps, outcome.Length.Minutes, Math.Round(outcome.Seconds, 3), weights));
}
