using StyleForge.Engine.Imaging;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Running;

/// <summary>
/// Foretells the memory of each level of a plan, and keeps it within a limit: first by letting the picture go through the network
/// in windows, then by letting L-BFGS remember fewer steps, when windows alone would have to be so small that they cost too much.
/// </summary>
/// <param name="objectives">Foretells the memory of objectives.</param>
/// <param name="limit">The most bytes.</param>
/// <param name="threads">The threads to work on.</param>
internal sealed class MemoryPlanner(IObjectiveFactory objectives, long limit, int threads)
{
    // What windows may cost beside the whole picture before fewer remembered steps are the lesser evil.
    private const double TolerableCost = 3;

    // A float of each channel.
    private const long PixelBytes = Picture.Channels * sizeof(float);

    /// <summary>The limit where none is given: most of the machine's memory, or of what its container may have.</summary>
    public static long DefaultLimit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 4;

    /// <summary>Plans every level.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">The extents of its pictures.</param>
    /// <exception cref="MemoryLimitException">A level does not fit.</exception>
    public IReadOnlyList<LevelMemory> Plan(RenderPlan plan, InputExtents inputs)
    {
        // The last level first: it is the largest, so what it needs is enough for all.
        var memory = new LevelMemory[plan.Levels.Count];
        for (var index = memory.Length - 1; index >= 0; index--)
        {
            memory[index] = PlanLevel(plan, inputs, plan.Levels[index]);
        }

        return memory;
    }

    /// <summary>What people should know about a plan's memory, a sentence each.</summary>
    public IEnumerable<string> Notices(RenderPlan plan, IReadOnlyList<LevelMemory> memory)
    {
        foreach (var (level, planned) in plan.Levels.Zip(memory))
        {
            if (planned.Windows > 1)
            {
                yield return $"The level of {level.Width}×{level.Height} goes through the network in {planned.Windows} windows of {planned.WindowWidth}×{planned.WindowHeight}, to stay within {MemorySize.Format(limit)} of memory.";
            }

            if (planned.History < Wanted(plan))
            {
                yield return $"At {level.Width}×{level.Height} L-BFGS remembers {planned.History} step{(planned.History == 1 ? "" : "s")} instead of {Wanted(plan)}, to stay within {MemorySize.Format(limit)} of memory.";
            }
        }
    }

    private static int Wanted(RenderPlan plan) =>
        plan.Settings.Optimiser == OptimiserKind.Lbfgs ? Math.Min(plan.Settings.History, plan.Levels.Max(level => level.Iterations)) : 0;

    private static long OptimiserBytes(long length, int history) => history > 0 ? Lbfgs<float>.BytesOf(length, history) : Adam<float>.BytesOf(length);

    private LevelMemory PlanLevel(RenderPlan plan, InputExtents inputs, LevelPlan level)
    {
        var sizes = inputs.At(plan, level);
        var (most, least) = (Wanted(plan), Math.Min(Wanted(plan), 1));
        var (memory, problem) = Largest(TolerableCost);
        if (memory is null)
        {
            (memory, problem) = Largest(double.PositiveInfinity);
        }

        return memory ?? throw new MemoryLimitException(
            $"The level of {level.Width}×{level.Height} needs {MemorySize.FormatUp(problem)} of memory even in the smallest windows, but {MemorySize.Format(limit)} are allowed: raise --memory, or lower size.");

        // The most history that works; more never works where less does not.
        (LevelMemory? Memory, long Needed) Largest(double cost)
        {
            var (best, needed) = Try(least);
            var (low, high) = (least, most);
            while (best is not null && low < high)
            {
                var middle = (low + high + 1) / 2;
                var (tried, _) = Try(middle);
                (best, low, high) = tried is null ? (best, low, middle - 1) : (tried, middle, high);
            }

            return (best, needed);

            (LevelMemory? Memory, long Needed) Try(int history) => Fit(plan.Settings, sizes, inputs.Pixels, history, cost);
        }
    }

    // A level with some history, in windows that cost no more than is tolerated; null, with what would be needed, where it does not fit.
    private (LevelMemory? Memory, long Needed) Fit(RenderSettings settings, LevelSizes sizes, long inputPixels, int history, double cost)
    {
        var length = 3L * sizes.Width * sizes.Height;
        var optimiser = OptimiserBytes(length, history);

        // The picture, the content, and the best picture with the one that is about to be judged.
        var held = objectives.WeightBytes + (4 * length * sizeof(float)) + (PixelBytes * (inputPixels + sizes.Styles.Sum(style => (long)style.Width * style.Height)));

        // Decided as for a few threads at least, like the windows, and told as for those there are.
        var deciding = Math.Max(threads, NetworkWindows.LeastThreads);
        var losses = objectives.Forecast(settings, sizes, long.MaxValue, deciding).LossBytes;
        var room = Math.Max(limit - held - optimiser - losses, 0);
        var decided = objectives.Forecast(settings, sizes, room, deciding);
        var needed = held + optimiser + Math.Max(losses, decided.LossBytes) + decided.MostRunBytes;
        if (!decided.Fits || needed > limit || decided.Windows.RelativeCost > cost)
        {
            return (null, needed);
        }

        // The styles are looked at before the optimiser has anything.
        var (windows, told) = (decided.Windows, objectives.Forecast(settings, sizes, room, threads));
        var tensors = Math.Max(told.StyleBytes, told.RunBytes + told.LossBytes + optimiser);
        return (new LevelMemory(windows.Gradients.Windows.Length, windows.WindowWidth, windows.WindowHeight, history, room, tensors, held + tensors), needed);
    }
}
