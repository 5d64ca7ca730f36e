namespace StyleForge.Training.Classifiers;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">Which, from 1.</param>
/// <param name="Rate">The learning rate at its end.</param>
/// <param name="TrainingLoss">The mean loss of its steps, with smoothing where there is some.</param>
/// <param name="TrainingAccuracy">The share of examples that its steps got right, as they were changed by chance, 0 to 1.</param>
/// <param name="HeldOutLoss">The mean cross-entropy of the held-out examples after it.</param>
/// <param name="HeldOutAccuracy">The share of them that it gets right, 0 to 1.</param>
public sealed record EpochPoint(int Epoch, float Rate, float TrainingLoss, float TrainingAccuracy, float HeldOutLoss, float HeldOutAccuracy)
{
    /// <summary>True where this epoch is better than another on the held-out examples: more right, or as many with less loss.</summary>
    public bool IsBetterThan(EpochPoint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HeldOutAccuracy > other.HeldOutAccuracy || (HeldOutAccuracy.Equals(other.HeldOutAccuracy) && HeldOutLoss < other.HeldOutLoss);
    }
}
