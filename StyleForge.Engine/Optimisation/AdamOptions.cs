namespace StyleForge.Engine.Optimisation;

/// <summary>How Adam steps. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>α: how far a number of the picture moves in a step, at most about, above 0; in units of 0 to 1 pixels.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 0.02;

    /// <summary>β₁: how much of the average gradient is kept each step, from 0 to below 1.</summary>
    public double Beta1 { get; init => field = OptionRange.Share(value); } = 0.9;

    /// <summary>
    /// β₂: how much of the average squared gradient is kept each step, from 0 to below 1. The paper has 0.999; 0.99 follows a
    /// picture's gradient sooner, as crowsonkb/style-transfer-pytorch found.
    /// </summary>
    public double Beta2 { get; init => field = OptionRange.Share(value); } = 0.99;

    /// <summary>ε: added to the root of the average squared gradient, above 0; in units of the gradient.</summary>
    public double Epsilon { get; init => field = OptionRange.Above(0, value); } = 1e-8;

    /// <summary>True to set every number below 0 to 0 and above 1 to 1 after each step.</summary>
    public bool KeepInBox { get; init; } = true;
}
