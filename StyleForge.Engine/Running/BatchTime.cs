namespace StyleForge.Engine.Running;

/// <summary>How long a batch takes, as far as it can be told while it runs.</summary>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Remaining">Time left.</param>
public readonly record struct BatchTime(TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>Time for the whole.</summary>
    public TimeSpan Total => Elapsed + Remaining;
}
