using Spectre.Console;
using StyleForge.Hosting.Download;

namespace StyleForge.Presentation;

/// <summary>Downloads on a terminal: a bar for the file that is coming, and lines for what people should know.</summary>
/// <param name="terminal">The terminal to draw on.</param>
/// <param name="time">Measures how fast bytes come.</param>
internal sealed class LiveDownload(IAnsiConsole terminal, TimeProvider time) : IDownloadDisplay
{
    private readonly ProgressBars _bars = new(terminal);
    private readonly TransferRate _rate = new(time);
    private ProgressTask? _task;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => _bars.During(work);

    /// <inheritdoc/>
    public void Observe(DownloadEvent happened)
    {
        switch (happened)
        {
            case DownloadStarted started:
                _rate.Begin(started.Received);
                _task ??= _bars.Add(started.File);
                Show(started.File, [[DownloadWords.Start(started)], [""]]);
                Fill(started.Received, started.Total);
                break;
            case DownloadAdvanced advanced:
                _rate.Advance(advanced.Received);
                Show(advanced.File, Forms(advanced));
                Fill(advanced.Received, advanced.Total);
                break;
            case DownloadRetrying retrying:
                _bars.WriteLine($"[yellow]{retrying.File}[/]: {DownloadWords.Retry(retrying)}");
                break;
            case DownloadNotice notice:
                _bars.WriteLine($"[yellow]{notice.File}[/]: {notice.Message}");
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

    private void Show(string file, string?[][] forms) =>
        _task?.Description($"[bold]{Markup.Escape(file)}[/] {Markup.Escape(_bars.Fit(file.Length + 1, forms) ?? "")}");

    private void Fill(long received, long? total)
    {
        if (_task is not null && total is { } whole)
        {
            _task.Value = (double)received / whole;
        }
    }
}
