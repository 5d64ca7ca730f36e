using StyleForge.Training.Detectors;

namespace StyleForge.Hosting.Training;

/// <summary>What a command line asks to be trained as a detector. Paths are absolute.</summary>
/// <param name="Data">The marked pictures.</param>
/// <param name="Recipe">How to train.</param>
/// <param name="Device">Where: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
internal sealed record DetectorRequest(string Data, DetectorRecipe Recipe, string Device, int? Threads)
{
    /// <summary>What kind of detector.</summary>
    public DetectorRecipeKind Kind { get; init; }

    /// <summary>Pixels of the square that the network sees.</summary>
    public int Size { get; init; } = 96;

    /// <summary>Anchors of a cell, where there are cells.</summary>
    public int Anchors { get; init; } = 3;

    /// <summary>Pictures of the same classes to measure by; null for every tenth of the data.</summary>
    public string? Validation { get; init; }
}
