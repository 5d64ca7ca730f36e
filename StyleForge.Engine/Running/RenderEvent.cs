using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>Something that happened to a job. Events of one job come in order; those of other jobs at work may come between them.</summary>
/// <param name="Plan">The job's plan.</param>
public abstract record RenderEvent(RenderPlan Plan);

/// <summary>A job begins.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Index">Its place in the batch, from 1.</param>
/// <param name="Count">How many jobs the batch has.</param>
public sealed record JobStarted(RenderPlan Plan, int Index, int Count) : RenderEvent(Plan);

/// <summary>Something people should know about a picture that is being made, such as windows for want of memory.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Message">One sentence.</param>
public record JobNotice(RenderPlan Plan, string Message) : RenderEvent(Plan);

/// <summary>A job goes on from a checkpoint, which people should know too.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Level">Number of the pyramid level at work, from 1.</param>
/// <param name="Iteration">Iterations of it that are done; 0 to all.</param>
/// <param name="Fraction">Share of the job's work that is done, 0 to 1, by pixels.</param>
public sealed record JobResumed(RenderPlan Plan, int Level, int Iteration, double Fraction) : JobNotice(
    Plan,
    $"{Path.GetFileName(Plan.OutputPath)} goes on after iteration {Iteration} of {Plan.Levels[Level - 1].Iterations} at level {Level} of {Plan.Levels.Count}.");

/// <summary>A pyramid level begins.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Level">Its number, from 1.</param>
/// <param name="Memory">What it will take of memory; null where nobody knows.</param>
public sealed record LevelStarted(RenderPlan Plan, int Level, Output.LevelMemory? Memory = null) : RenderEvent(Plan);

/// <summary>An iteration is done. Not one of the <see cref="RenderEvent"/> records, but a value: the loop that tells it allocates nothing.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Level">Number of the pyramid level, from 1.</param>
/// <param name="Iteration">Number of the iteration within its level, from 1.</param>
/// <param name="Value">The objective's value at the picture that the iteration started from.</param>
/// <param name="PartNames">The names of its parts.</param>
/// <param name="Parts">Its weighted parts, in the order of the names; overwritten by the next iteration.</param>
/// <param name="Fraction">Share of the job's work that is done, 0 to 1, by pixels.</param>
/// <param name="Remaining">Time left for this job; null until it can be told.</param>
public readonly record struct IterationDone(
    RenderPlan Plan,
    int Level,
    int Iteration,
    double Value,
    IReadOnlyList<string> PartNames,
    IReadOnlyList<double> Parts,
    double Fraction,
    TimeSpan? Remaining)
{
    /// <summary>Time of the whole batch; null where it has one job only, and until it can be told.</summary>
    public BatchTime? Batch { get; init; }
}

/// <summary>A picture was written.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Report">What was made, how, and how long it took.</param>
public sealed record JobFinished(RenderPlan Plan, Output.RunReport Report) : RenderEvent(Plan)
{
    /// <summary>Time of the whole batch; null where it has one job only.</summary>
    public BatchTime? Batch { get; init; }
}

/// <summary>A job failed; nothing of it was written.</summary>
/// <param name="Plan">The job's plan.</param>
/// <param name="Message">One sentence: what is wrong and how to mend it.</param>
public sealed record JobFailed(RenderPlan Plan, string Message) : RenderEvent(Plan);
