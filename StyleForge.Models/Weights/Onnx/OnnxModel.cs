namespace StyleForge.Models.Weights.Onnx;

/// <summary>What an ONNX file says of its network.</summary>
/// <param name="Producer">What wrote it: <c>pytorch 2.3.1</c>.</param>
/// <param name="OperatorSets">The version of the operators, by domain; ONNX's own have the empty one.</param>
/// <param name="Graph">The network.</param>
/// <param name="Metadata">What else the file says about itself.</param>
internal sealed record OnnxModel(string Producer, IReadOnlyDictionary<string, long> OperatorSets, OnnxGraph Graph, IReadOnlyDictionary<string, string> Metadata);
