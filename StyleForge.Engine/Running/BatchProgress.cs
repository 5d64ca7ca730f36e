using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>
/// How much of a batch is done, counted as <see cref="Progress"/> counts a job, and how long the rest will take, however many
/// jobs are at work. A batch of one job has nothing to tell beside it.
/// </summary>
internal sealed class BatchProgress(IReadOnlyList<RenderPlan> plans, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<RenderPlan, Job> _jobs = Jobs(plans);
    private double _total = plans.Sum(Progress.Work);
    private double _done;

    /// <summary>Time of the batch when the given share of a job is done; null while it cannot be told.</summary>
    public BatchTime? Advance(RenderPlan plan, double fraction)
    {
        var job = _jobs[plan];
        _done += (fraction - job.Fraction) * job.Work;
        job.Fraction = fraction;
        if (plans.Count == 1 || _done < Progress.EnoughToTell * _total)
        {
            return null;
        }

        var elapsed = time.GetElapsedTime(_start);
        return new BatchTime(elapsed, elapsed * (Math.Max(0, _total - _done) / _done));
    }

    /// <summary>Takes what a job has done before, in a process that is gone, out of the batch: it tells nothing of the time of this one.</summary>
    public void Resume(RenderPlan plan, double fraction)
    {
        var job = _jobs[plan];
        _total -= (fraction - job.Fraction) * job.Work;
        job.Fraction = fraction;
    }

    /// <summary>Counts a job that has not begun with other iterations.</summary>
    public void Replace(RenderPlan plan, RenderPlan allotted)
    {
        _jobs.Remove(plan, out var job);
        _jobs[allotted] = new Job(Progress.Work(allotted));
        _total += _jobs[allotted].Work - job!.Work;
    }

    /// <summary>Takes what a failed job has left undone out of the batch.</summary>
    public void Abandon(RenderPlan plan) => _total -= (1 - _jobs[plan].Fraction) * _jobs[plan].Work;

    private static Dictionary<RenderPlan, Job> Jobs(IReadOnlyList<RenderPlan> plans)
    {
        var jobs = new Dictionary<RenderPlan, Job>(ReferenceEqualityComparer.Instance);
        foreach (var plan in plans)
        {
            jobs[plan] = new Job(Progress.Work(plan));
        }

        return jobs;
    }

    private sealed class Job(double work)
    {
        public double Work { get; } = work;

        public double Fraction { get; set; }
    }
}
