using System.Globalization;
using StyleForge.Models.Files;
using StyleForge.Models.Tensors;

namespace StyleForge.Hosting.Training;

/// <summary>The files of an embedding's training: its weights, and beside them by the same name the model card, the curve, and how often thresholds err.</summary>
/// <param name="weights">The weight file, absolute.</param>
/// <param name="shown">The weight file as sentences name it.</param>
/// <param name="drawings">Make what people look at.</param>
internal sealed class EmbeddingFiles(string weights, string shown, EmbeddingDrawings drawings) : TrainedFiles(weights, shown)
{
    private const string Curve = "curve.csv";

    /// <summary>The curve up to a step; empty where there is none.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public TrainingCurve ReadCurve(IReadOnlyList<string> partNames, int lastStep) => TrainingCurve.Read(Beside(Curve), Path.ChangeExtension(Shown, Curve), partNames, lastStep);

    /// <summary>Writes the curve as numbers and as a picture.</summary>
    /// <exception cref="FileWriteException">They cannot be written.</exception>
    public void Write(TrainingCurve curve)
    {
        AtomicFile.Write(Beside(Curve), curve.Write);
        AtomicFile.Write(Beside("curve.svg"), stream => drawings.Curve(stream, curve));
    }

    /// <summary>Writes what a finished training leaves, the weights last.</summary>
    /// <param name="facts">What is said of it.</param>
    /// <param name="tensors">The weights.</param>
    /// <exception cref="FileWriteException">Something cannot be written.</exception>
    public void Finish(EmbeddingFacts facts, IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors)
    {
        if (facts.Verifications.Count > 0)
        {
            AtomicFile.Write(Beside("verification.svg"), stream => drawings.Verification(stream, facts.Verifications));
        }

        AtomicFile.Write(Beside("md"), stream => drawings.Card(stream, facts));
        var metadata = new Dictionary<string, string>(facts.Network.Metadata())
        {
            ["format"] = "pt",
            ["styleforge_training"] = string.Create(CultureInfo.InvariantCulture, $"examples {facts.Counts.Fingerprint}; seed {facts.Seed}; {facts.Recipe}"),
        };
        foreach (var result in facts.Results)
        {
            metadata[string.Create(CultureInfo.InvariantCulture, $"styleforge_accuracy_{result.Name.Replace(' ', '_')}_{result.Ways}")] = result.Accuracy.ToString("0.0000", CultureInfo.InvariantCulture);
        }

        Finish(tensors, metadata);
    }
}
