namespace StyleForge.Models.Weights.Onnx;

/// <summary>One operation of an ONNX graph.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Operator">What it does: <c>Conv</c>, <c>Relu</c>. Any word; who makes a network of the graph knows which there are.</param>
/// <param name="Domain">Whose operator it is; empty for ONNX's own.</param>
/// <param name="Inputs">The names of the values that it takes; an empty name is an optional one that is absent.</param>
/// <param name="Outputs">The names of the values that it gives.</param>
/// <param name="Attributes">Its settings, by name.</param>
internal sealed record OnnxNode(
    string Name, string Operator, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, OnnxAttribute> Attributes);
