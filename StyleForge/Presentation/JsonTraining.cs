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
            case CheckpointWritten written:
                lines.Write(new CheckpointLine(written.Step));
                break;
        }
    }

    /// <summary>Writes the line that closes the output.</summary>
    public void Close(TrainingOutcome outcome, string weights) => lines.Write(new TrainedLine(
        outcome.IsDone, outcome.Step, outcome.Kept, outcome.Length.Steps, outcome.Length.Minutes, Math.Round(outcome.Seconds, 3), outcome.Kept > 0 ? weights : null));
}
