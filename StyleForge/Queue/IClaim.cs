namespace StyleForge.Queue;

/// <summary>
/// A job that one worker has. It ends with exactly one of <see cref="CompleteAsync"/>, <see cref="FailAsync"/> and <see cref="ReleaseAsync"/>; a
/// worker that dies before ends it by its silence, and another takes the job over.
/// </summary>
internal interface IClaim
{
    /// <summary>The job.</summary>
    QueuedJob Job { get; }

    /// <summary>The job file, an absolute path.</summary>
    string JobFile { get; }

    /// <summary>The name of the file that people know: the job file as it was dropped, or the picture that a job file was made of.</summary>
    string Source { get; }

    /// <summary>True where the job file was made of a picture, so that nobody knows it.</summary>
    bool IsPicture { get; }

    /// <summary>The folder that its relative paths start from.</summary>
    string BaseFolder { get; }

    /// <summary>A folder for what has to outlive the process: checkpoints, a preview. It goes on to whoever takes the job over, and away with the claim.</summary>
    string WorkFolder { get; }

    /// <summary>Says that the worker lives, and how far it has come.</summary>
    ValueTask<ClaimState> RenewAsync(JobReach reach, CancellationToken cancellation);

    /// <summary>All pictures are made.</summary>
    /// <param name="pictures">Their absolute paths.</param>
    /// <param name="report">What happened, as JSON, to be kept beside the job.</param>
    /// <param name="cancellation">Stops the wait for a disk that is away; the claim stays.</param>
    /// <returns>False where another worker has the job now.</returns>
    ValueTask<bool> CompleteAsync(IReadOnlyList<string> pictures, string report, CancellationToken cancellation);

    /// <summary>The job failed, and would fail again.</summary>
    /// <param name="reason">Why, and how to mend it, in one sentence.</param>
    /// <param name="pictures">Absolute paths of the pictures that were made all the same.</param>
    /// <param name="report">What happened, as JSON; null where nothing ran.</param>
    /// <param name="cancellation">Stops the wait for a disk that is away; the claim stays.</param>
    /// <returns>False where another worker has the job now.</returns>
    ValueTask<bool> FailAsync(string reason, IReadOnlyList<string> pictures, string? report, CancellationToken cancellation);

    /// <summary>The worker stops for now; the next one goes on from the checkpoint, and nobody has to wait for a silence first.</summary>
    ValueTask ReleaseAsync();
}
