namespace StyleForge.Queue;

/// <summary>How a drop folder goes about its jobs. All times are measured by the clock that nobody sets.</summary>
internal sealed record DropFolderOptions
{
    /// <summary>How long a file must stay as it is before it counts as whole.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a job waits for pictures that it names and that are not there.</summary>
    public TimeSpan PictureWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the owner of a job may be silent before another takes the job over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a temporary file must stay as it is, with nobody writing it, before it is taken away.</summary>
    public TimeSpan SweepAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a job may end its program, without having come further in between, before it is set aside; 1 or more.</summary>
    public int MostDeaths { get; init; } = 2;

    /// <summary>How faults of the disk are dealt with.</summary>
    public DiskRetryOptions Retry { get; init; } = new();
}
