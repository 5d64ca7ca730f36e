namespace StyleForge.Hosting.Training;

/// <summary>What became of a training.</summary>
/// <param name="Step">Steps done in all.</param>
/// <param name="Kept">Steps done at the last checkpoint; 0 without one.</param>
/// <param name="Length">How long it was to be.</param>
/// <param name="IsDone">True where the network is there.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record TrainingOutcome(int Step, int Kept, TrainingLength Length, bool IsDone, double Seconds)
{
    /// <summary>True where all was done before, and nothing is done now.</summary>
    public bool WasDone { get; init; }
}
