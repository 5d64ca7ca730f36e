namespace StyleForge.Service;

/// <summary>
/// Wakes those who wait for work when a file comes into the inbox. Only a nudge: systems forget to tell, and shares do not tell at all, so
/// nobody waits for it longer than for the next look.
/// </summary>
internal sealed class Nudge : IDisposable
{
    private readonly TimeProvider _time;
    private readonly FileSystemWatcher? _watcher;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to look.</summary>
    /// <param name="folder">The inbox.</param>
    /// <param name="time">The clock.</param>
    public Nudge(string folder, TimeProvider time)
    {
        _time = time;
        try
        {
            _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            _watcher.Created += (_, _) => Wake();
            _watcher.Renamed += (_, _) => Wake();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException)
        {
            _watcher?.Dispose(); // The system has no more of them, or the share knows none: looking will do.
            _watcher = null;
        }
    }

    /// <summary>Waits for a change, or for a time.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_changed.Task, Task.Delay(most, _time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher?.Dispose();

    private void Wake()
    {
        var before = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }
}
