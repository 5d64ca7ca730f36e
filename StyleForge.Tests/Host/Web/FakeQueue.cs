using StyleForge.Queue;

namespace StyleForge.Tests.Host.Web;

/// <summary>A queue in memory, whose jobs go where a test puts them.</summary>
internal sealed class FakeQueue : IJobQueue
{
    private readonly Lock _lock = new();
    private readonly List<QueuedJob> _jobs = [];
    private bool _isPaused;

    /// <summary>What was submitted, with the bytes of its files.</summary>
    public List<(Submission Submission, Dictionary<string, byte[]> Files)> Submissions { get; } = [];

    /// <summary>Thrown by whatever reads the queue.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<QueuedJob> Jobs
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs];
            }
        }
    }

    /// <summary>Adds a job, or puts another in the place of the one with its id.</summary>
    public void Put(QueuedJob job)
    {
        lock (_lock)
        {
            var index = _jobs.FindIndex(other => other.Id == job.Id);
            if (index < 0)
            {
                _jobs.Add(job);
            }
            else
            {
                _jobs[index] = job;
            }
        }
    }

    public ValueTask<IClaim?> TryClaimAsync(CancellationToken cancellation) => throw new NotSupportedException("The page takes no job.");

    public ValueTask<IReadOnlyList<QueuedJob>> ReadAsync(int mostEnded, CancellationToken cancellation) =>
        Failure is null ? ValueTask.FromResult(Jobs) : ValueTask.FromException<IReadOnlyList<QueuedJob>>(Failure);

    public ValueTask<string> SubmitAsync(Submission submission, CancellationToken cancellation)
    {
        var files = submission.Files.ToDictionary(file => file.Key, file =>
        {
            using var stream = file.Value();
            using var whole = new MemoryStream();
            stream.CopyTo(whole);
            return whole.ToArray();
        });
        lock (_lock)
        {
            Submissions.Add((submission, files));
            var id = $"{submission.Name}-{Submissions.Count}";
            _jobs.Add(new QueuedJob(id, submission.Name, JobState.Waiting, DateTimeOffset.UnixEpoch));
            return ValueTask.FromResult(id);
        }
    }

    public ValueTask<bool> RetryAsync(string id, CancellationToken cancellation) =>
        Change(id, job => job.State == JobState.Failed ? job with { State = JobState.Waiting, Reason = null } : null);

    public ValueTask<bool> CancelAsync(string id, CancellationToken cancellation) =>
        Change(id, job => job.State is JobState.Waiting or JobState.Working ? job with { State = JobState.Failed, Reach = null, Reason = "Cancelled by request." } : null);

    public ValueTask<bool> IsPausedAsync(CancellationToken cancellation) => ValueTask.FromResult(_isPaused);

    public ValueTask SetPausedAsync(bool paused, CancellationToken cancellation)
    {
        _isPaused = paused;
        return ValueTask.CompletedTask;
    }

    private ValueTask<bool> Change(string id, Func<QueuedJob, QueuedJob?> change)
    {
        lock (_lock)
        {
            if (_jobs.Find(job => job.Id == id) is not { } found || change(found) is not { } changed)
            {
                return ValueTask.FromResult(false);
            }

            _jobs[_jobs.IndexOf(found)] = changed;
            return ValueTask.FromResult(true);
        }
    }
}
