namespace StyleForge.Queue;

/// <summary>What a worker hears when it tells the queue that it is still at work.</summary>
internal enum ClaimState
{
    /// <summary>The job is its own.</summary>
    Held,

    /// <summary>Somebody asked for the job to be cancelled: stop, and fail it with that reason.</summary>
    Cancelled,

    /// <summary>Another worker has taken the job over: stop, and write nothing more.</summary>
    Lost,
}
