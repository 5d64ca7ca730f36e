namespace StyleForge.Queue;

/// <summary>A job of a drop folder that this process has: a folder of <c>working</c>, for as long as it goes by the name that it was given.</summary>
internal sealed class DropFolderClaim : IClaim
{
    private readonly DropFolder _queue;
    private readonly JobRecord _record;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private Lease _lease;

    /// <summary>Makes one.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="folder">The job's folder, which this process has just given its name.</param>
    /// <param name="dropped">Name of what was dropped, in that folder.</param>
    /// <param name="record">What the job is.</param>
    /// <param name="lease">What was written of this owner.</param>
    public DropFolderClaim(DropFolder queue, string folder, string dropped, JobRecord record, Lease lease)
    {
        (_queue, _folder, _record, _lease) = (queue, folder, record, lease);
        var inside = Path.Combine(folder, dropped);
        WorkFolder = Path.Combine(folder, DropFolderPaths.WorkFolder);
        (JobFile, BaseFolder) = record.Kind switch
        {
            InboxKind.JobFile => (inside, Path.GetDirectoryName(Path.Combine(queue.Paths.Inbox, record.From))!),
            InboxKind.Folder => (Path.Combine(inside, record.Name + ".json"), inside),
            _ => (Path.Combine(folder, DropFolderPaths.PictureJobFile), folder),
        };
    }

    /// <inheritdoc/>
    public QueuedJob Job => new(_record.Id, _record.Name, JobState.Working, _lease.Taken)
    {
        Priority = _record.Priority,
        Attempt = _lease.Attempt,
        Owner = _lease.Owner.ToString(),
        Reach = _lease.Reach,
        Preview = Path.Combine(WorkFolder, DropFolderPaths.PreviewFile),
    };

    /// <inheritdoc/>
    public string JobFile { get; }

    /// <inheritdoc/>
    public string Source => Path.GetFileName(_record.Kind == InboxKind.Folder ? JobFile : _record.From);

    /// <inheritdoc/>
    public bool IsPicture => _record.Kind == InboxKind.Picture;

    /// <inheritdoc/>
    public string BaseFolder { get; }

    /// <inheritdoc/>
    public string WorkFolder { get; }

    /// <inheritdoc/>
    public ValueTask<ClaimState> RenewAsync(JobReach reach, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(!Say(_lease with { Beat = _lease.Beat + 1, Reach = reach, Furthest = Math.Max(_lease.Furthest, reach.Number) }) ? ClaimState.Lost
                : _queue.Files.Look(Path.Combine(_folder, DropFolderPaths.CancelFile)) is null ? ClaimState.Held
                : ClaimState.Cancelled);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(IReadOnlyList<string> pictures, string report, CancellationToken cancellation) =>
        EndAsync(JobState.Done, null, pictures, report, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> FailAsync(string reason, IReadOnlyList<string> pictures, string? report, CancellationToken cancellation) =>
        EndAsync(JobState.Failed, reason, pictures, report, cancellation);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync()
    {
        lock (_gate)
        {
            if (Say(_lease with { Beat = _lease.Beat + 1, IsReleased = true }))
            {
                _queue.Journal.Write("released", _record.Id, _record.Name, _lease.Attempt);
            }
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask<bool> EndAsync(JobState state, string? reason, IReadOnlyList<string> pictures, string? report, CancellationToken cancellation) =>
        _queue.UntilItIsBackAsync(
            () =>
            {
                lock (_gate)
                {
                    var end = new JobEnd(state, _queue.Time.GetUtcNow(), _lease.Attempt, reason, pictures);
                    return _queue.End(_folder, _record with { End = end }, report);
                }
            },
            cancellation);

    // False where the folder goes by another name: it is another's then.
    private bool Say(Lease lease)
    {
        try
        {
            _queue.Files.Replace(Path.Combine(_folder, DropFolderPaths.LeaseFile), QueueJson.Write(lease), isLasting: false);
            _lease = lease;
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }
}
