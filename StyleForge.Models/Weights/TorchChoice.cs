namespace StyleForge.Models.Weights;

/// <summary>What is made of a PyTorch file's tensors.</summary>
/// <param name="Tensors">Those that are wanted, in the file's order.</param>
/// <param name="Passed">The names of those that could be weights and nobody wanted.</param>
/// <param name="LeftOut">Those that cannot be weights, and what they hold.</param>
internal sealed record TorchChoice(List<(string Name, TorchTensor Tensor)> Tensors, IReadOnlyList<string> Passed, IReadOnlyDictionary<string, string> LeftOut);
