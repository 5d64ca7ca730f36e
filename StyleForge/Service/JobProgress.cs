using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>Follows the pictures of a job, one after the other, and knows how far the whole has come.</summary>
/// <param name="count">How many pictures there are.</param>
/// <param name="telemetry">Is told how quick it goes.</param>
/// <param name="time">The clock.</param>
/// <param name="notice">Is told what people should know about a picture.</param>
internal sealed class JobProgress(int count, Telemetry telemetry, TimeProvider time, Action<RenderPlan, string> notice) : IRenderObserver
{
    private volatile JobReach _reach = new(null, 0, count, 0, null);
    private long _begun;
    private int _iterations;

    /// <summary>How far the job has come; read by any thread.</summary>
    public JobReach Reach => _reach;

    /// <summary>Says which picture is begun.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="number">Its place among the pictures, from 1.</param>
    public void Begin(RenderPlan plan, int number)
    {
        (_begun, _iterations) = (time.GetTimestamp(), 0);
        _reach = new JobReach(plan.Name, number, count, (double)(number - 1) / count, null);
    }

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        if (happened is JobNotice { Message: var message })
        {
            notice(happened.Plan, message);
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        var reach = _reach;
        _iterations++;
        if (time.GetElapsedTime(_begun).TotalSeconds is > 0 and var seconds)
        {
            telemetry.IterationRate.Record(_iterations / seconds);
        }

        // Pictures of one job are mostly alike: those to come take as long as this one.
        var left = done.Remaining is { } remaining && done.Fraction < 1
            ? remaining.TotalSeconds * (1 + ((count - reach.Number) / (1 - done.Fraction)))
            : reach.SecondsLeft;
        _reach = reach with { Fraction = (reach.Number - 1 + done.Fraction) / count, SecondsLeft = left };
    }
}
