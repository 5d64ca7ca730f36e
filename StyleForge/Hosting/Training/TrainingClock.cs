using StyleForge.Training.Learning;

namespace StyleForge.Hosting.Training;

/// <summary>Tells how long a training will still take. It starts at the end of the first step, which waits for memory.</summary>
/// <param name="time">The clock.</param>
internal sealed class TrainingClock(TimeProvider time)
{
    // A step or two say little.
    private const int StepsToJudgeBy = 5;

    private long _since;
    private TrainingReach? _first;
    private TrainingReach _last;

    /// <summary>Steps in a second; null while that cannot be told.</summary>
    public double? StepsPerSecond => _first is { } first && time.GetElapsedTime(_since).TotalSeconds is > 0 and var seconds ? (_last.Step - first.Step) / seconds : null;

    /// <summary>The time that is left; null while that cannot be told.</summary>
    public TimeSpan? Remaining => _first is not { } first || _last.Step - first.Step < StepsToJudgeBy || !(_last.Done > first.Done)
        ? null
        : time.GetElapsedTime(_since) * ((1 - _last.Done) / (_last.Done - first.Done));

    /// <summary>A step is done.</summary>
    public void Reach(TrainingReach reach)
    {
        if (_first is null)
        {
            (_first, _since) = (reach, time.GetTimestamp());
        }

        _last = reach;
    }
}
