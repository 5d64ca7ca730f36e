using StyleForge.Hosting.Download;

namespace StyleForge.Tests.Host.Download;

/// <summary>When and how often something is tried again, with a clock whose pauses are over at once.</summary>
public sealed class PersistenceTests
{
    private readonly HastyTime _time = new();
    private readonly List<TimeSpan> _pauses = [];

    [Fact]
    public async Task Pauses_double_with_some_chance_in_them_up_to_the_longest()
    {
        var options = new DownloadOptions { Attempts = 12, FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(30) };

        await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(new Persistence(options, _time), Failing("no")));

        Assert.Equal(11, _pauses.Count);
        Assert.InRange(_pauses[0].TotalSeconds, 0, 2);
        Assert.Equal(30, _pauses.Max().TotalSeconds);
        Assert.Equal(_pauses.Count, _time.Waited.Count);
        Assert.All(_pauses.Zip(_time.Waited), pair => Assert.InRange((pair.First - pair.Second).TotalMilliseconds, 0, 1)); // timers count in whole ones

        var first = _pauses.ToList();
        _pauses.Clear();
        await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(new Persistence(options, _time), Failing("no")));
        Assert.NotEqual(first, _pauses);
    }

    [Fact]
    public async Task A_pause_that_the_server_asks_for_is_kept()
    {
        var attempts = 0;
        await RunAsync(new Persistence(new DownloadOptions(), _time), _ => ValueTask.FromResult(
            ++attempts < 3 ? new AttemptOutcome(0, new DownloadFailure("no") { MayPass = true, After = TimeSpan.FromSeconds(17) }) : default));

        Assert.Equal([TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(17)], _pauses);
    }

    [Fact]
    public async Task What_will_not_pass_is_not_tried_again()
    {
        var attempts = 0;
        var failure = await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(new Persistence(new DownloadOptions(), _time), _ =>
        {
            attempts++;
            return ValueTask.FromResult(new AttemptOutcome(0, new DownloadFailure("never")));
        }));

        Assert.Equal("never", failure.Message);
        Assert.Equal(1, attempts);
    }

    [Theory]
    [InlineData(9, 4)]
    [InlineData(10, 12)]
    public async Task A_row_of_tries_begins_anew_where_enough_came(long brought, int expected)
    {
        // Three rows of four: two that bring enough in all, and one that brings nothing.
        var attempts = 0;
        var persistence = new Persistence(new DownloadOptions { Attempts = 4, Progress = 10 }, _time);
        await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(persistence, _ => ValueTask.FromResult(
            new AttemptOutcome(++attempts % 4 == 0 && attempts < 12 ? brought : 0, new DownloadFailure("no") { MayPass = true }))));

        Assert.Equal(expected, attempts);
    }

    [Fact]
    public async Task A_server_that_failed_a_whole_row_is_left_alone_until_the_time_is_over_and_others_are_not()
    {
        var options = new DownloadOptions { Attempts = 3, BreakDuration = TimeSpan.FromMinutes(1) };
        var persistence = new Persistence(options, _time);
        await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(persistence, Failing("no"), "a"));

        var attempts = 0;
        ValueTask<AttemptOutcome> Succeed(CancellationToken cancellation)
        {
            attempts++;
            return default;
        }

        var refusal = await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(persistence, Succeed, "a"));
        Assert.Equal("a failed too often just now and is left alone for a while", refusal.Message);
        Assert.Equal(0, attempts);
        await RunAsync(persistence, Succeed, "b");
        Assert.Equal(1, attempts);

        _time.Advance(TimeSpan.FromSeconds(61));
        await RunAsync(persistence, Succeed, "a");
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_server_that_brings_something_now_and_then_is_not_left_alone()
    {
        var attempts = 0;
        var persistence = new Persistence(new DownloadOptions { Attempts = 3, Progress = 1000 }, _time);
        ValueTask<AttemptOutcome> Trickle(CancellationToken cancellation) =>
            ValueTask.FromResult(new AttemptOutcome(++attempts % 3 == 0 ? 1 : 0, new DownloadFailure("slow") { MayPass = true }));

        for (var file = 0; file < 4; file++)
        {
            Assert.Equal("slow", (await Assert.ThrowsAsync<DownloadFailure>(() => RunAsync(persistence, Trickle, "a"))).Message);
        }
    }

    [Fact]
    public async Task An_interruption_ends_a_pause()
    {
        using var interruption = new CancellationTokenSource();
        var persistence = new Persistence(new DownloadOptions { FirstDelay = TimeSpan.FromHours(1), LongestDelay = TimeSpan.FromHours(1) }, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => persistence.RunAsync("a", Failing("no"), (_, _, _) => interruption.Cancel(), interruption.Token).AsTask());
    }

    private static Func<CancellationToken, ValueTask<AttemptOutcome>> Failing(string message) =>
        _ => ValueTask.FromResult(new AttemptOutcome(0, new DownloadFailure(message) { MayPass = true }));

    private Task RunAsync(Persistence persistence, Func<CancellationToken, ValueTask<AttemptOutcome>> attempt, string host = "a") =>
        persistence.RunAsync(host, attempt, (_, pause, _) => _pauses.Add(pause), CancellationToken.None).AsTask();

    /// <summary>A clock on which every pause is over as soon as it has begun.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public List<TimeSpan> Waited { get; } = [];

        public void Advance(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                Waited.Add(dueTime);
            }

            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
