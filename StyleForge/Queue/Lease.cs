namespace StyleForge.Queue;

/// <summary>What the owner of a job writes into its folder to say that it lives.</summary>
internal sealed record Lease
{
    /// <summary>Who has the job.</summary>
    public required QueueOwner Owner { get; init; }

    /// <summary>Which owner in turn it is, from 1. Another number than that of the folder means that the next owner has not spoken yet.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the owner took the job.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Counts the owner's words: while it changes, the owner lives.</summary>
    public long Beat { get; init; }

    /// <summary>How far the job has come; null before the owner knows.</summary>
    public JobReach? Reach { get; init; }

    /// <summary>The highest number of a picture that any owner came to.</summary>
    public int Furthest { get; init; }

    /// <summary>True where the owner has given the job back.</summary>
    public bool IsReleased { get; init; }

    /// <summary>How many owners died at the job without having come further than the one before.</summary>
    public int Deaths { get; init; }

    /// <summary>How far the job had come at the last death, to be compared only.</summary>
    public string? DiedAt { get; init; }
}
