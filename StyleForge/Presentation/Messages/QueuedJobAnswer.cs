using StyleForge.Queue;

namespace StyleForge.Presentation.Messages;

/// <summary>A job of a queue, of <c>queue list</c>.</summary>
internal sealed record QueuedJobAnswer(
    string Id, string Name, string State, DateTimeOffset Since, int Priority, int Attempt, string? Owner, JobReach? Reach, string? Reason, IReadOnlyList<string> Pictures)
{
    /// <summary>The answer for a job.</summary>
    public static QueuedJobAnswer Of(QueuedJob job) => new(
        job.Id, job.Name, Words.State(job.State), job.Since, job.Priority, job.Attempt, job.Owner, job.Reach, job.Reason, job.Pictures);
}
