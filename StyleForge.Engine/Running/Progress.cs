using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>How much of a job is done, counted in pixels times iterations, and how long the rest will take.</summary>
internal sealed class Progress(RenderPlan plan, TimeProvider time)
{
    /// <summary>The share that must be done: the first iterations pay for the runtime's warm-up and tell too little.</summary>
    public const double EnoughToTell = 0.02;

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _before;
    private readonly double _total = Work(plan);
    private readonly double[] _workBefore = [.. plan.Levels.Select((_, i) => plan.Levels.Take(i).Sum(level => Work(level, level.Iterations)))];

    /// <summary>Share of the work that is done, 0 to 1, after an iteration (from 1) of a level (from 1).</summary>
    public double Fraction(int level, int iteration) =>
        (_workBefore[level - 1] + Work(plan.Levels[level - 1], iteration)) / _total;

    /// <summary>Time left when the given share is done; null while it cannot be told.</summary>
    public TimeSpan? Remaining(double fraction) =>
        fraction < EnoughToTell ? null : Elapsed * ((1 - fraction) / fraction);

    /// <summary>Time since the job began; where it goes on from a checkpoint, with what it took before.</summary>
    public TimeSpan Elapsed => _before + time.GetElapsedTime(_start);

    /// <summary>Counts the time that the job took before, in a process that is gone.</summary>
    public void GoOnAfter(TimeSpan before) => _before = before;

    /// <summary>The work of a whole job.</summary>
    public static double Work(RenderPlan plan) => plan.Levels.Sum(level => Work(level, level.Iterations));

    private static double Work(LevelPlan level, int iterations) => (double)level.Width * level.Height * iterations;
}
