using StyleForge.Queue;

namespace StyleForge.Web;

/// <summary>A queue at one moment.</summary>
/// <param name="IsPaused">True while no job is to be taken.</param>
/// <param name="Jobs">Its jobs, as <see cref="IJobQueue.ReadAsync"/> orders them.</param>
internal sealed record QueueSnapshot(bool IsPaused, IReadOnlyList<QueuedJob> Jobs)
{
    /// <summary>The job of this id.</summary>
    /// <exception cref="Refusal">There is none.</exception>
    public QueuedJob Job(string id) =>
        Jobs.FirstOrDefault(job => job.Id == id) ?? throw new Refusal(404, "There is no job of this id: it may have been deleted; /api/v1/jobs lists those there are.");

    /// <summary>How many jobs are in a state.</summary>
    public int Count(JobState state) => Jobs.Count(job => job.State == state);
}
