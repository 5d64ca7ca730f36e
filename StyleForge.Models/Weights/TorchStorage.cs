namespace StyleForge.Models.Weights;

/// <summary>A stretch of numbers that tensors of a PyTorch file are views of.</summary>
/// <param name="Key">Its name within the file.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Count">How many there are.</param>
internal sealed record TorchStorage(string Key, ElementType Type, long Count);
