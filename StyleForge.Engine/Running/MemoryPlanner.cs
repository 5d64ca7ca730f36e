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
/// <param name="share">What of the machine there is for the plan.</param>
internal sealed class MemoryPlanner(IObjectiveFactory objectives, MachineShare share)
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
    public IReadOnlyList<LevelMemory> Plan(RenderPlan plan, InputExtents inputs)
    {
        // The last level first: it is the largest, so what it needs is enough for all.
        var memory = new LevelMemory[plan.Levels.Count];
        for (var index = memory.Length - 1; index >= 0; index--)
        {
            memory[index] = Plan(plan.Settings, inputs.At(plan, plan.Levels[index]), inputs.Pixels, Wanted(plan));
        }

        return memory;
    }

    /// <summary>Plans one level.</summary>
    /// <param name="settings">Network, layers, optimiser.</param>
    /// <param name="sizes">The extents of its pictures.</param>
    /// <param name="inputPixels">Pixels of the pictures that are kept beside it.</param>
    /// <param name="wanted">Steps that L-BFGS would remember if there were room; 0 for another optimiser.</param>
    /// <exception cref="MemoryLimitException">It does not fit.</exception>
    public LevelMemory Plan(RenderSettings settings, LevelSizes sizes, long inputPixels, int wanted)
    {
        var (low, high) = (Math.Min(wanted, 1), wanted);
        var (best, cost, needed) = Fit(settings, sizes, inputPixels, low);
        if (best is null)
        {
            throw new MemoryLimitException(
                $"The level of {sizes.Width}×{sizes.Height} needs {MemorySize.FormatUp(needed)} of memory even in the smallest windows, but {MemorySize.Format(share.Memory)} are allowed{Rest}");
        }

        // The most history that works; more never works where less does not.
        var tolerable = Math.Max(TolerableCost, TolerableRise * cost);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var (tried, triedCost, _) = Fit(settings, sizes, inputPixels, middle);
            (best, low, high) = tried is not null && triedCost <= tolerable ? (tried, middle, high) : (best, low, middle - 1);
        }

        return best;
    }

    /// <summary>What people should know about a plan's memory, a sentence each.</summary>
    public IEnumerable<string> Notices(RenderPlan plan, IReadOnlyList<LevelMemory> memory)
    {
        foreach (var (level, planned) in plan.Levels.Zip(memory))
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

    private string Rest => share.Count == 1
        ? ": raise --memory, or lower size."
        : $" for each of {share.Count} at once: raise --memory, or lower size or --parallel.";

    private static int Wanted(RenderPlan plan) =>
        plan.Settings.Optimiser == OptimiserKind.Lbfgs ? Math.Min(plan.Settings.History, plan.Levels.Max(level => level.Iterations)) : 0;

    private static long OptimiserBytes(LevelSizes sizes, int history)
    {
        var length = (long)Picture.Channels * sizes.Width * sizes.Height;
        return history > 0 ? Lbfgs<float>.BytesOf(length, history) : Adam<float>.BytesOf(length);
    }

    // A level with some history, in the cheapest windows for it; null where it does not fit. And what the windows cost, and what is needed.
    private (LevelMemory? Memory, double Cost, long Needed) Fit(RenderSettings settings, LevelSizes sizes, long inputPixels, int history)
    {
        // Decided as for a few threads at least, like the windows, and told as for those there are.
        var deciding = Math.Max(share.MostThreads, NetworkWindows.LeastThreads);
        var beside = Beside(settings, sizes, inputPixels, history);
        var losses = objectives.Forecast(settings, sizes, long.MaxValue, deciding).LossBytes;
        while (true)
        {
            var room = Math.Max(share.Memory - beside - losses, 0);
            var decided = objectives.Forecast(settings, sizes, room, deciding);
            if (decided.Fits && decided.LossBytes > losses)
            {
                // Windows of many sizes borrow memory of as many sizes, which leaves less room for them.
                losses = decided.LossBytes;
                continue;
            }

            var needed = beside + losses + decided.MostRunBytes;
            var windows = decided.Windows;
            if (!decided.Fits || needed > share.Memory)
            {
                return (null, windows.RelativeCost, needed);
            }

            var told = objectives.Forecast(settings, sizes, room, share.MostThreads);
            var tensors = Math.Max(told.StyleBytes, told.RunBytes + told.LossBytes + OptimiserBytes(sizes, history));
            var bytes = beside - OptimiserBytes(sizes, history) + tensors;
            return (new LevelMemory(windows.Gradients.Windows.Length, windows.WindowWidth, windows.WindowHeight, history, room, tensors, bytes), windows.RelativeCost, needed);
        }
    }

    // Everything but the objective: weights, the pictures as they were read, and the larger of what there is while targets are
    // made (the picture, the content, the styles) and while steps are (the picture, the best one, one to be judged, the optimiser).
    private long Beside(RenderSettings settings, LevelSizes sizes, long inputPixels, int history)
    {
        var picture = PixelBytes * sizes.Width * sizes.Height;
        var making = (2 * picture) + sizes.Styles.Sum(style => PixelBytes * style.Width * style.Height);
        return objectives.WeightBytes(settings) + (PixelBytes * inputPixels) + Math.Max(making, (3 * picture) + OptimiserBytes(sizes, history));
    }
}
