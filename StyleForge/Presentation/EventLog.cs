using Microsoft.Extensions.Logging;

namespace StyleForge.Presentation;

/// <summary>A log whose entries each go to one place, with the job that they are about.</summary>
/// <param name="write">Writes an entry; called by one thread at a time.</param>
internal sealed class EventLog(Action<LogEntry> write) : ILoggerProvider, ISupportExternalScope
{
    private readonly Lock _turn = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whoever opened the place where entries go closes it.
    }

    private sealed class Writer(EventLog log) : ILogger
    {
        /// <inheritdoc/>
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        /// <inheritdoc/>
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        /// <inheritdoc/>
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, object?>(StringComparer.Ordinal);
            log._scopes.ForEachScope((scope, into) => Add(into, scope), values);
            Add(values, state);
            var entry = new LogEntry(logLevel, eventId.Name, formatter(state, exception), values, exception);
            lock (log._turn)
            {
                log.Write(entry);
            }
        }

        private static void Add(Dictionary<string, object?> values, object? state)
        {
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}")
                {
                    values[char.ToLowerInvariant(name[0]) + name[1..]] = value;
                }
            }
        }
    }

    private void Write(LogEntry entry) => write(entry);
}
