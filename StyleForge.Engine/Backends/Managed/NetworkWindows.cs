using StyleForge.Engine.Tiling;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>Decides in which windows a network looks at pictures, and prepares its runs.</summary>
/// <param name="network">The network.</param>
/// <param name="taps">The taps to look at.</param>
/// <param name="threads">How many threads to choose windows for.</param>
/// <param name="isForwardOnly">True for looking at features only, which takes less memory than going back to the pixels as well.</param>
internal sealed class NetworkWindows(Network<float> network, IReadOnlyList<string> taps, int threads, bool isForwardOnly)
{
    /// <summary>
    /// Each thread needs scratch memory. The windows, whose sums round each in their own way, are chosen as for this many, so that
    /// the number of threads does not change a bit of the picture as long as it is no larger.
    /// </summary>
    public const int LeastThreads = 4;

    // More than any machine has: a run that has to be larger than one tensor can be counts as more than this.
    private const long MostBytes = 1L << 56;

    /// <summary>Threads that decisions are made for.</summary>
    public int DecidingThreads { get; } = Math.Max(threads, LeastThreads);

    /// <summary>The cheapest windows that fit; the smallest ones where none do.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="allowed">The most bytes that a run may take.</param>
    public WindowPlan Choose(int height, int width, long allowed)
    {
        var choice = new WindowChoice(height, width, WindowReach.Of(network.Description, taps));
        return choice.Cheapest(plan => Fits(plan, allowed)) ?? choice.Smallest;
    }

    /// <summary>True where a run over a plan's windows takes no more than is allowed.</summary>
    public bool Fits(WindowPlan plan, long allowed) => IsAddressable(plan) && BytesOf(plan, DecidingThreads) <= Math.Min(allowed, MostBytes);

    /// <summary>What a run over a plan's windows takes.</summary>
    public long BytesOf(WindowPlan plan, int threads) => network.RunBytes(plan.Source, taps, threads, isForwardOnly, inStrips: true);

    /// <summary>Prepares a run over a plan's windows.</summary>
    public WindowedRun<float> Prepare(WindowPlan plan, WorkerPool workers, TensorPool pool) =>
        new(network.Prepare(plan.Source, taps, workers, pool, isForwardOnly, inStrips: true), plan, network.Description);

    // A tensor has at most as many elements as an int can count.
    private bool IsAddressable(WindowPlan plan)
    {
        var deepest = taps.Max(network.Description.IndexOfTap);
        return network.Taps.Take(deepest + 1).Max(tap => (long)tap.Channels * (plan.WindowHeight / (tap.Stride ?? plan.WindowHeight)) * (plan.WindowWidth / (tap.Stride ?? plan.WindowWidth))) <= int.MaxValue;
    }
}
