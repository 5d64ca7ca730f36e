using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>Passes on what several threads tell, one after the other, with the time of the batch.</summary>
/// <param name="observer">Is told.</param>
/// <param name="plans">The jobs of the batch.</param>
/// <param name="time">The clock.</param>
internal sealed class SerialObserver(IRenderObserver observer, IReadOnlyList<RenderPlan> plans, TimeProvider time) : IRenderObserver
{
    private readonly Lock _turn = new();
    private readonly BatchProgress _batch = new(plans, time);

    /// <summary>Says that a job which has not begun is rendered by another plan, and tells where that has other iterations.</summary>
    public void Replace(RenderPlan plan, RenderPlan allotted)
    {
        if (ReferenceEquals(plan, allotted))
        {
            return;
        }

        lock (_turn)
        {
            _batch.Replace(plan, allotted);
            observer.Observe(new JobNotice(
                allotted, $"{Path.GetFileName(allotted.OutputPath)} has {allotted.Levels.Sum(level => level.Iterations)} of its {plan.Levels.Sum(level => level.Iterations)} iterations."));
        }
    }

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        lock (_turn)
        {
            if (happened is JobFailed)
            {
                _batch.Abandon(happened.Plan);
            }
            else if (happened is JobResumed resumed)
            {
                _batch.Resume(resumed.Plan, resumed.Fraction);
            }

            observer.Observe(happened is JobFinished finished ? finished with { Batch = _batch.Advance(happened.Plan, 1) } : happened);
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        lock (_turn)
        {
            observer.Observe(done with { Batch = _batch.Advance(done.Plan, done.Fraction) });
        }
    }
}
