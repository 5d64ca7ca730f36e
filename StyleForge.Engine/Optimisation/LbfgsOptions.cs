namespace StyleForge.Engine.Optimisation;

/// <summary>How L-BFGS steps. The defaults are for pictures; an option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record LbfgsOptions
{
    /// <summary>Factor of every step, above 0; 1 trusts the curvature that was measured.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 1;

    /// <summary>How many steps are remembered, 1 to 1000. Each costs twice the picture's memory.</summary>
    public int History { get; init => field = OptionRange.Between(1, 1000, value); } = 10;

    /// <summary>
    /// A step s that changed the gradient by y is remembered only if <c>yᵀs</c> is above this, 0 or more. In units of the
    /// objective: yᵀs is about twice what the step's curvature adds to the value.
    /// </summary>
    public double MinimumCurvature { get; init => field = OptionRange.AtLeast(0, value); } = 1e-10;

    /// <summary>
    /// A value counts as run away when it exceeds the best one by more than this many times the best one, or by more than
    /// this many thousandths of the first one where that is larger; above 0.
    /// </summary>
    public double RiseLimit { get; init => field = OptionRange.Above(0, value); } = 10;

    /// <summary>Factor of the step length after each restart, above 0 and below 1.</summary>
    public double RestartFactor { get; init => field = OptionRange.Share(OptionRange.Above(0, value)); } = 0.25;

    /// <summary>How many restarts there may be before giving up, 0 to 100.</summary>
    public int MaximumRestarts { get; init => field = OptionRange.Between(0, 100, value); } = 8;
}
