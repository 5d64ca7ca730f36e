using StyleForge.Models.Classification;
using StyleForge.Models.Faces;
using StyleForge.Training.Embeddings;

namespace StyleForge.Hosting.Training;

/// <summary>What is to be said of an embedding that was trained.</summary>
/// <param name="Network">The network, and how its results are compared.</param>
/// <param name="File">The name of its weight file.</param>
/// <param name="Recipe">How it was trained, in words.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Counts">How many pictures there were.</param>
/// <param name="Results">How it does at questions of one shot.</param>
/// <param name="Verifications">How often each threshold errs, and on which pairs.</param>
/// <param name="Device">Where it was trained.</param>
internal sealed record EmbeddingFacts(
    TrainedEmbedding Network,
    string File,
    string Recipe,
    ulong Seed,
    ExampleCounts Counts,
    IReadOnlyList<OneShotResult> Results,
    IReadOnlyList<(string Name, VerificationCurve Curve)> Verifications,
    string Device)
{
    /// <summary>How many numbers a picture becomes.</summary>
    public int Length => Network.Description.Shapes(Network.Description.Facts.Source)[^1][1];
}
