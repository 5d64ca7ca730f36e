namespace StyleForge.Models.Weights;

/// <summary>The families of files that can hold weights.</summary>
internal enum WeightFileKind
{
    /// <summary>None of them.</summary>
    Unknown,

    /// <summary>A length, a JSON header, raw numbers.</summary>
    Safetensors,

    /// <summary>A zip archive, as PyTorch has written since 1.6.</summary>
    Zip,

    /// <summary>A row of pickles and raw storages, as PyTorch wrote before.</summary>
    Pickle,

    /// <summary>A protocol buffer with a graph, as ONNX keeps networks.</summary>
    Onnx,

    /// <summary>Text that may be the list of weights of TensorFlow.js.</summary>
    Json,

    /// <summary>A version and a row of numbers, whose layers stand in a configuration beside it.</summary>
    Darknet,
}
