using System.Globalization;
using StyleForge.Models.Detection;

namespace StyleForge.Hosting.Training;

/// <summary>The files of a detector's training: its weights, and beside them by the same name the model card and the curve.</summary>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
/// <param name="curve">Draws the curve.</param>
/// <param name="card">Writes the model card.</param>
internal sealed class DetectorTrainingFiles(string weights, string shown, Action<Stream, TrainingCurve> curve, Action<Stream, DetectorFacts> card)
    : CurvedFiles<DetectorFacts>(weights, shown, curve, card)
{
    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Metadata(DetectorFacts facts)
    {
        var metadata = new Dictionary<string, string>(TrainedDetector.Metadata(facts.Detector))
        {
            ["format"] = "pt",
            ["styleforge_training"] = FormattableString.Invariant($"examples {facts.Counts.Fingerprint}; seed {facts.Seed}; {facts.Recipe}"),
        };
        if (facts.Accuracy.Overlap50 is { } precision)
        {
            metadata["styleforge_precision_50"] = precision.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        return metadata;
    }
}
