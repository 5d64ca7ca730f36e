namespace StyleForge.Models.Weights.Onnx;

/// <summary>A setting of an operator of an ONNX graph. The operator says which of the values is meant; the others are empty.</summary>
internal sealed record OnnxAttribute
{
    /// <summary>A number: <c>epsilon</c>, <c>alpha</c>.</summary>
    public float Number { get; init; }

    /// <summary>A whole number: <c>group</c>, <c>axis</c>.</summary>
    public long Integer { get; init; }

    /// <summary>A word: <c>auto_pad</c>, <c>mode</c>.</summary>
    public string Text { get; init; } = "";

    /// <summary>A tensor: the <c>value</c> of a <c>Constant</c>.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>Numbers.</summary>
    public IReadOnlyList<float> Numbers { get; init; } = [];

    /// <summary>Whole numbers: <c>kernel_shape</c>, <c>pads</c>, <c>strides</c>, <c>dilations</c>.</summary>
    public IReadOnlyList<long> Integers { get; init; } = [];

    /// <summary>Words.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Tensors.</summary>
    public IReadOnlyList<OnnxTensor> Tensors { get; init; } = [];

    /// <summary>Graphs: the branches of an <c>If</c>, the body of a <c>Loop</c>; one or several.</summary>
    public IReadOnlyList<OnnxGraph> Graphs { get; init; } = [];
}
