namespace StyleForge.Queue;

/// <summary>A job of a queue as it stood at one moment.</summary>
/// <param name="Id">Names it among all jobs of the queue, from when it was dropped until it is deleted.</param>
/// <param name="Name">What people call it: the job file's or the picture's name without its ending.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">When it came into that state.</param>
internal sealed record QueuedJob(string Id, string Name, JobState State, DateTimeOffset Since)
{
    /// <summary>Jobs of a higher one come first; 0 unless the job says otherwise.</summary>
    public int Priority { get; init; }

    /// <summary>How often it was begun; 0 for one that waits for its first time.</summary>
    public int Attempt { get; init; }

    /// <summary>Who works on it: the machine's name and the process.</summary>
    public string? Owner { get; init; }

    /// <summary>How far its worker has come; null in other states.</summary>
    public JobReach? Reach { get; init; }

    /// <summary>Why it failed, what it waits for, or why nobody is at work on it though somebody began, in one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The finished pictures, absolute paths.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>The picture that is rendered, an absolute path; null where the job has several, or nobody has looked.</summary>
    public string? Content { get; init; }

    /// <summary>A small picture of what is being made, an absolute path; null where there is none.</summary>
    public string? Preview { get; init; }
}
