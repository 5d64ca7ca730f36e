using System.Globalization;
using System.Text;
using Polly;

namespace StyleForge.Queue;

/// <summary>
/// A queue that is a folder: a job is where its file is. It goes from <c>inbox</c> to <c>working</c> and on to <c>done</c> or <c>failed</c> by giving it
/// another name on one disk, which the system does as a whole or not at all, and for one of several who try; so a job is in
/// exactly one place whatever is killed, and nobody has to hold a lock.
/// </summary>
internal sealed class DropFolder : IJobQueue
{
    // How often the output folder, which may hold thousands of pictures, is searched for what dead processes have left.
    private static readonly TimeSpan SweepPause = TimeSpan.FromMinutes(5);

    private readonly DropFolderOptions _options;
    private readonly Inbox _inbox;
    private readonly WaitingJobs _waiting;
    private readonly JobListing _listing;
    private readonly AbandonedJobs _abandoned;
    private readonly Sweeper _sweeper;
    private readonly ResiliencePipeline _untilItIsBack;
    private readonly Lock _gate = new();
    private long? _swept;

    /// <summary>Makes one over a folder that <see cref="Prepare"/> has been called for at some time.</summary>
    /// <param name="paths">The folder.</param>
    /// <param name="output">Absolute folder that pictures go below.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="isBundled">True for the name of a bundled style.</param>
    /// <param name="files">The files.</param>
    /// <param name="processes">Who lives.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Is told, in a sentence, of faults of the disk that are waited for.</param>
    public DropFolder(
        DropFolderPaths paths, string output, DropFolderOptions options, Func<string, bool> isBundled, IQueueFiles files, IProcesses processes, TimeProvider time, Action<string> tell)
    {
        (Paths, _options, Time) = (paths, options, time);
        Files = new PatientFiles(files, options.Retry, time);
        Journal = new Journal(paths.Journal, processes.Own, Files, time, tell);
        _inbox = new Inbox(paths, options, isBundled, Files, time);
        _abandoned = new AbandonedJobs(this, options, processes);
        _waiting = new WaitingJobs(this, _inbox, new PictureJobs(this, output), processes);
        _listing = new JobListing(this, processes);
        _sweeper = new Sweeper(paths, output, options, Files, time);
        _untilItIsBack = PatientFiles.Pipeline(options.Retry, int.MaxValue, time, failure => tell($"The drop folder {paths.Root} cannot be written and is tried again: {failure.Message}"));
    }

    /// <summary>Where things lie.</summary>
    public DropFolderPaths Paths { get; }

    /// <summary>The files.</summary>
    public PatientFiles Files { get; }

    /// <summary>What happened.</summary>
    public Journal Journal { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Is told, once, what lies in the inbox and will never be taken, as <see cref="Inbox.Read(out IReadOnlyList{string})"/> says it.</summary>
    public Action<IReadOnlyList<string>> TellUnclaimed { get; init; } = _ => { };

    /// <summary>Makes the folders that are not there.</summary>
    /// <exception cref="IOException">They cannot be made, or do not lie on one disk; the message says it in a sentence.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Prepare()
    {
        foreach (var folder in (string[])[Paths.Inbox, Paths.Working, Paths.Done, Paths.Failed])
        {
            Files.MakeFolder(folder);
        }

        var probe = Sweeper.NewName(Paths.Inbox);
        Files.MakeFolder(probe);
        foreach (var folder in (string[])[Paths.Working, Paths.Done, Paths.Failed])
        {
            var there = Sweeper.NewName(folder);
            try
            {
                Files.MoveFolder(probe, there);
            }
            catch (IOException failure)
            {
                Files.Delete(probe);
                throw new IOException($"The folders of {Paths.Root} do not lie on one disk, so that jobs cannot go from one to the other in one step: make {folder} a folder of the same disk as {Path.GetDirectoryName(probe)}.", failure);
            }

            probe = there;
        }

        Files.Delete(probe);
    }

    /// <inheritdoc/>
    public ValueTask<IClaim?> TryClaimAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (IsPaused)
            {
                return ValueTask.FromResult<IClaim?>(null);
            }

            Sweep();
            return ValueTask.FromResult<IClaim?>(_abandoned.Take(cancellation) ?? _waiting.TakeNext(cancellation));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueuedJob>> ReadAsync(int mostEnded, CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<QueuedJob>>(
    [
        .. _listing.Working(),
        .. _inbox.Read().Select(job => new QueuedJob(job.Id, job.Name, JobState.Waiting, job.Since) { Priority = job.Priority, Reason = job.WaitsFor, Content = job.Content }),
        .. _listing.Ended(mostEnded),
    ]);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A name is none, or leads out of the job's folder.</exception>
    public ValueTask<string> SubmitAsync(Submission submission, CancellationToken cancellation)
    {
        RequireName(submission.Name, nameof(submission));
        var staged = Sweeper.NewName(Paths.Inbox);
        var jobFile = submission.Name + ".json";
        (string Path, Func<Stream> Open)[] pictures = [.. submission.Files.Select(file => (Below(staged, file.Key, jobFile), file.Value))];
        Files.MakeFolder(staged);
        foreach (var (path, open) in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            Files.MakeFolder(Path.GetDirectoryName(path)!);
            Files.Write(
                path,
                destination =>
                {
                    using var source = open();
                    source.CopyTo(destination);
                },
                isLasting: true);
        }

        Files.Write(Path.Combine(staged, jobFile), stream => stream.Write(Encoding.UTF8.GetBytes(submission.JobJson)), isLasting: true);
        var folder = Path.Combine(Paths.Inbox, $"{DropFolderPaths.Short(submission.Name)}-{DropFolderPaths.NewWord()}{Inbox.FolderEnding}");
        var id = Inbox.IdOf(submission.Name, Path.GetFileName(folder), Files.Look(Path.Combine(staged, jobFile))!);
        Files.MoveFolder(staged, folder);
        Journal.Write("submitted", id, submission.Name);
        return ValueTask.FromResult(id);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RetryAsync(string id, CancellationToken cancellation)
    {
        if (_listing.EndedFolders(int.MaxValue).FirstOrDefault(ended => ended.Record.Id == id && ended.Record.End!.State == JobState.Failed) is not { Folder: not null } failed)
        {
            return ValueTask.FromResult(false);
        }

        var record = failed.Record;
        if (DropFolderPaths.Dropped(Files.List(failed.Folder)) is not { } dropped)
        {
            return ValueTask.FromResult(false); // Somebody took it out by hand.
        }

        Mark(Path.Combine(failed.Folder, DropFolderPaths.RetriedFile));
        var isBack = MoveBack(Path.Combine(failed.Folder, dropped), Path.Combine(Paths.Inbox, record.From), record.Kind == InboxKind.Folder);
        if (isBack)
        {
            Files.Delete(failed.Folder);
            Journal.Write("retried", record.Id, record.Name);
        }

        return ValueTask.FromResult(isBack);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CancelAsync(string id, CancellationToken cancellation)
    {
        const string Reason = "It was cancelled.";
        if (_inbox.Read().FirstOrDefault(job => job.Id == id) is { } waiting && _waiting.Take(waiting) is { } claim)
        {
            return await claim.FailAsync(Reason, [], report: null, cancellation).ConfigureAwait(false);
        }

        // Its owner may change between two looks.
        while (Claimed().FirstOrDefault(claimed => claimed.Id == id) is { } claimed)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Mark(Path.Combine(claimed.Path, DropFolderPaths.CancelFile));
                return true;
            }
            catch (DirectoryNotFoundException)
            {
                continue;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsPausedAsync(CancellationToken cancellation) => ValueTask.FromResult(IsPaused);

    /// <inheritdoc/>
    public ValueTask SetPausedAsync(bool paused, CancellationToken cancellation)
    {
        if (paused != IsPaused)
        {
            if (paused)
            {
                Mark(Paths.Paused);
            }
            else
            {
                Files.Delete(Paths.Paused);
            }

            Journal.Write(paused ? "paused" : "resumed");
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Does what a disk that is full or away keeps from being done, as soon as it is back.</summary>
    public ValueTask<bool> UntilItIsBackAsync(Func<bool> work, CancellationToken cancellation) =>
        _untilItIsBack.ExecuteAsync(_ => ValueTask.FromResult(work()), cancellation);

    /// <summary>Takes a job to <c>done</c> or <c>failed</c>; every step may be done again.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="record">What it is, and how it ended.</param>
    /// <param name="report">What happened, as JSON; null to leave what is there.</param>
    /// <returns>False where the folder is another's now.</returns>
    public bool End(string folder, JobRecord record, string? report)
    {
        var end = record.End!;
        try
        {
            if (report is not null)
            {
                Files.Replace(Path.Combine(folder, DropFolderPaths.ReportFile), Encoding.UTF8.GetBytes(report));
            }

            if (end.Reason is not null)
            {
                Files.Replace(Path.Combine(folder, DropFolderPaths.ReasonFile), Encoding.UTF8.GetBytes(end.Reason + "\n"));
            }

            Files.Replace(Path.Combine(folder, DropFolderPaths.RecordFile), QueueJson.Write(record));
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }

        foreach (var entry in Files.List(folder).Where(entry => IsForOwners(entry.Name)))
        {
            Files.Delete(Path.Combine(folder, entry.Name));
        }

        var isMoved = MoveToFreeName(folder, record, Path.Combine(end.State == JobState.Done ? Paths.Done : Paths.Failed, DropFolderPaths.Short(record.Name)));
        if (isMoved)
        {
            Journal.Write(end.State == JobState.Done ? "done" : "failed", record.Id, record.Name, end.Attempt, end.Reason, end.Pictures);
        }

        return isMoved;
    }

    /// <summary>What the owner of a job at work says; null where it says nothing yet.</summary>
    public Lease? ReadLease(string folder) => QueueJson.Read<Lease>(Files.Read(Path.Combine(folder, DropFolderPaths.LeaseFile)));

    /// <summary>What the job of a folder is; null where that is not written yet.</summary>
    public JobRecord? ReadRecord(string folder) => QueueJson.Read<JobRecord>(Files.Read(Path.Combine(folder, DropFolderPaths.RecordFile)));

    /// <summary>The folders of jobs at work.</summary>
    public IReadOnlyList<ClaimedFolder> Claimed() =>
    [
        .. from entry in Files.List(Paths.Working)
           where entry.IsFolder
           let parts = DropFolderPaths.Parse(entry.Name)
           where parts is not null
           select new ClaimedFolder(Path.Combine(Paths.Working, entry.Name), parts.Value.Id, parts.Value.Word, parts.Value.Attempt),
    ];

    // A file that says all by being there.
    private void Mark(string path) => Files.Write(path, _ => { }, isLasting: true);

    private bool IsPaused => Files.Look(Paths.Paused) is not null;

    private void Sweep()
    {
        if (_swept is { } last && Time.GetElapsedTime(last) < (_sweeper.HasSeenAny ? _options.SweepAfter : SweepPause))
        {
            return;
        }

        _swept = Time.GetTimestamp();
        _sweeper.Sweep();
    }

    private bool MoveToFreeName(string folder, JobRecord record, string wanted)
    {
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? wanted : string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
            if (Files.Look(name) is null && Files.MoveFolder(folder, name) is not MoveResult.Taken and var result)
            {
                // Gone, it may be there all the same: the answer of a share may be lost, and the second try finds it done.
                return result == MoveResult.Moved || ReadRecord(name) is { End: { } end } there && there.Id == record.Id && end.At == record.End!.At;
            }
        }
    }

    private bool MoveBack(string dropped, string wanted, bool isFolder)
    {
        Files.MakeFolder(Path.GetDirectoryName(wanted)!);
        for (var number = 1; ; number++)
        {
            var path = number == 1 ? wanted : string.Create(
                CultureInfo.InvariantCulture, $"{Path.Combine(Path.GetDirectoryName(wanted)!, Path.GetFileNameWithoutExtension(wanted))}-{number}{Path.GetExtension(wanted)}");
            if (Files.Look(path) is null)
            {
                return (isFolder ? Files.MoveFolder(dropped, path) : Files.MoveFile(dropped, path)) == MoveResult.Moved || Files.Look(path) is not null;
            }
        }
    }

    private static bool IsForOwners(string name) =>
        name is DropFolderPaths.LeaseFile or DropFolderPaths.WorkFolder or DropFolderPaths.CancelFile || name.StartsWith('.');

    private static void RequireName(string name, string parameter)
    {
        if (name.Length is 0 or > 100 || name[0] == '.' || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            throw new ArgumentException($"The name '{name}' must be of letters, digits, dots, dashes and underlines, 1 to 100 of them, and not begin with a dot.", parameter);
        }
    }

    private static string Below(string folder, string name, string jobFile)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && path != Path.Combine(folder, jobFile)
            ? path
            : throw new ArgumentException($"The file name '{name}' leads out of the job's folder, or is that of the job file.", nameof(name));
    }
}
