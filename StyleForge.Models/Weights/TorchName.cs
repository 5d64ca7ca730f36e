namespace StyleForge.Models.Weights;

/// <summary>What a name in a pickle stands for: one of the few that build tensors.</summary>
/// <param name="Kind">What it makes.</param>
/// <param name="Type">The numbers of a storage; meaningless otherwise.</param>
internal sealed record TorchName(TorchNameKind Kind, ElementType Type = default);
