using StyleForge.Models.Classification;
using StyleForge.Training.Classifiers;

namespace StyleForge.Hosting.Training;

/// <summary>What is to be said of a classifier that was trained.</summary>
/// <param name="Network">The network and its labels.</param>
/// <param name="File">The name of its weight file.</param>
/// <param name="Begun">What it began with: <c>lenet5, new</c>.</param>
/// <param name="Recipe">How it was trained, in words.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Counts">How many examples there were.</param>
/// <param name="Epochs">What the epochs came to.</param>
/// <param name="Best">The epoch that was kept.</param>
/// <param name="HeldOut">What it makes of the held-out examples.</param>
/// <param name="Test">What it makes of those to test with; null where there are none.</param>
/// <param name="Device">Where it was trained.</param>
internal sealed record ClassifierFacts(
    TrainedClassifier Network,
    string File,
    string Begun,
    string Recipe,
    ulong Seed,
    ExampleCounts Counts,
    IReadOnlyList<EpochPoint> Epochs,
    EpochPoint Best,
    ConfusionMatrix HeldOut,
    ConfusionMatrix? Test,
    string Device)
{
    /// <summary>What it is judged by: the examples to test with where there are some.</summary>
    public ConfusionMatrix Judged => Test ?? HeldOut;
}
