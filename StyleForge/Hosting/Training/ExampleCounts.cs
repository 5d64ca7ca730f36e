using StyleForge.Models.Tensors;

namespace StyleForge.Hosting.Training;

/// <summary>How many labelled examples a training has.</summary>
/// <param name="Classes">How many classes.</param>
/// <param name="Source">The shape of an example, with a batch of 1.</param>
/// <param name="Training">Examples to learn from.</param>
/// <param name="HeldOut">Examples to judge epochs by.</param>
/// <param name="Test">Examples to judge the network by in the end; 0 for none.</param>
/// <param name="Fingerprint">SHA-256 of those to learn from.</param>
internal sealed record ExampleCounts(int Classes, Shape Source, int Training, int HeldOut, int Test, string Fingerprint)
{
    /// <summary>Objects that are marked on those to learn from; null where examples are of one class each.</summary>
    public int? Objects { get; init; }
}
