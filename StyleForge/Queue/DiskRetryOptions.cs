namespace StyleForge.Queue;

/// <summary>How patient a queue is with a disk that fails for a moment: a file that another program holds, a share that is away, a disk that is full.</summary>
internal sealed record DiskRetryOptions
{
    /// <summary>How often a failed operation is tried again, 0 to 100.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The first pause; each is twice the one before.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(10);
}
