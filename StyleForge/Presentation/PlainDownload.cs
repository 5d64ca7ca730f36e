using StyleForge.Hosting.Download;

namespace StyleForge.Presentation;

/// <summary>Downloads as lines of text, for files and for terminals that cannot be redrawn.</summary>
/// <param name="error">Takes the lines.</param>
/// <param name="time">Spaces the lines out.</param>
internal sealed class PlainDownload(TextWriter error, TimeProvider time) : IDownloadDisplay
{
    private readonly TransferRate _rate = new(time);
    private long _lastLine;

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public void Observe(DownloadEvent happened)
    {
        switch (happened)
        {
            case DownloadStarted started:
                _rate.Begin(started.Received);
                Line(happened, DownloadWords.Start(started));
                break;
            case DownloadAdvanced advanced:
                _rate.Advance(advanced.Received);
                if (time.GetElapsedTime(_lastLine) >= PlainProgress.Pause)
                {
                    string?[] parts = [DownloadWords.Extent(advanced.Received, advanced.Total), DownloadWords.Speed(_rate), DownloadWords.Left(advanced, _rate)];
                    Line(happened, string.Join(", ", parts.Where(part => part is not null)));
                }

                break;
            case DownloadRetrying retrying:
                Line(happened, DownloadWords.Retry(retrying));
                break;
            case DownloadNotice notice:
                Line(happened, notice.Message);
                break;
        }
    }

    private void Line(DownloadEvent happened, string text)
    {
        _lastLine = time.GetTimestamp();
        error.WriteLine($"{happened.File}: {text}");
    }
}
