using StyleForge.Engine.Optimisation;

namespace StyleForge.Engine.Training;

/// <summary>How long and how fast a network is trained. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Steps, 1 to 10 million.</summary>
    public int Steps { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 16_000;

    /// <summary>How far a number moves in a step at the most, about, above 0. It rises over the first fiftieth of the steps and falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 0.005;

    /// <summary>How kernels are moved.</summary>
    public TrainingMethod Method { get; init; }

    /// <summary>True to take the means of the source channels out of the gradients: see <see cref="FeatureOptimiser"/>.</summary>
    public bool IsCentred { get; init; } = true;

    /// <summary>
    /// Steps between two checkpoints, 1 or more; a multiple of <see cref="CurveEvery"/>, or the first point after going on is too
    /// low, for want of the steps before the checkpoint.
    /// </summary>
    public int CheckpointEvery { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 500;

    /// <summary>Steps that a point of the curve is the mean of, 1 or more.</summary>
    public int CurveEvery { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 100;

    /// <summary>How far a number moves at a step, from 0 on.</summary>
    public double LearningRateAt(int step)
    {
        var rise = Math.Max(1, Steps / 50);
        var fall = 0.5 + (0.5 * Math.Cos(Math.PI * step / Steps));
        return LearningRate * Math.Min(1, (step + 1.0) / rise) * fall;
    }
}
