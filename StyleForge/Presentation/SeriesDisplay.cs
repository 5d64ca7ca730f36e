using Spectre.Console;
using StyleForge.Engine.Optimisation;

namespace StyleForge.Presentation;

/// <summary>A render of one thing after the other while it runs, such as the stretches of a sound: a bar on a terminal, a line every few seconds elsewhere.</summary>
/// <param name="terminal">The terminal to draw on; null for lines.</param>
/// <param name="error">Takes the lines; null for none.</param>
/// <param name="time">Spaces the lines out.</param>
internal sealed class SeriesDisplay(IAnsiConsole? terminal, TextWriter? error, TimeProvider time)
{
    private readonly ProgressBars? _bars = terminal is null || error is null ? null : new ProgressBars(terminal);
    private ProgressTask? _task;
    private long _lastLine = time.GetTimestamp();

    /// <summary>Does the work with the display around it, and returns what the work returned.</summary>
    public T During<T>(Func<T> work) => _bars is null ? work() : _bars.During(work);

    /// <summary>Shows how far it has come.</summary>
    public void Observe(SeriesProgress progress)
    {
        var part = progress.Count > 1 ? $"{progress.Part} {progress.Number}/{progress.Count}" : null;
        var iteration = $"iteration {progress.Iteration}/{progress.Iterations}";
        var loss = $"loss {Words.Loss(progress.Value)}";
        var left = $"{Words.Duration(progress.Remaining)} left";
        string?[] all = [part, iteration, loss, left];
        if (_bars is not null)
        {
            var text = _bars.Fit(0, all, [iteration, left], [left]) ?? left;
            _task ??= _bars.Add(text);
            _task?.Description(Markup.Escape(text));
            _task?.Value(progress.Fraction);
        }
        else if (error is not null && time.GetElapsedTime(_lastLine) >= PlainProgress.Pause)
        {
            _lastLine = time.GetTimestamp();
            error.WriteLine(string.Join(", ", all.Where(part => part is not null)));
        }
    }
}
