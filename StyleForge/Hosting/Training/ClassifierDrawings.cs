using StyleForge.Training.Classifiers;

namespace StyleForge.Hosting.Training;

/// <summary>What makes the files that people look at.</summary>
/// <param name="Curves">Draws how it learned.</param>
/// <param name="Confusion">Draws what was taken for what.</param>
/// <param name="Card">Writes the model card.</param>
internal sealed record ClassifierDrawings(Action<Stream, IReadOnlyList<EpochPoint>> Curves, Action<Stream, ConfusionMatrix> Confusion, Action<Stream, ClassifierFacts> Card);
