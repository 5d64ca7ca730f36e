namespace StyleForge.Queue;

/// <summary>
/// Jobs that wait, are worked on, are done or have failed: the one way in which workers, the command line and the live page
/// deal with them. Several workers on several machines may share one queue; each job is had by one of them at a time. Safe for several threads.
/// </summary>
internal interface IJobQueue
{
    /// <summary>Takes the next job: the highest priority, then the oldest. Abandoned jobs come first.</summary>
    /// <returns>The claim; null where nothing can be taken now, or the queue is paused.</returns>
    ValueTask<IClaim?> TryClaimAsync(CancellationToken cancellation);

    /// <summary>All jobs as they stand: those at work first, then those that wait in the order of their turn, then the others from new to old.</summary>
    /// <param name="mostEnded">The most done and failed jobs to tell of.</param>
    /// <param name="cancellation">Stops reading.</param>
    ValueTask<IReadOnlyList<QueuedJob>> ReadAsync(int mostEnded, CancellationToken cancellation);

    /// <summary>Adds a job with its pictures; it is there in one step or not at all.</summary>
    /// <returns>Its id.</returns>
    ValueTask<string> SubmitAsync(Submission submission, CancellationToken cancellation);

    /// <summary>Lets a failed job wait again, with its attempts forgotten.</summary>
    /// <returns>False where there is no failed job of that id.</returns>
    ValueTask<bool> RetryAsync(string id, CancellationToken cancellation);

    /// <summary>Ends a job that waits, and asks the worker of one that is worked on to end it; both count as failed, by request.</summary>
    /// <returns>False where no job of that id waits or is worked on.</returns>
    ValueTask<bool> CancelAsync(string id, CancellationToken cancellation);

    /// <summary>True while no job is to be taken. What is worked on goes on to its end.</summary>
    ValueTask<bool> IsPausedAsync(CancellationToken cancellation);

    /// <summary>Stops or resumes the taking of jobs, for all workers of the queue.</summary>
    ValueTask SetPausedAsync(bool paused, CancellationToken cancellation);
}
