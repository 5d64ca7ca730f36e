using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Running;

/// <summary>
/// Keeps the state of a render in a file while it runs, and gives it back to the next process that renders the same, which then goes on to
/// the bit. How often is decided by what it costs. Where the options name no file it keeps nothing.
/// </summary>
/// <param name="plan">What is rendered.</param>
/// <param name="origin">What the checkpoint must agree in.</param>
/// <param name="levels">The memory of each level.</param>
/// <param name="options">Name the file, and say when the first checkpoint is due.</param>
/// <param name="progress">The time that the render has taken.</param>
/// <param name="observer">Is told where a render goes on, and what keeps it from that.</param>
/// <param name="time">The clock.</param>
internal sealed class Checkpoint(
    RenderPlan plan, CheckpointOrigin origin, IReadOnlyList<LevelMemory> levels, RunOptions options, Progress progress, IRenderObserver observer, TimeProvider time) : IDisposable
{
    // A checkpoint that took a second is followed by fifty of rendering: less than 2 % of the time.
    private const int WorkBetween = 50;

    // Beside vectors, which are part of a level's memory: texts, and the parts and values of levels.
    private const long MostOtherBytes = 1 << 20;

    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly string? _path = options.CheckpointOf(plan);
    private readonly List<LevelResult> _finished = [];
    private StateExchange? _kept;
    private TimeSpan _pause = options.FirstCheckpoint;
    private long _last = time.GetTimestamp();
    private bool _hasFailed;

    /// <summary>True when it is time to <see cref="Keep"/>.</summary>
    public bool IsDue => _path is not null && time.GetElapsedTime(_last) >= _pause;

    /// <summary>The results of the levels that are done.</summary>
    public IReadOnlyList<LevelResult> Finished => _finished;

    /// <summary>Looks for a checkpoint of the render; where there is one, <see cref="Finished"/> has the levels that are done, and the next one begins with <see cref="Restore"/>.</summary>
    public void Open()
    {
        if (_path is null)
        {
            return;
        }

        var most = levels.Max(level => level.Bytes) + plan.Levels.Sum(level => (long)sizeof(double) * level.Iterations) + MostOtherBytes;
        _kept = CheckpointFile.Open(_path, origin, most, out var problem);
        try
        {
            if (_kept is not null)
            {
                var iteration = Exchange(_kept, iteration: 0);
                observer.Observe(new JobResumed(plan, _finished.Count + 1, iteration, progress.Fraction(_finished.Count + 1, iteration)));
            }
        }
        catch (InvalidDataException)
        {
            problem = "is damaged";
            Dispose();
            _finished.Clear();
        }

        if (problem is not null)
        {
            observer.Observe(new JobNotice(plan, $"The checkpoint {_path} {problem}: {Path.GetFileName(plan.OutputPath)} is begun anew."));
        }
    }

    /// <summary>Gives back the state of the first level after those that are done, once; does nothing where the render begins anew.</summary>
    public void Restore(LevelState level)
    {
        if (_kept is not null)
        {
            level.Exchange(_kept);
            Dispose();
        }
    }

    /// <summary>Keeps the state of the level after those that are done. Where that fails, it is told once, and rendering goes on.</summary>
    public void Keep(LevelState level)
    {
        var begun = time.GetTimestamp();
        try
        {
            CheckpointFile.Write(_path!, origin, state =>
            {
                Exchange(state, level.Iteration);
                level.Exchange(state);
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
            {
                observer.Observe(new JobNotice(plan, $"{failure.Message.TrimEnd('.')}: if {Path.GetFileName(plan.OutputPath)} is interrupted, it goes on from an earlier state or begins anew."));
            }

            _hasFailed = true;
        }

        _last = time.GetTimestamp();
        _pause = TimeSpan.FromTicks(Math.Max(LeastPause.Ticks, WorkBetween * time.GetElapsedTime(begun, _last).Ticks));
    }

    /// <summary>Notes that a level is done.</summary>
    public void Finish(LevelResult result) => _finished.Add(result);

    /// <summary>Takes the file away.</summary>
    public void Remove()
    {
        Dispose();
        try
        {
            if (_path is not null)
            {
                File.Delete(_path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is hidden, and of no other plan: the next render of this one begins with it or replaces it.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Dispose();
        _kept = null;
    }

    // What comes before the level at work. Its iteration stands here as well, so that it can be told before the level is made ready.
    private int Exchange(StateExchange state, int iteration)
    {
        var elapsed = progress.Elapsed.Ticks;
        state.Exchange(ref elapsed);
        var count = _finished.Count;
        state.Exchange(ref count, most: plan.Levels.Count - 1);
        for (var i = 0; i < count; i++)
        {
            var result = LevelResult.Exchange(state, state.IsReading ? null : _finished[i], plan.Levels[i].Iterations, levels[i]);
            if (state.IsReading)
            {
                _finished.Add(result);
            }
        }

        state.Exchange(ref iteration, most: plan.Levels[count].Iterations);
        if (state.IsReading)
        {
            progress.GoOnAfter(TimeSpan.FromTicks(elapsed));
        }

        return iteration;
    }
}
