namespace StyleForge.Presentation;

/// <summary>How fast bytes come: over the last seconds, so that it follows a line that gets better or worse.</summary>
/// <param name="time">Measures.</param>
internal sealed class TransferRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(0.25);

    private readonly Queue<(long Time, long Bytes)> _samples = new();
    private (long Time, long Bytes) _newest;

    /// <summary>Begins to measure.</summary>
    /// <param name="received">Bytes that are here already.</param>
    public void Begin(long received)
    {
        _samples.Clear();
        _newest = (time.GetTimestamp(), received);
        _samples.Enqueue(_newest);
    }

    /// <summary>Takes note of more bytes.</summary>
    /// <param name="received">Bytes that are here.</param>
    public void Advance(long received)
    {
        var now = time.GetTimestamp();
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().Time, now) > Window)
        {
            _samples.Dequeue();
        }

        if (time.GetElapsedTime(_newest.Time, now) >= Spacing)
        {
            _newest = (now, received);
            _samples.Enqueue(_newest);
        }
    }

    /// <summary>Bytes a second; null until that can be told.</summary>
    public double? BytesPerSecond
    {
        get
        {
            if (!_samples.TryPeek(out var oldest) || _newest.Bytes <= oldest.Bytes)
            {
                return null;
            }

            return (_newest.Bytes - oldest.Bytes) / time.GetElapsedTime(oldest.Time, _newest.Time).TotalSeconds;
        }
    }

    /// <summary>Time left for so many bytes; null until that can be told.</summary>
    public TimeSpan? Remaining(long bytes) => BytesPerSecond is { } rate && bytes / rate < TimeSpan.MaxValue.TotalSeconds / 2
        ? TimeSpan.FromSeconds(bytes / rate)
        : null;
}
