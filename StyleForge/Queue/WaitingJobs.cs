namespace StyleForge.Queue;

/// <summary>Takes jobs out of the inbox. Called by one thread at a time but for <see cref="Take"/>.</summary>
/// <param name="queue">The queue.</param>
/// <param name="inbox">What was dropped.</param>
/// <param name="pictures">Makes jobs of bare pictures.</param>
/// <param name="processes">Says who this is.</param>
internal sealed class WaitingJobs(DropFolder queue, Inbox inbox, PictureJobs pictures, IProcesses processes)
{
    private readonly HashSet<string> _unclaimed = new(StringComparer.Ordinal);

    /// <summary>Takes the next job that is ready, or has waited for its pictures for too long; null where there is none. What nobody takes is told on the way.</summary>
    /// <param name="cancellation">Ends it between two jobs.</param>
    public DropFolderClaim? TakeNext(CancellationToken cancellation)
    {
        var jobs = inbox.Read(out var unclaimed);
        _unclaimed.IntersectWith(unclaimed);
        if (unclaimed.Where(_unclaimed.Add).ToList() is { Count: > 0 } untold)
        {
            queue.TellUnclaimed(untold);
        }

        foreach (var job in jobs.Where(job => job.IsReady || job.IsOverdue))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Take(job) is { } claim)
            {
                return claim; // What did not come in time is told by whoever plans the job, with all else that is wrong.
            }
        }

        return null;
    }

    /// <summary>Takes a job.</summary>
    /// <param name="job">The job, as it lies in the inbox.</param>
    /// <returns>Null where another was first.</returns>
    public DropFolderClaim? Take(InboxJob job)
    {
        // The folder is ready before the job comes into it: from that moment on everybody can see whose it is.
        var folder = queue.Paths.Claim(job.Id, DropFolderPaths.NewWord(), 1);
        var lease = new Lease { Owner = processes.Own, Attempt = 1, Taken = queue.Time.GetUtcNow() };
        var name = Path.GetFileName(job.From);
        var (from, to) = (Path.Combine(queue.Paths.Inbox, job.From), Path.Combine(folder, DropFolderPaths.Inside(name)));
        var output = job.Kind == InboxKind.Picture ? pictures.ChooseOutput(job) : null;
        var content = job.Kind == InboxKind.Picture ? Path.GetFileName(to)
            : job.Content is null ? null
            : Path.GetRelativePath(job.Kind == InboxKind.Folder ? from : Path.GetDirectoryName(from)!, job.Content);
        var record = new JobRecord { Id = job.Id, Name = job.Name, From = job.From, Kind = job.Kind, Priority = job.Priority, Content = content, Output = output };
        var staged = Sweeper.NewName(queue.Paths.Working);
        try
        {
            queue.Files.MakeFolder(Path.Combine(staged, DropFolderPaths.WorkFolder));
            queue.Files.Replace(Path.Combine(staged, DropFolderPaths.LeaseFile), QueueJson.Write(lease));
            Note(staged);
            queue.Files.MoveFolder(staged, folder); // With its owner's name in it from the start, so that a dead one is known at once.
            if (output is not null && pictures.ConfirmOutput(job, output) is var confirmed && confirmed != output)
            {
                (output, record) = (confirmed, record with { Output = confirmed });
                Note(folder);
            }

            var moved = job.Kind == InboxKind.Folder ? queue.Files.MoveFolder(from, to) : queue.Files.MoveFile(from, to);
            if (moved != MoveResult.Moved && queue.Files.Look(to) is null)
            {
                queue.Files.Delete(folder);
                return null;
            }
        }
        catch (DirectoryNotFoundException)
        {
            return null; // Another took this for abandoned, and it is.
        }

        queue.Journal.Write("taken", job.Id, job.Name, lease.Attempt);
        return new DropFolderClaim(queue, folder, Path.GetFileName(to), record, lease);

        void Note(string place)
        {
            queue.Files.Replace(Path.Combine(place, DropFolderPaths.RecordFile), QueueJson.Write(record));
            if (output is not null)
            {
                queue.Files.Replace(Path.Combine(place, DropFolderPaths.PictureJobFile), PictureJobs.Write(job, Path.GetFileName(to), output));
            }
        }
    }
}
