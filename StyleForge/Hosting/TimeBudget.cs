using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;

namespace StyleForge.Hosting;

/// <summary>
/// Allots iterations over the pictures of a batch so that all of them are done in time: where they would take longer, all that wait are
/// given one share of theirs, which is worked out again before each. It listens to the run, to learn how fast it is.
/// </summary>
/// <param name="plans">The pictures, in their order.</param>
/// <param name="budget">The time for all of them.</param>
/// <param name="atOnce">How many are at work at once.</param>
/// <param name="foretell">Seconds that a plan takes by itself on all threads; null where nobody knows.</param>
/// <param name="kept">A plan with the iterations that it was begun with, which are not changed any more; null where it was not begun.</param>
/// <param name="observer">Is told all that this is told.</param>
/// <param name="time">The clock.</param>
internal sealed class TimeBudget(
    IReadOnlyList<RenderPlan> plans, TimeSpan budget, int atOnce, Func<RenderPlan, double?> foretell, Func<RenderPlan, RenderPlan?> kept, IRenderObserver observer, TimeProvider time) : IRenderObserver
{
    private readonly Lock _turn = new();
    private readonly long _begun = time.GetTimestamp();
    private readonly bool _isForetold = plans.All(plan => foretell(plan) is not null);
    private readonly List<(RenderPlan Plan, RenderPlan? Kept)> _waiting = [.. plans.Select(plan => (plan, kept(plan)))];
    private readonly Dictionary<RenderPlan, double> _atWork = new(ReferenceEqualityComparer.Instance);
    private readonly List<RenderPlan> _left = [];
    private double _units;
    private double _seconds;

    /// <summary>The pictures that were not begun, because there was no time for them.</summary>
    public IReadOnlyList<RenderPlan> Left => _left;

    /// <summary>The share of their iterations that pictures which wait would be given now; 1 or more for all. Null where nobody knows how long they take.</summary>
    public double? Share()
    {
        lock (_turn)
        {
            return SecondsAUnit is { } seconds ? (FreeSeconds(seconds) - (seconds * _waiting.Sum(waiting => Units(waiting.Kept)))) / (seconds * _waiting.Sum(waiting => waiting.Kept is null ? Units(waiting.Plan) : 0)) : null;
        }
    }

    /// <summary>What is to be rendered of a plan whose turn has come; null where not even a tenth of its iterations can be done in time, and for all after it.</summary>
    public RenderPlan? Allot(RenderPlan plan)
    {
        lock (_turn)
        {
            var share = Share() ?? 1;
            var index = _waiting.FindIndex(waiting => ReferenceEquals(waiting.Plan, plan));
            var allotted = _waiting[index].Kept ?? AllottedIterations.Scale(plan, Math.Max(share, AllottedIterations.LeastShareOf(plan)));
            _waiting.RemoveAt(index);
            var free = FreeSeconds(SecondsAUnit ?? 0);
            if (_left.Count > 0 || free <= 0 || (share < AllottedIterations.LeastShareOf(plan) && SecondsAUnit * Units(allotted) > free))
            {
                _left.Add(plan);
                return null;
            }

            _atWork[allotted] = 0;
            return allotted;
        }
    }

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        lock (_turn)
        {
            switch (happened)
            {
                case JobFinished finished:
                    _units += Units(finished.Plan);
                    _seconds += finished.Report.Seconds;
                    _atWork.Remove(finished.Plan);
                    break;
                case JobFailed:
                    _atWork.Remove(happened.Plan);
                    break;
                case JobResumed resumed:
                    _atWork[resumed.Plan] = resumed.Fraction;
                    break;
            }
        }

        observer.Observe(happened);
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        lock (_turn)
        {
            _atWork[done.Plan] = done.Fraction;
        }

        observer.Observe(done);
    }

    // What was foretold is for one picture after the other on all threads. What was measured counts for as many as there were at once.
    private double? SecondsAUnit => _units > 0 ? _seconds / _units / atOnce : _isForetold ? 1 : null;

    // Without what the pictures at work still take.
    private double FreeSeconds(double secondsAUnit) =>
        (budget - time.GetElapsedTime(_begun)).TotalSeconds - (secondsAUnit * _atWork.Sum(job => Units(job.Key) * (1 - job.Value)));

    // Seconds as they are foretold, else pixels times iterations.
    private double Units(RenderPlan? plan) => plan is null ? 0
        : _isForetold ? foretell(plan)!.Value
        : plan.Levels.Sum(level => (double)level.Width * level.Height * level.Iterations);
}
