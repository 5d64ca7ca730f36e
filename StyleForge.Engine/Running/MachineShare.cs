using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>
/// The part of the machine that one of the jobs at work has to itself. Together the parts have the threads of the run, exactly,
/// and no more than its memory.
/// </summary>
/// <param name="Count">How many parts there are, which is how many jobs are at work at once.</param>
/// <param name="Threads">Threads to work on, 1 or more.</param>
/// <param name="MostThreads">
/// Those of the largest part. What depends on a number of threads goes by this one, because it is chance which part a job gets.
/// </param>
/// <param name="Memory">Bytes that the job may take.</param>
public sealed record MachineShare(int Count, int Threads, int MostThreads, long Memory)
{
    /// <summary>Deals out the machine: as many parts as are wished for, but none without a thread or a job.</summary>
    /// <param name="options">How to run.</param>
    /// <param name="plans">What to render. Where one is made of another's picture, all have their turn: there is one part.</param>
    /// <returns>The parts, one or more, the largest first.</returns>
    public static IReadOnlyList<MachineShare> Deal(RunOptions options, IReadOnlyList<RenderPlan> plans)
    {
        var threads = options.ThreadCount;
        var most = AreChained(plans) ? 1 : Math.Min(options.Parallel, threads);
        var count = Math.Clamp(plans.Count, 1, most);
        var (least, rest) = Math.DivRem(threads, count);
        var (largest, memory) = (least + Math.Min(rest, 1), options.MemoryLimit / count);
        return [.. Enumerable.Range(0, count).Select(part => new MachineShare(count, part < rest ? largest : least, largest, memory))];
    }

    // Whatever may be one file is one here: to take turns costs little, and to read what is being replaced a picture.
    private static bool AreChained(IReadOnlyList<RenderPlan> plans)
    {
        var written = plans.Select(plan => OutputCollisions.KeyOf(plan.OutputPath)).ToHashSet(StringComparer.Ordinal);
        return plans.SelectMany(plan => plan.Inputs).Distinct().Select(OutputCollisions.KeyOf).Any(written.Contains);
    }
}
