using StyleForge.Engine.Objectives;
using StyleForge.Engine.Training;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>A training as one JSON object a line. The names are a contract, described in <c>docs/command-line.md</c>.</summary>
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
                lines.Write("pictures", null, json =>
                {
                    json.WriteNumber("count", pictures.Pictures.Count);
                    json.WriteNumber("tooSmall", pictures.CountOmitted(OmissionKind.TooSmall));
                    json.WriteNumber("duplicate", pictures.CountOmitted(OmissionKind.Duplicate));
                    json.WriteNumber("unreadable", pictures.CountOmitted(OmissionKind.Unreadable));
                    json.WriteNumber("bytes", pictures.Bytes);
                    json.WriteString("fingerprint", pictures.Fingerprint);
                });
                break;
            case TrainingBegun begun:
                lines.Write("training", null, json =>
                {
                    json.WriteNumber("step", begun.Step);
                    json.WriteNumber("steps", begun.Steps);
                    json.WriteString("recipe", begun.Recipe);
                });
                break;
            case CurveGrown grown:
                lines.Write("point", null, json =>
                {
                    json.WriteNumber("step", grown.Point.Step);
                    JsonLines.WriteFinite(json, "loss", grown.Point.Loss);
                    JsonLines.WriteParts(json, [.. grown.PartNames.Zip(grown.Point.Parts, (name, value) => new LossPart(name, value))]);
                    JsonLines.WriteFinite(json, "picturesPerSecond", Math.Round(grown.PicturesPerSecond ?? double.NaN, 2));
                    JsonLines.WriteFinite(json, "remainingSeconds", Math.Round(grown.Remaining?.TotalSeconds ?? double.NaN, 1));
                });
                break;
            case CheckpointWritten written:
                lines.Write("checkpoint", null, json => json.WriteNumber("step", written.Step));
                break;
        }
    }

    /// <summary>Writes the line that closes the output.</summary>
    public void Close(TrainingOutcome outcome, string weights) => lines.Write("trained", null, json =>
    {
        json.WriteBoolean("isDone", outcome.IsDone);
        json.WriteNumber("step", outcome.Step);
        json.WriteNumber("checkpoint", outcome.Kept);
        json.WriteNumber("steps", outcome.Steps);
        json.WriteNumber("seconds", Math.Round(outcome.Seconds, 3));
        if (outcome.Kept > 0)
        {
            json.WriteString("weights", weights);
        }
        else
        {
            json.WriteNull("weights");
        }
    });
}
