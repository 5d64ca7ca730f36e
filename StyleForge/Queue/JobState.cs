namespace StyleForge.Queue;

/// <summary>Where a job of a queue stands.</summary>
internal enum JobState
{
    /// <summary>Nobody has taken it yet.</summary>
    Waiting,

    /// <summary>A worker has it.</summary>
    Working,

    /// <summary>All its pictures are made.</summary>
    Done,

    /// <summary>It failed, for a reason that was told, or was cancelled.</summary>
    Failed,
}
