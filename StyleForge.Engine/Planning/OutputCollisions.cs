using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>Finds pictures that would be written over each other.</summary>
public static class OutputCollisions
{
    /// <summary>
    /// One problem for each output that several plans share; names that differ only in upper and lower case are the same file
    /// on some systems, and so they are here. The planner asks this of one job; a batch asks it again of all its plans.
    /// </summary>
    public static IReadOnlyList<JobProblem> Find(IEnumerable<RenderPlan> plans) =>
        Find(plans.Select(plan => (plan.JobFile ?? "command line", plan.Name, plan.OutputPath)));

    internal static IReadOnlyList<JobProblem> Find(IEnumerable<(string Source, string Name, string OutputPath)> pictures) =>
    [
        .. pictures.GroupBy(picture => picture.OutputPath, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.ToList())
            .Where(group => group.Count > 1)
            .Select(group => new JobProblem(
                group[^1].Source,
                null,
                "output",
                $"{group.Count} pictures, the first {group[0].Name} and the last {group[^1].Name}, would be written to "
                    + $"\"{group[0].OutputPath}\": give each its own name, for instance with {{index}}.")),
    ];
}
