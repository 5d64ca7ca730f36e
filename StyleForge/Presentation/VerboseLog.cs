using Microsoft.Extensions.Logging;

namespace StyleForge.Presentation;

/// <summary>What the engine logs, as lines of a progress display, which knows how to write while it redraws itself.</summary>
/// <param name="display">Takes the lines.</param>
internal sealed class VerboseLog(IProgressDisplay display) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        display.Say(formatter(state, exception));
}
