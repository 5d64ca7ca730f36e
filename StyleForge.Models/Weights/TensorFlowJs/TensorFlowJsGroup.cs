namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>Weights that follow one another in the bytes of some files, which lie one after the other.</summary>
/// <param name="Paths">The files, in order, as the manifest names them.</param>
/// <param name="Weights">The weights, in order.</param>
internal sealed record TensorFlowJsGroup(IReadOnlyList<string> Paths, IReadOnlyList<TensorFlowJsWeight> Weights);
