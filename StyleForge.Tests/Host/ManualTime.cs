namespace StyleForge.Tests.Host;

/// <summary>A clock that moves only when told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private TimeSpan _elapsed = TimeSpan.FromHours(1);
    private TimeSpan _off;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => _elapsed += time;

    /// <summary>Sets the clock on the wall off, as people and time servers do; elapsed time knows nothing of it.</summary>
    public void Set(TimeSpan off) => _off = off;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed + _off;
}
