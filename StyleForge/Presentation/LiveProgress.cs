using System.Globalization;
using Spectre.Console;
using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>Progress on a terminal: a bar for the batch, a bar for the picture in the making, and a line for each one done.</summary>
/// <param name="terminal">The terminal to draw on.</param>
/// <param name="folder">Paths are shown relative to it.</param>
internal sealed class LiveProgress(IAnsiConsole terminal, string folder) : IProgressDisplay
{
    private ProgressContext? _context;
    private ProgressTask? _batch;
    private ProgressTask? _job;
    private int _index;
    private int _count;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => terminal.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn())
        .Start(context =>
        {
            _context = context;
            return work();
        });

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        switch (happened)
        {
            case JobStarted started:
                Begin(started);
                break;
            case JobNotice notice:
                terminal.MarkupLineInterpolated($"[yellow]{notice.Plan.Name}[/]: {notice.Message}");
                break;
            case LevelStarted level:
                var size = level.Plan.Levels[level.Level - 1];
                Describe($"level {level.Level}/{level.Plan.Levels.Count}, {Words.Size(size.Width, size.Height)}", level.Plan.Name);
                break;
            case IterationDone done:
                Describe(Iteration(done), done.Plan.Name);
                Advance(done.Fraction);
                break;
            case JobFinished finished:
                terminal.MarkupLineInterpolated($"[green]{Words.Path(finished.Plan.OutputPath, folder)}[/] in {Words.Duration(TimeSpan.FromSeconds(finished.Report.Seconds))}");
                Advance(1);
                break;
            case JobFailed failed:
                terminal.MarkupLineInterpolated($"[red]{failed.Plan.Name} failed[/]: {failed.Message}");
                Advance(1);
                break;
        }
    }

    private static string Iteration(IterationDone done)
    {
        var size = done.Plan.Levels[done.Level - 1];
        return string.Create(CultureInfo.InvariantCulture, $"level {done.Level}/{done.Plan.Levels.Count}, {Words.Size(size.Width, size.Height)}, iteration {done.Iteration}/{size.Iterations}, loss {Words.Loss(done.Value)}")
            + (done.Remaining is { } remaining ? $", {Words.Duration(remaining)} left" : "");
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

    private void Describe(string text, string job) => _job?.Description($"[bold]{Markup.Escape(job)}[/] {Markup.Escape(text)}");

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
