using StyleForge.Queue;

namespace StyleForge.Web;

/// <summary>Reads the queue once for all who look at it, however many they are.</summary>
/// <param name="queue">The queue.</param>
/// <param name="options">The clock, and how old what is told may be.</param>
internal sealed class QueueReader(IJobQueue queue, LiveOptions options) : IDisposable
{
    /// <summary>The most done and failed jobs that are shown.</summary>
    public const int MostEnded = 500;

    private readonly SemaphoreSlim _one = new(1);
    private long _read;
    private volatile bool _isStale = true;

    /// <summary>The queue as it was read last; empty before that.</summary>
    public QueueSnapshot Latest { get; private set; } = new(IsPaused: false, []);

    /// <summary>The queue as it is, or was a moment ago.</summary>
    public async ValueTask<QueueSnapshot> ReadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_isStale || options.Time.GetElapsedTime(_read) >= options.Refresh)
            {
                // Before the read: what changes during it is asked for again.
                (_isStale, _read) = (false, options.Time.GetTimestamp());
                Latest = await ReadNowAsync(cancellation);
            }

            return Latest;
        }
        catch
        {
            _isStale = true;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Says that something was changed: the next look is a new one.</summary>
    public void Forget() => _isStale = true;

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<QueueSnapshot> ReadNowAsync(CancellationToken cancellation) =>
        new(await queue.IsPausedAsync(cancellation), await queue.ReadAsync(MostEnded, cancellation));
}
