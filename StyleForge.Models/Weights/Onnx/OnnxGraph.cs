namespace StyleForge.Models.Weights.Onnx;

/// <summary>A graph of an ONNX file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">The operations, each after those whose values it takes.</param>
/// <param name="Initialisers">Tensors that come with the file: the weights, and shapes and axes that operators are told.</param>
/// <param name="Inputs">What it takes; older files name the initialisers here too.</param>
/// <param name="Outputs">What it gives.</param>
internal sealed record OnnxGraph(
    string Name, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Initialisers, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs);
