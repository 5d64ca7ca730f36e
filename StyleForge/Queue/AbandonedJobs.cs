using System.Globalization;

namespace StyleForge.Queue;

/// <summary>
/// Jobs at work whose owner is no more: they are taken over where they stand, and set aside once they have ended the program too often at
/// the same place.
/// </summary>
/// <param name="folder">The queue.</param>
/// <param name="options">How long an owner may be silent, and how often a job may end the program.</param>
/// <param name="processes">Who lives.</param>
internal sealed class AbandonedJobs(DropFolder folder, DropFolderOptions options, IProcesses processes)
{
    private readonly Stillness _silences = new(folder.Time);

    /// <summary>Takes over one job whose owner has given it back, has ended, or has been silent for too long; null where there is none.</summary>
    /// <param name="cancellation">Ends it between two jobs.</param>
    public DropFolderClaim? Take(CancellationToken cancellation)
    {
        var claimed = folder.Claimed();
        _silences.Keep(claimed.Select(job => job.Path).ToHashSet(StringComparer.Ordinal));
        foreach (var job in claimed)
        {
            cancellation.ThrowIfCancellationRequested();
            var lease = folder.ReadLease(job.Path);
            var silence = _silences.Of(job.Path, (lease?.Attempt, lease?.Beat));
            var isOwners = lease?.Attempt == job.Attempt;
            if ((lease is not null && isOwners && (lease.IsReleased || processes.HasEnded(lease.Owner))) || silence >= options.Lease)
            {
                if (TakeOver(job, lease, isOwners) is { } claim)
                {
                    return claim;
                }
            }
        }

        return null;
    }

    private DropFolderClaim? TakeOver(ClaimedFolder from, Lease? last, bool isOwners)
    {
        var path = folder.Paths.Claim(from.Id, from.Word, from.Attempt + 1);
        if (folder.Files.MoveFolder(from.Path, path) != MoveResult.Moved)
        {
            return null;
        }

        try
        {
            var contents = folder.Files.List(path);
            if (DropFolderPaths.Dropped(contents) is not { } dropped)
            {
                folder.Files.Delete(path); // Its owner died before the job came into it, or another was first.
                return null;
            }

            if (folder.ReadRecord(path) is not { } record)
            {
                record = new JobRecord { Id = from.Id, Name = Path.GetFileNameWithoutExtension(dropped), From = dropped, Kind = InboxKind.JobFile };
            }

            if (record.End is not null)
            {
                folder.End(path, record, report: null); // Its owner died on the last step.
                return null;
            }

            var diedAt = Reached(path, last);
            var isBlamed = isOwners && !last!.IsReleased && !IsRestarted(last.Owner);
            var lease = new Lease
            {
                Owner = processes.Own,
                Attempt = from.Attempt + 1,
                Taken = folder.Time.GetUtcNow(),
                Reach = last?.Reach,
                Furthest = last?.Furthest ?? 0,
                Deaths = !isBlamed ? last?.Deaths ?? 0 : last!.DiedAt == diedAt ? last.Deaths + 1 : 1,
                DiedAt = isBlamed ? diedAt : last?.DiedAt,
            };
            folder.Files.MakeFolder(Path.Combine(path, DropFolderPaths.WorkFolder));
            folder.Files.Replace(Path.Combine(path, DropFolderPaths.LeaseFile), QueueJson.Write(lease));
            folder.Journal.Write(last?.IsReleased == true ? "continued" : "taken-over", record.Id, record.Name, lease.Attempt);
            if (lease.Deaths >= options.MostDeaths)
            {
                SetAside(path, record, lease);
                return null;
            }

            return new DropFolderClaim(folder, path, dropped, record, lease);
        }
        catch (DirectoryNotFoundException)
        {
            return null; // Another was of the same mind a moment later.
        }
    }

    private void SetAside(string path, JobRecord record, Lease lease)
    {
        var place = lease.Reach is { Picture: { } picture } reach
            ? string.Create(CultureInfo.InvariantCulture, $"picture {reach.Number} of {reach.Count} ({picture}), {reach.Fraction:P0} of the job done")
            : "its beginning";
        var times = lease.Deaths switch
        {
            1 => "once",
            2 => "twice",
            var many => string.Create(CultureInfo.InvariantCulture, $"{many} times"),
        };
        var reason = $"It ended the program {times} at {place}, and is set aside so that the others have their turn: look into the log, then let it be tried again.";
        folder.End(path, record with { End = new JobEnd(JobState.Failed, folder.Time.GetUtcNow(), lease.Attempt, reason, []) }, report: null);
    }

    // What has changed wherever a job has come further: finished pictures, and what is kept to go on from.
    private string Reached(string path, Lease? lease)
    {
        var work = Path.Combine(path, DropFolderPaths.WorkFolder);
        var kept = folder.Files.List(work).Where(entry => entry.Name != DropFolderPaths.PreviewFile && !entry.Name.StartsWith('.'))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => FormattableString.Invariant($"{entry.Name} {entry.Length} {entry.Changed.UtcTicks}"));
        return string.Join('|', kept.Prepend(FormattableString.Invariant($"{lease?.Furthest ?? 0}")));
    }

    private bool IsRestarted(QueueOwner owner) => owner.Host == processes.Own.Host && owner.Boot != processes.Own.Boot;
}
