namespace StyleForge.Models.Weights;

/// <summary>Chooses the tensors that are wanted of a weight file when all names are known; no memory is taken for the others.</summary>
/// <param name="names">The names of the file's floating-point tensors, in its order.</param>
/// <returns>Those to read; names that the file does not have are passed over.</returns>
public delegate IReadOnlySet<string> WeightSelection(IReadOnlyList<string> names);
