using System.Runtime.InteropServices;

namespace StyleForge.Hosting;

/// <summary>
/// Turns the first Ctrl-C (SIGINT), request to end (SIGTERM) or end of the terminal (SIGHUP) into a cancellation, and leaves the
/// second one to the operating system, which ends the process at once. A command that has nothing to finish is ended after a
/// moment, whether it hears of it or is held up by a pipe that nobody reads.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string ShowCursor = "\u001b[?25h";

    // Enough for a command to say that it was interrupted.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter _error;
    private volatile bool _hasNothingToFinish;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where a live display may have hidden the cursor.</param>
    public Interruption(TextWriter error)
    {
        _error = error;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Says that what runs may be ended anywhere.</summary>
    public void ExpectNothing() => _hasNothingToFinish = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            ShowCursorAgain();
            return;
        }

        context.Cancel = true;
        _source.Cancel();
        if (_hasNothingToFinish)
        {
            _ = Task.Delay(Moment).ContinueWith(_ => Environment.Exit(ExitCodes.Interrupted), TaskScheduler.Default);
        }
    }

    // The live display hides it, and will not come to show it again. A terminal that takes nothing must not hold up the end.
    private void ShowCursorAgain()
    {
        if (!Console.IsErrorRedirected)
        {
            Task.Run(() => _error.Write(ShowCursor)).Wait(Moment);
        }
    }
}
