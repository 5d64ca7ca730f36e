using System.Globalization;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>Plans with other iterations than were asked for, because there is not time for all.</summary>
public static class AllottedIterations
{
    private const double LeastShare = 0.1;
    private const int LeastSteps = 10;

    /// <summary>The least share of its iterations that is worth rendering: a tenth, and ten iterations in all where it has as many.</summary>
    public static double LeastShareOf(RenderPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Math.Min(1, Math.Max(LeastShare, (double)LeastSteps / plan.Levels.Sum(level => level.Iterations)));
    }

    /// <summary>A plan with a share of the iterations of each level, rounded to the nearest, but at least one.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="share">Above 0; 1 or more for all.</param>
    public static RenderPlan Scale(RenderPlan plan, double share)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return share >= 1 ? plan : plan with
        {
            Levels = [.. plan.Levels.Select(level => level with { Iterations = Math.Max(1, (int)Math.Round(share * level.Iterations)) })],
        };
    }

    /// <summary>The plan with the iterations under which its checkpoint was kept, so that the render goes on from there; null where there is no checkpoint of it.</summary>
    /// <param name="plan">The plan with all its iterations.</param>
    /// <param name="checkpoint">Its checkpoint, or null.</param>
    /// <param name="hashOf">The <see cref="Output.PlanHash"/> of a plan.</param>
    public static RenderPlan? Kept(RenderPlan plan, string? checkpoint, Func<RenderPlan, string> hashOf)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(hashOf);
        return checkpoint is not null && CheckpointFile.OriginOf(checkpoint) is { } origin
            && plan.WithIterations([.. origin.Iterations.Split(' ').Select(Number)]) is { } kept && hashOf(kept) == origin.PlanHash ? kept : null;

        static int Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
