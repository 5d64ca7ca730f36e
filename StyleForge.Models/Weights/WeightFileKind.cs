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
}
