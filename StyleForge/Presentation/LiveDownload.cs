using Spectre.Console;
using StyleForge.Hosting.Download;

namespace StyleForge.Presentation;

/// <summary>Downloads on a terminal: a bar for the file that is coming, and lines for what people should know.</summary>
/// <param name="terminal">The terminal to draw on.</param>
/// <param name="time">Measures how fast bytes come.</param>
internal sealed class LiveDownload(IAnsiConsole terminal, TimeProvider time) : IDownloadDisplay
{
    private const int BarWidth = 24;
    private const int NarrowestWithBar = 90;

    // The percentage, and the spaces between the columns.
    private const int Rest = 7;

    private readonly TransferRate _rate = new(time);
    private ProgressContext? _context;
    private ProgressTask? _task;

    private bool HasBar => terminal.Profile.Width >= NarrowestWithBar;

    /// <inheritdoc/>
    public T During<T>(Func<T> work)
    {
        ProgressColumn[] columns = [new TaskDescriptionColumn { Alignment = Justify.Left }, new PercentageColumn()];
        return terminal.Progress()
            .AutoClear(true)
            .Columns(HasBar ? [columns[0], new ProgressBarColumn { Width = BarWidth }, columns[1]] : columns)
            .Start(context =>
            {
                _context = context;
                return work();
            });
    }

    /// <inheritdoc/>
    public void Observe(DownloadEvent happened)
    {
        switch (happened)
        {
            case DownloadStarted started:
                _rate.Begin(started.Received);
                _task ??= _context?.AddTask(Markup.Escape(started.File), maxValue: 1);
                Show(started.File, [[DownloadWords.Start(started)], [""]]);
                Fill(started.Received, started.Total);
                break;
            case DownloadAdvanced advanced:
                _rate.Advance(advanced.Received);
                Show(advanced.File, Forms(advanced));
                Fill(advanced.Received, advanced.Total);
                break;
            case DownloadRetrying retrying:
                WriteLine($"[yellow]{retrying.File}[/]: {DownloadWords.Retry(retrying)}");
                break;
            case DownloadNotice notice:
                WriteLine($"[yellow]{notice.File}[/]: {notice.Message}");
                break;
            case DownloadChecking checking:
                Show(checking.File, [["comparing with what was published"], ["comparing"]]);
                break;
        }
    }

    private string?[][] Forms(DownloadAdvanced advanced)
    {
        var (extent, speed, left) = (DownloadWords.Extent(advanced.Received, advanced.Total), DownloadWords.Speed(_rate), DownloadWords.Left(advanced, _rate));
        return [[extent, speed, left], [extent, left], [left], [""]];
    }

    // A line that wraps would shift the display at every redraw, so the longest form that fits is shown.
    private void Show(string file, string?[][] forms)
    {
        var room = terminal.Profile.Width - Rest - (HasBar ? BarWidth + 1 : 0) - file.Length - 1;
        var texts = forms.Select(form => string.Join(", ", form.Where(part => part is not null))).ToList();
        _task?.Description($"[bold]{Markup.Escape(file)}[/] {Markup.Escape(texts.Find(text => text.Length <= room) ?? "")}");
    }

    private void Fill(long received, long? total)
    {
        if (_task is not null && total is { } whole)
        {
            _task.Value = (double)received / whole;
        }
    }

    private void WriteLine(FormattableString text)
    {
        terminal.Write(new Overwriting(Markup.FromInterpolated(text)));
        terminal.WriteLine();
    }
}
