using Spectre.Console;
using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>Progress on a terminal: a bar for the batch, a bar for the picture in the making, and a line for each one done.</summary>
/// <param name="terminal">The terminal to draw on.</param>
/// <param name="folder">Paths are shown relative to it.</param>
internal sealed class LiveProgress(IAnsiConsole terminal, string folder) : IProgressDisplay
{
    private const int BarWidth = 24;
    private const int NarrowestWithBar = 90;

    // The percentage, and the spaces between the columns.
    private const int Rest = 7;

    private readonly HashSet<string> _notices = [];
    private ProgressContext? _context;
    private ProgressTask? _batch;
    private ProgressTask? _job;
    private int _index;
    private int _count;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => terminal.Progress()
        .AutoClear(true)
        .Columns(Columns())
        .Start(context =>
        {
            _context = context;
            return work();
        });

    /// <inheritdoc/>
    public void Say(string line) => WriteLine($"{line}");

    /// <inheritdoc/>
    public void SayStopping() => WriteLine($"[yellow]{Words.Stopping}[/]");

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        switch (happened)
        {
            case JobStarted started:
                Begin(started);
                break;
            case JobNotice notice when _notices.Add(notice.Message):
                WriteLine($"[yellow]{notice.Plan.Name}[/]: {notice.Message}");
                break;
            case LevelStarted level:
                var size = level.Plan.Levels[level.Level - 1];
                Describe($"level {level.Level}/{level.Plan.Levels.Count}, {Words.Size(size.Width, size.Height)}", level.Plan.Name);
                break;
            case JobFinished finished:
                WriteLine($"[green]{Words.Path(finished.Plan.OutputPath, folder)}[/] in {Words.Duration(TimeSpan.FromSeconds(finished.Report.Seconds))}");
                Advance(1);
                break;
            case JobFailed failed:
                WriteLine($"[red]{failed.Plan.Name} failed[/]: {failed.Message}");
                Advance(1);
                break;
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        Describe(Iteration(done), done.Plan.Name);
        Advance(done.Fraction);
    }

    private ProgressColumn[] Columns()
    {
        ProgressColumn[] columns = [new TaskDescriptionColumn { Alignment = Justify.Left }, new PercentageColumn()];
        return HasBar ? [columns[0], new ProgressBarColumn { Width = BarWidth }, columns[1]] : columns;
    }

    private bool HasBar => terminal.Profile.Width >= NarrowestWithBar;

    // A line that wraps would shift the display at every redraw, so a narrow terminal is spared the size, the loss, the level.
    private string Iteration(in IterationDone done)
    {
        var room = terminal.Profile.Width - Rest - (HasBar ? BarWidth + 1 : 0) - Shown(done.Plan.Name).Length - 1;
        var level = done.Plan.Levels[done.Level - 1];
        var (count, size) = ($"level {done.Level}/{done.Plan.Levels.Count}", Words.Size(level.Width, level.Height));
        var iteration = $"iteration {done.Iteration}/{level.Iterations}";
        var loss = $"loss {Words.Loss(done.Value)}";
        var left = done.Remaining is { } remaining ? $"{Words.Duration(remaining)} left" : null;
        string?[][] forms = [[count, size, iteration, loss, left], [count, iteration, loss, left], [count, iteration, left], [iteration, left], [left]];
        var texts = forms.Select(form => string.Join(", ", form.Where(part => part is not null))).ToList();
        return texts.Find(text => text.Length <= room) ?? texts[^1];
    }

    // The end of a name tells the pictures of a sweep apart.
    private string Shown(string job)
    {
        var most = terminal.Profile.Width / 3;
        return job.Length <= most ? job : string.Concat("…", job.AsSpan(job.Length - most + 1));
    }

    private void WriteLine(FormattableString text)
    {
        terminal.Write(new Overwriting(Markup.FromInterpolated(text)));
        terminal.WriteLine();
    }

    private void Begin(JobStarted started)
    {
        (_index, _count) = (started.Index, started.Count);
        if (_count > 1)
        {
            var text = $"[bold]picture {_index} of {_count}[/]";
            _batch ??= _context?.AddTask(text, maxValue: _count);
            _batch?.Description(text);
        }

        _job ??= _context?.AddTask("reading", maxValue: 1);
        Describe("reading", started.Plan.Name);
        Advance(0);
    }

    private void Describe(string text, string job) => _job?.Description($"[bold]{Markup.Escape(Shown(job))}[/] {Markup.Escape(text)}");

    private void Advance(double fraction)
    {
        if (_job is not null)
        {
            _job.Value = fraction;
        }

        if (_batch is not null)
        {
            _batch.Value = _index - 1 + fraction;
        }
    }
}
