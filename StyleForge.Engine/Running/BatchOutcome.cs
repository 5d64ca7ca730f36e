using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>What became of one job of a batch: a report, a failure, or neither where it was interrupted or never begun.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Report">The report of a finished picture, or null.</param>
/// <param name="Failure">Why the job failed, in one sentence, or null.</param>
public sealed record BatchOutcome(RenderPlan Plan, RunReport? Report, string? Failure)
{
    /// <summary>True where the job failed by its files or its disk, which may be right again: a share that was away, a disk that was full.</summary>
    public bool MayPass { get; init; }
}
