namespace StyleForge.Models.Weights;

/// <summary>
/// How much of a weight file is believed before memory is taken for it. Weight files come from strangers: each limit is
/// checked against what the file claims, before anything of that size is allocated.
/// </summary>
public sealed record WeightLimits
{
    /// <summary>Enough for any network that a processor can render with.</summary>
    public static WeightLimits Default { get; } = new();

    /// <summary>The largest file, in bytes.</summary>
    public long FileBytes { get; init; } = 4L << 30;

    /// <summary>The most bytes that all tensors together take as float32; a storage that several tensors share may take as many again while it is read.</summary>
    public long TensorBytes { get; init; } = 4L << 30;

    /// <summary>The most tensors.</summary>
    public int Tensors { get; init; } = 16_384;

    /// <summary>
    /// The most bytes of what stands beside the numbers: the JSON of a safetensors or TensorFlow.js file, one pickle of a PyTorch file, the texts
    /// of an ONNX model, a Darknet configuration.
    /// </summary>
    public int HeaderBytes { get; init; } = 16 << 20;

    /// <summary>The most instructions that a pickle may have.</summary>
    public int PickleInstructions { get; init; } = 1_000_000;

    /// <summary>The most objects that a pickle may have on its stack, in its memo, or nested in one another.</summary>
    public int PickleDepth { get; init; } = 100_000;

    /// <summary>The most parts that the graph of an ONNX model may have: nodes, attributes, names, numbers other than the tensors'.</summary>
    public int GraphParts { get; init; } = 1_000_000;
}
