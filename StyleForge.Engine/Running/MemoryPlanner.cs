using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Running;

/// <summary>
/// Plans each level of a plan, and keeps its memory within a limit: first by letting the picture go through the network
/// in windows, then by letting L-BFGS remember fewer steps, when windows alone would have to be so small that they cost too much.
/// </summary>
/// <param name="features">Plans the objectives.</param>
/// <param name="share">What of the machine there is for the plan.</param>
internal sealed class MemoryPlanner(IFeatures features, MachineShare share)
{
    // What windows may cost beside the whole picture before fewer remembered steps are the lesser evil.
    private const double TolerableCost = 3;

    // Where even one remembered step leaves windows that cost more, how much more than those any others may cost.
    private const double TolerableRise = 1.2;

    // A float of each channel.
    private const long PixelBytes = Picture.Channels * sizeof(float);

    /// <summary>Plans every level.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">The extents of its pictures.</param>
    /// <exception cref="MemoryLimitException">A level does not fit.</exception>
    public IReadOnlyList<PlannedLevel> Plan(RenderPlan plan, InputExtents inputs)
    {
        // The last level first: it is the largest, so what it needs is enough for all.
        var levels = new PlannedLevel[plan.Levels.Count];
        for (var index = levels.Length - 1; index >= 0; index--)
        {
            levels[index] = Plan(plan.Settings, inputs.At(plan, plan.Levels[index]), inputs.Pixels, Wanted(plan));
        }

        return levels;
    }

    /// <summary>Plans one level.</summary>
    /// <param name="settings">Network, layers, optimiser.</param>
    /// <param name="sizes">The extents of its pictures.</param>
    /// <param name="inputPixels">Pixels of the pictures that are kept beside it.</param>
    /// <param name="wanted">Steps that L-BFGS would remember if there were room; 0 for another optimiser.</param>
    /// <exception cref="MemoryLimitException">It does not fit.</exception>
    public PlannedLevel Plan(RenderSettings settings, LevelSizes sizes, long inputPixels, int wanted)
    {
        var (low, high) = (Math.Min(wanted, 1), wanted);
        var (best, least, needed) = Fit(settings, sizes, inputPixels, low);
        if (best is null)
        {
            throw new MemoryLimitException(
                $"The level of {sizes.Width}×{sizes.Height}{(settings.Margin > 0 ? " with its margin" : "")} needs {MemorySize.FormatUp(needed)} of memory {least.Least}, but {MemorySize.Format(share.Memory)} are allowed{Rest(sizes, inputPixels, least.Instead)}");
        }

        // The most history that works; more never works where less does not.
        var tolerable = Math.Max(TolerableCost, TolerableRise * least.RelativeCost);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var (tried, triedCost, _) = Fit(settings, sizes, inputPixels, middle);
            (best, low, high) = tried is not null && triedCost.RelativeCost <= tolerable ? (tried, middle, high) : (best, low, middle - 1);
        }

        return best;
    }

    /// <summary>What people should know about a plan's memory, a sentence each.</summary>
    public IEnumerable<string> Notices(RenderPlan plan, IReadOnlyList<PlannedLevel> levels)
    {
        foreach (var (level, planned) in plan.Levels.Zip(levels, (level, planned) => (level, planned.Memory)))
        {
            if (planned.Windows > 1)
            {
                yield return $"The level of {level.Width}×{level.Height} goes through the network in {planned.Windows} windows of {planned.WindowWidth}×{planned.WindowHeight}, to stay within {MemorySize.Format(share.Memory)} of memory.";
            }

            if (planned.History < Wanted(plan))
            {
                yield return $"At {level.Width}×{level.Height} L-BFGS remembers {planned.History} step{(planned.History == 1 ? "" : "s")} instead of {Wanted(plan)}, to stay within {MemorySize.Format(share.Memory)} of memory.";
            }
        }
    }

    // No lower size helps where pictures that are larger than they are in the level take all of it by themselves.
    private string Rest(LevelSizes sizes, long inputPixels, string? instead)
    {
        var inLevel = ((long)sizes.Width * sizes.Height) + sizes.Styles.Sum(style => (long)style.Width * style.Height);
        return (share.Count == 1 ? "" : $" for each of {share.Count} at once")
            + ": raise --memory, or "
            + (PixelBytes * inputPixels > share.Memory && inputPixels > inLevel ? $"take smaller pictures, which alone need {MemorySize.FormatUp(PixelBytes * inputPixels)}" : "lower size")
            + (share.Count == 1 ? "" : " or --parallel")
            + (instead is null ? "." : $", or take {instead}.");
    }

    private static int Wanted(RenderPlan plan) =>
        plan.Settings.Optimiser == OptimiserKind.Lbfgs ? Math.Min(plan.Settings.History, plan.Levels.Max(level => level.Iterations)) : 0;

    private static long OptimiserBytes(RenderSettings settings, LevelSizes sizes, int history) =>
        Optimisers.BytesOf(settings, (long)Picture.Channels * sizes.Width * sizes.Height, history);

    // A level with some history, in the cheapest windows for it; null where it does not fit. And what the objective costs, and what is needed in all.
    private (PlannedLevel? Level, LevelCost Cost, long Needed) Fit(RenderSettings settings, LevelSizes sizes, long inputPixels, int history)
    {
        var beside = Beside(settings, sizes, inputPixels, history);
        var level = features.Plan(sizes, Math.Max(share.Memory - beside, 0));
        var cost = level.Cost;
        var needed = beside + cost.NeededBytes;
        if (!cost.Fits || needed > share.Memory)
        {
            return (null, cost, needed);
        }

        var optimiser = OptimiserBytes(settings, sizes, history);
        var tensors = Math.Max(cost.TargetBytes, cost.WorkBytes + optimiser);
        var memory = new LevelMemory(cost.Windows, cost.WindowWidth, cost.WindowHeight, history, tensors, beside - optimiser + tensors);
        return (new PlannedLevel(level, memory), cost, needed);
    }

    // Everything but the objective: weights, the pictures as they were read, and the larger of what there is while targets are
    // made (the picture, the content, the styles) and while steps are (the picture, the best one, one to be judged, the optimiser).
    private long Beside(RenderSettings settings, LevelSizes sizes, long inputPixels, int history)
    {
        var picture = PixelBytes * sizes.Width * sizes.Height;
        var making = (2 * picture) + sizes.Styles.Sum(style => PixelBytes * style.Width * style.Height);
        return features.WeightBytes + (PixelBytes * inputPixels) + Math.Max(making, (3 * picture) + OptimiserBytes(settings, sizes, history));
    }
}
