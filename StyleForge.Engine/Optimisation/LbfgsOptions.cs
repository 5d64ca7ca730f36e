namespace StyleForge.Engine.Optimisation;

/// <summary>How L-BFGS steps. The defaults are for pictures; an option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record LbfgsOptions
{
    /// <summary>Factor of every step, above 0; 1 trusts the curvature that was measured.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 1;

    /// <summary>How many steps are remembered, 1 to 1000. Each costs twice the picture's memory.</summary>
    public int History { get; init => field = OptionRange.Between(1, 1000, value); } = 10;

    /// <summary>
    /// A step s that changed the gradient g by y is remembered only if <c>yᵀs</c> is above this many times <c>|gᵀs|</c>, 0 or more: only if the
    /// slope has changed at all, in whatever unit the objective is.
    /// </summary>
    public double MinimumCurvature { get; init => field = OptionRange.AtLeast(0, value); } = 1e-10;

    /// <summary>
    /// A value has run away when it exceeds the best one by more than this many times the first one; above 0. Lesser rises are
    /// left alone, because the curvature they teach is what brings the next steps down.
    /// </summary>
    public double RiseLimit { get; init => field = OptionRange.Above(0, value); } = 10;

    /// <summary>Factor of the step length after a restart, above 0 and below 1. Each better picture then makes it a tenth longer again.</summary>
    public double RestartFactor { get; init => field = OptionRange.Inside(0, 1, value); } = 0.25;

    /// <summary>How many restarts there may be without a better picture in between before giving up, 0 to 100.</summary>
    public int MaximumRestarts { get; init => field = OptionRange.Between(0, 100, value); } = 8;
}
