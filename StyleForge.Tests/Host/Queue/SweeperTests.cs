namespace StyleForge.Tests.Host.Queue;

/// <summary>What dead processes leave is taken away, and what living ones write is not.</summary>
public class SweeperTests
{
    private readonly QueueBench _bench = new();

    [Theory]
    [InlineData("inbox/.styleforge-a/town.png")]
    [InlineData("working/.styleforge-a")]
    [InlineData("output/deep/.styleforge-a")]
    [InlineData(".styleforge-a")]
    public void What_was_left_is_taken_away_after_a_while(string name)
    {
        _bench.Write($"/drop/{name}", "half");
        _bench.Write("/drop/output/town.png", "picture");
        var queue = _bench.Open();

        QueueBench.Take(queue);
        Assert.NotNull(_bench.Text(name));
        _bench.Time.Advance(TimeSpan.FromSeconds(11));
        QueueBench.Take(queue);

        Assert.Null(_bench.Text(name));
        Assert.NotNull(_bench.Text("output/town.png"));
        Assert.DoesNotContain(_bench.Disk.Folders, folder => folder.Contains(".styleforge-", StringComparison.Ordinal));
    }

    [Fact]
    public void What_grows_or_is_being_written_stays()
    {
        var queue = _bench.Open();
        _bench.Write("/drop/output/.styleforge-held", "half");
        _bench.Disk.Held.Add("/drop/output/.styleforge-held");
        for (var i = 0; i < 10; i++)
        {
            _bench.Write("/drop/output/.styleforge-grows", new string('.', i));
            QueueBench.Take(queue);
            _bench.Time.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal([".styleforge-grows", ".styleforge-held"], _bench.Files("output"));
    }
}
