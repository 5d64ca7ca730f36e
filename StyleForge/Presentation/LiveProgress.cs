using Spectre.Console;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>Progress on a terminal: a bar for the batch, a bar for each picture in the making, and a line for each one done.</summary>
/// <param name="terminal">The terminal to draw on.</param>
/// <param name="folder">Paths are shown relative to it.</param>
internal sealed class LiveProgress(IAnsiConsole terminal, string folder) : IProgressDisplay
{
    // Rows that are no picture's: the batch's, and an empty one above and below.
    private const int OtherRows = 3;

    private readonly ProgressBars _bars = new(terminal);
    private readonly HashSet<string> _notices = [];
    private readonly Dictionary<RenderPlan, Job> _jobs = new(ReferenceEqualityComparer.Instance);

    // A bar cannot be taken away: that of a picture that is done serves the next one.
    private readonly Stack<ProgressTask> _freeBars = [];
    private ProgressTask? _batch;
    private int _done;
    private BatchTime? _time;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => _bars.During(work);

    /// <inheritdoc/>
    public void Say(string line) => _bars.WriteLine($"{line}");

    /// <inheritdoc/>
    public void SayStopping() => _bars.WriteLine($"[yellow]{Words.Stopping}[/]");

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        switch (happened)
        {
            case JobStarted started:
                Begin(started);
                break;
            case JobNotice notice when _notices.Add(notice.Message):
                _bars.WriteLine($"[yellow]{notice.Plan.Name}[/]: {notice.Message}");
                break;
            case LevelStarted level:
                var size = level.Plan.Levels[level.Level - 1];
                Describe(level.Plan, $"level {level.Level}/{level.Plan.Levels.Count}, {Words.Size(size.Width, size.Height)}");
                break;
            case JobFinished finished:
                _time = finished.Batch;
                _bars.WriteLine($"[green]{(_batch is null ? "finished" : Words.Path(finished.Plan.OutputPath, folder))}[/] in {Words.Duration(TimeSpan.FromSeconds(finished.Report.Seconds))}");
                End(finished.Plan);
                break;
            case JobFailed failed:
                _bars.WriteLine($"[red]{failed.Plan.Name} failed[/]: {failed.Message}");
                End(failed.Plan);
                break;
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        _time = done.Batch;
        Describe(done.Plan, Iteration(done));
        Advance(done.Plan, done.Fraction);
    }

    // A narrow terminal is spared the size, the loss, the level.
    private string Iteration(in IterationDone done)
    {
        var level = done.Plan.Levels[done.Level - 1];
        var (count, size) = ($"level {done.Level}/{done.Plan.Levels.Count}", Words.Size(level.Width, level.Height));
        var iteration = $"iteration {done.Iteration}/{level.Iterations}";
        var loss = $"loss {Words.Loss(done.Value)}";
        var left = done.Remaining is { } remaining ? $"{Words.Duration(remaining)} left" : null;
        string?[][] forms = [[count, size, iteration, loss, left], [count, iteration, loss, left], [count, iteration, left], [iteration, left], [left]];
        return _bars.Fit(Shown(done.Plan.Name).Length + 1, forms) ?? left ?? "";
    }

    // The end of a name tells the pictures of a sweep apart.
    private string Shown(string job)
    {
        var most = terminal.Profile.Width / 3;
        return job.Length <= most ? job : string.Concat("…", job.AsSpan(job.Length - most + 1));
    }

    private void Begin(JobStarted started)
    {
        if (started.Count > 1)
        {
            _batch ??= _bars.Add("pictures", started.Count);
        }

        _jobs[started.Plan] = new Job(started, _freeBars.TryPop(out var free) ? free : AddBar());
        Describe(started.Plan, "reading");
        Advance(started.Plan, 0);
    }

    // A display that is taller than the terminal loses its first rows, so some of very many pictures have no bar of their own.
    private ProgressTask? AddBar() => _jobs.Values.Count(job => job.Bar is not null) < Math.Max(1, terminal.Profile.Height - OtherRows)
        ? _bars.Add("reading")
        : null;

    private void Describe(RenderPlan plan, string text) =>
        _jobs.GetValueOrDefault(plan)?.Bar?.Description($"[bold]{Markup.Escape(Shown(plan.Name))}[/] {Markup.Escape(text)}");

    private void Advance(RenderPlan plan, double fraction)
    {
        if (_jobs.TryGetValue(plan, out var job))
        {
            job.Fraction = fraction;
            job.Bar?.Value(fraction);
        }

        ShowBatch();
    }

    private void End(RenderPlan plan)
    {
        if (_jobs.Remove(plan, out var job))
        {
            _done++;
            if (job.Bar is { } bar)
            {
                bar.Value = 1;
                _freeBars.Push(bar);
            }
        }

        ShowBatch();
    }

    // Between two pictures it goes on saying which one was the last.
    private void ShowBatch()
    {
        if (_batch is null)
        {
            return;
        }

        _batch.Value = _done + _jobs.Values.Sum(job => job.Fraction);
        if (_jobs.Count > 0)
        {
            var first = _jobs.Values.First().Started;
            var place = _jobs.Count == 1 ? $"picture {first.Index} of {first.Count}" : $"{_done} of {first.Count} pictures done";
            var left = _time is { } time ? Words.Left(time) : null;
            _batch.Description($"[bold]{_bars.Fit(0, [place, left], [place]) ?? place}[/]");
        }
    }

    /// <summary>A picture in the making.</summary>
    private sealed class Job(JobStarted started, ProgressTask? bar)
    {
        public JobStarted Started { get; } = started;

        public ProgressTask? Bar { get; } = bar;

        public double Fraction { get; set; }
    }
}
