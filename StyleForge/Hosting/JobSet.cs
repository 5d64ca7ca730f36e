using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;

namespace StyleForge.Hosting;

/// <summary>A job and what came of planning it.</summary>
/// <param name="Source">The job file's path, or <c>command line</c>.</param>
/// <param name="Plans">One a picture; empty where there are problems.</param>
/// <param name="Problems">Everything that is wrong with it.</param>
/// <param name="Settings">Settings of its first picture with their origins; empty where nothing could be planned.</param>
internal sealed record PlannedJob(
    string Source,
    IReadOnlyList<RenderPlan> Plans,
    IReadOnlyList<JobProblem> Problems,
    IReadOnlyList<ResolvedSetting> Settings)
{
    /// <summary>The plans also where there are problems, to find out what else is wrong.</summary>
    public IReadOnlyList<RenderPlan> Conceivable { get; init; } = [];

    /// <summary>The job with more that is wrong with it.</summary>
    public PlannedJob With(IReadOnlyList<JobProblem> problems) =>
        problems.Count == 0 ? this : this with { Plans = [], Problems = [.. Problems.Union(problems)] };
}

/// <summary>The jobs of a command, all planned before the first one runs.</summary>
/// <param name="Jobs">One a job file, in order.</param>
/// <param name="Problems">Paths that lead to no job.</param>
internal sealed record JobSet(IReadOnlyList<PlannedJob> Jobs, IReadOnlyList<JobProblem> Problems)
{
    /// <summary>All pictures to make: those of higher priority first, else in the order of the jobs.</summary>
    public IReadOnlyList<RenderPlan> Plans { get; } = [.. Jobs.SelectMany(job => job.Plans).OrderByDescending(plan => plan.Priority)];

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<JobProblem> AllProblems { get; } = [.. Problems, .. Jobs.SelectMany(job => job.Problems)];

    /// <summary>How many job files, or paths that should have led to one, are wrong.</summary>
    public int Invalid { get; } = Problems.Count + Jobs.Count(job => job.Problems.Count > 0);
}
