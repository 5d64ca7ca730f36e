using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>Runs plans one after the other. A job that fails is reported, and the next one begins.</summary>
/// <param name="options">Threads and weights folder.</param>
/// <param name="observer">Is told what happens.</param>
/// <param name="time">The clock.</param>
public sealed class BatchRunner(RunOptions options, IRenderObserver observer, TimeProvider time)
{
    /// <summary>Runs the plans in order.</summary>
    /// <returns>One outcome a plan, in the order of the plans, also when cancelled.</returns>
    /// <param name="plans">What to render.</param>
    /// <param name="cancellation">Stops after the evaluation in flight; the job in flight writes nothing.</param>
    public IReadOnlyList<BatchOutcome> Run(IReadOnlyList<RenderPlan> plans, CancellationToken cancellation)
        => throw new NotImplementedException($"{options} {observer} {time}");
}
