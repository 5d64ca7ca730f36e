namespace StyleForge.Engine.Output;

/// <summary>The memory of one pyramid level: what was foretold, and what it came to.</summary>
/// <param name="Windows">Windows in which the picture goes through the network; 1 for all of it at once.</param>
/// <param name="WindowWidth">Pixels of a window across.</param>
/// <param name="WindowHeight">Pixels of a window down.</param>
/// <param name="History">Steps that L-BFGS remembers; 0 for another optimiser.</param>
/// <param name="TensorBytes">Foretold: the most bytes of tensors, those of the network, the losses and the optimiser.</param>
/// <param name="Bytes">Foretold: those and the pictures and weights.</param>
public sealed record LevelMemory(int Windows, int WindowWidth, int WindowHeight, int History, long TensorBytes, long Bytes)
{
    /// <summary>Measured: the most bytes of tensors; null before the level is done.</summary>
    public long? PeakTensorBytes { get; init; }
}
