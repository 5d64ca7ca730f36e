namespace StyleForge.Queue;

/// <summary>Tells of the jobs of a drop folder that are worked on or have ended.</summary>
/// <param name="queue">The queue.</param>
/// <param name="processes">Who lives.</param>
internal sealed class JobListing(DropFolder queue, IProcesses processes)
{
    /// <summary>The jobs that are worked on, those that were taken first before the others.</summary>
    public IEnumerable<QueuedJob> Working() => queue.Claimed().Select(Describe).OfType<QueuedJob>().OrderBy(job => job.Since);

    /// <summary>The jobs that are done or have failed, from new to old.</summary>
    /// <param name="most">The most to tell of.</param>
    public IEnumerable<QueuedJob> Ended(int most) => EndedFolders(most).Select(ended => Describe(ended.Folder, ended.Record));

    /// <summary>The folders of such jobs, and what they say.</summary>
    /// <param name="most">The most to tell of.</param>
    public IEnumerable<(string Folder, JobRecord Record)> EndedFolders(int most) =>
        (from parent in (string[])[queue.Paths.Done, queue.Paths.Failed]
         from entry in queue.Files.List(parent)
         where entry.IsFolder
         orderby entry.Changed descending
         let folder = Path.Combine(parent, entry.Name)
         let record = queue.ReadRecord(folder)
         where record?.End is not null
         select (folder, record)).Take(most);

    private QueuedJob Describe(string folder, JobRecord record) => new(record.Id, record.Name, record.End!.State, record.End.At)
    {
        Content = ContentOf(folder, record),
        Priority = record.Priority,
        Attempt = record.End.Attempt,
        Reason = record.End.Reason,
        Pictures = record.End.Pictures,
    };

    private string? ContentOf(string folder, JobRecord record) => record.Content is null ? null : Path.GetFullPath(record.Content, record.Kind switch
    {
        InboxKind.JobFile => Path.GetDirectoryName(Path.Combine(queue.Paths.Inbox, record.From))!,
        InboxKind.Folder => Path.Combine(folder, DropFolderPaths.Inside(Path.GetFileName(record.From))),
        _ => folder,
    });

    private QueuedJob? Describe(ClaimedFolder folder)
    {
        var lease = queue.ReadLease(folder.Path);
        if (queue.ReadRecord(folder.Path) is not { } record || DropFolderPaths.Dropped(queue.Files.List(folder.Path)) is null)
        {
            return null; // It is being taken, or has just been taken on.
        }

        var preview = Path.Combine(folder.Path, DropFolderPaths.WorkFolder, DropFolderPaths.PreviewFile);
        var isDead = lease is { IsReleased: false } && processes.HasEnded(lease.Owner);
        return new QueuedJob(record.Id, record.Name, JobState.Working, lease?.Taken ?? queue.Time.GetUtcNow())
        {
            Priority = record.Priority,
            Attempt = folder.Attempt,
            Owner = lease is { IsReleased: false } && !isDead ? lease.Owner.ToString() : null,
            Reason = isDead ? $"its program ({lease!.Owner}) has ended; whoever serves the queue next goes on with it" : null,
            Reach = lease?.Reach,
            Content = ContentOf(folder.Path, record),
            Preview = queue.Files.Look(preview) is null ? null : preview,
        };
    }
}
