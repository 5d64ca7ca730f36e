using Microsoft.Extensions.Logging;

namespace StyleForge.Presentation;

/// <summary>
/// What the engine logs, as lines of a progress display, which knows how to write while it redraws itself. A line begins with
/// the job that it is about, because several may be at work.
/// </summary>
/// <param name="display">Takes the lines.</param>
internal sealed class VerboseLog(IProgressDisplay display) : ILogger
{
    // Each job is at work on a thread of its own.
    private readonly AsyncLocal<string?> _job = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        var outer = _job.Value;
        _job.Value = $"{state}";
        return new Scope(this, outer);
    }

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        display.Say((_job.Value is { } job ? $"{job}: " : "") + formatter(state, exception));

    private sealed class Scope(VerboseLog log, string? outer) : IDisposable
    {
        public void Dispose() => log._job.Value = outer;
    }
}
