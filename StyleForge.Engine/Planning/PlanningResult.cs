using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>What came of planning a job.</summary>
/// <param name="Plans">One plan a picture, in the order of the sweep; empty where there are problems.</param>
/// <param name="Problems">Everything that is wrong with the job, what reading found included, each said once.</param>
/// <param name="Settings">The settings of the first picture and where each came from.</param>
public sealed record PlanningResult(
    IReadOnlyList<RenderPlan> Plans,
    IReadOnlyList<JobProblem> Problems,
    IReadOnlyList<ResolvedSetting> Settings)
{
    /// <summary>
    /// The plans as far as they can be made although there are problems, to find out what else is wrong; never to be rendered.
    /// Those of <see cref="Plans"/> where there are none.
    /// </summary>
    public IReadOnlyList<RenderPlan> Conceivable { get; init; } = Plans;
}
