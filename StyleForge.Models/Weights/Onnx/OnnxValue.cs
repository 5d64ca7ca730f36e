namespace StyleForge.Models.Weights.Onnx;

/// <summary>A value that an ONNX graph takes or gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is made of; <see cref="OnnxElement.Undefined"/> for what is no tensor.</param>
/// <param name="Extents">Its shape, outermost first, null for an extent that is left open (the batch, often); null where nothing is said of it.</param>
internal sealed record OnnxValue(string Name, OnnxElement Type, IReadOnlyList<long?>? Extents);
