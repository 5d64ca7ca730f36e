using StyleForge.Models.Faces;

namespace StyleForge.Hosting.Training;

/// <summary>What makes the files that people look at.</summary>
/// <param name="Curve">Draws how it learned.</param>
/// <param name="Verification">Draws how often each threshold errs.</param>
/// <param name="Card">Writes the model card.</param>
internal sealed record EmbeddingDrawings(
    Action<Stream, TrainingCurve> Curve, Action<Stream, IReadOnlyList<(string Name, VerificationCurve Curve)>> Verification, Action<Stream, EmbeddingFacts> Card);
