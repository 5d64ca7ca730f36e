using StyleForge.Engine.Optimisation;

namespace StyleForge.Training.Learning;

/// <summary>How an optimiser moves weights, but for how far. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record OptimiserOptions
{
    /// <summary>The rule.</summary>
    public OptimiserKind Kind { get; init; } = OptimiserKind.Adamw;

    /// <summary>How much of the running sum of gradients is kept at a step, 0 to below 1; for <see cref="OptimiserKind.Momentum"/> and <see cref="OptimiserKind.Nesterov"/>.</summary>
    public double Momentum { get; init => field = OptionRange.Share(value); } = 0.9;

    /// <summary>How much of the running mean of squared gradients is kept at a step, 0 to below 1; for <see cref="OptimiserKind.Adam"/> and <see cref="OptimiserKind.Adamw"/>.</summary>
    public double Squares { get; init => field = OptionRange.Share(value); } = 0.999;

    /// <summary>How strongly kernels and matrices are drawn to 0, 0 or more; biases and normalisations are not.</summary>
    public double WeightDecay { get; init => field = OptionRange.AtLeast(0, value); } = 0.0005;

    /// <summary>The rule in words: <c>adam</c>, <c>nesterov 0.9</c>.</summary>
    public override string ToString() =>
        Kind.ToString().ToLowerInvariant() + (Kind is OptimiserKind.Momentum or OptimiserKind.Nesterov ? FormattableString.Invariant($" {Momentum}") : string.Empty);
}
