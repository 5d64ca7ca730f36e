using static StyleForge.Tests.Host.Download.TinyWeights;

namespace StyleForge.Tests.Host.Download;

/// <summary><c>weights pull</c> over what an earlier pull has left.</summary>
public sealed class WeightsPullResumeTests
{
    [Theory]
    [InlineData("", "\"one\"", "\"one\"")]
    [InlineData("", "W/\"weak\"", null)]
    [InlineData("", null, null)]
    public void An_interrupted_download_goes_on_where_it_ended(string url, string? tag, string? condition)
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile, tag ?? "\"one\""));
        studio.Begin(100_000, tag, url.Length > 0 ? url : null);

        var (exitCode, weights) = studio.PullJson();

        Assert.Equal(ExitCodes.Done, exitCode);
        studio.AssertPulled();
        var request = Assert.Single(studio.Server.Requests);
        Assert.Equal(100_000, request.From);
        Assert.Equal(condition, request.Headers.GetValueOrDefault("If-Range"));
        Assert.Equal(100_000, weights.GetProperty("resumedAt").GetInt64());
        Assert.Equal(WeightsPullTests.Hash(FirstFile), weights.GetProperty("sha256").GetString());
    }

    [Fact]
    public void A_resumed_download_says_so()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Begin(100_000);

        Assert.Equal(ExitCodes.Done, studio.Pull());
        Assert.EndsWith("going on after 0.1 MB of 0.2 MB", studio.Host.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_download_that_was_whole_already_is_only_checked()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Begin(FirstFile.Length);

        Assert.Equal(ExitCodes.Done, studio.Pull());
        Assert.Empty(studio.Server.Requests);
        studio.AssertPulled();
    }

    [Fact]
    public void A_cut_connection_is_taken_up_again()
    {
        using var studio = new PullStudio(
            request => Reply.Ranged(request, FirstFile).CutAfter(50_000),
            request => Reply.Ranged(request, FirstFile).CutAfter(50_000),
            request => Reply.Ranged(request, FirstFile));

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Equal([0, 50_000, 100_000], studio.Server.Requests.Select(request => request.From));
        Assert.Contains("the connection to 127.0.0.1", studio.Host.Error, StringComparison.Ordinal);
        Assert.Contains("broke off; trying again in 0.0 s (try 2 of 3)", studio.Host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_poor_line_is_borne_as_long_as_the_file_comes_on()
    {
        // Sixteen cuts, and no more than three tries in a row.
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile).CutAfter(Math.Min(10_000, FirstFile.Length - request.From)));

        Assert.Equal(ExitCodes.Done, studio.Pull());
        studio.AssertPulled();
        Assert.Equal((FirstFile.Length / 10_000) + 1, studio.Server.Requests.Count);
    }

    [Fact]
    public void A_server_that_ignores_the_range_sends_the_file_anew()
    {
        using var studio = new PullStudio(_ => Reply.Whole(FirstFile));
        studio.Begin(100_000);

        var (exitCode, weights) = studio.PullJson();

        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Equal(0, weights.GetProperty("resumedAt").GetInt64());
        studio.AssertPulled();
    }

    [Fact]
    public void What_became_of_a_beginning_is_told()
    {
        using var ignoring = new PullStudio(_ => Reply.Whole(FirstFile));
        ignoring.Begin(100_000);
        Assert.Equal(ExitCodes.Done, ignoring.Pull());
        Assert.Contains("cannot go on in the middle of a file", ignoring.Host.Error, StringComparison.Ordinal);

        using var changed = new PullStudio(request => Reply.Ranged(request, FirstFile, tag: "\"two\""));
        changed.Begin(100_000);
        Assert.Equal(ExitCodes.Done, changed.Pull());
        Assert.Contains("has changed since its beginning was fetched", changed.Host.Error, StringComparison.Ordinal);
        changed.AssertPulled();

        using var elsewhere = new PullStudio(request => Reply.Ranged(request, FirstFile));
        elsewhere.Begin(100_000, url: "https://elsewhere.invalid/a.pth");
        Assert.Equal(ExitCodes.Done, elsewhere.Pull());
        Assert.Contains("came from elsewhere.invalid and is thrown away", elsewhere.Host.Error, StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(elsewhere.Server.Requests).From);
        elsewhere.AssertPulled();
    }

    [Fact]
    public void A_beginning_from_elsewhere_is_kept_until_there_is_a_better_one()
    {
        using var studio = new PullStudio(_ => Reply.Code("404 Not Found"));
        studio.Begin(100_000, url: "https://elsewhere.invalid/a.pth");

        Assert.Equal(ExitCodes.JobFailed, studio.Pull());
        Assert.Equal(100_000, PartLength(studio));

        studio.Begin(FirstFile.Length, url: "https://elsewhere.invalid/a.pth");
        Assert.Equal(ExitCodes.Done, studio.Pull());
        Assert.Single(studio.Server.Requests);
        studio.AssertPulled();
    }

    [Theory]
    [InlineData("another tag")]
    [InlineData("another place")]
    [InlineData("another length")]
    [InlineData("shorter")]
    public void A_rest_of_another_version_is_not_put_to_the_beginning(string kind)
    {
        using var studio = new PullStudio(
            request => kind switch
            {
                "another tag" => Reply.Ranged(request, FirstFile) with { Headers = new Dictionary<string, string> { ["ETag"] = "\"two\"", ["Content-Range"] = $"bytes 100000-{FirstFile.Length - 1}/{FirstFile.Length}" } },
                "another place" => Reply.Ranged(request, FirstFile) with { Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes 99999-{FirstFile.Length - 1}/{FirstFile.Length}" } },
                "another length" => Reply.Ranged(request, FirstFile) with { Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes 100000-{FirstFile.Length - 1}/{FirstFile.Length + 1}" } },
                _ => Reply.Code("416 Range Not Satisfiable", ("Content-Range", "bytes */50")),
            },
            request => Reply.Ranged(request, FirstFile));
        studio.Begin(100_000);

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Equal([100_000, 0], studio.Server.Requests.Select(request => request.From));
    }

    [Fact]
    public void Pieces_that_do_not_fit_together_are_fetched_anew_once()
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Begin(100_000);
        using (var part = File.OpenWrite(studio.FirstPath + ".part"))
        {
            part.Write(new byte[5000]);
        }

        Assert.Equal(ExitCodes.Done, studio.Pull());

        studio.AssertPulled();
        Assert.Equal([100_000, 0], studio.Server.Requests.Select(request => request.From));
        Assert.Contains("do not make up the one that was published", studio.Host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ broken")]
    [InlineData("{}")]
    public void A_beginning_of_unknown_origin_is_thrown_away(string? record)
    {
        using var studio = new PullStudio(request => Reply.Ranged(request, FirstFile));
        studio.Begin(100_000);
        File.Delete(studio.FirstPath + ".part.json");
        if (record is not null)
        {
            File.WriteAllText(studio.FirstPath + ".part.json", record);
        }

        Assert.Equal(ExitCodes.Done, studio.Pull());
        studio.AssertPulled();
        Assert.Equal(0, Assert.Single(studio.Server.Requests).From);
    }

    [Fact]
    public async Task An_interruption_keeps_the_beginning_and_the_next_pull_goes_on_from_it()
    {
        using var studio = new PullStudio(
            request => Reply.Ranged(request, FirstFile).CutAfter(100_000) with { Stalls = true },
            request => Reply.Ranged(request, FirstFile));
        var interrupting = Task.Run(async () =>
        {
            while (PartLength(studio) < 100_000)
            {
                await Task.Delay(2);
            }

            studio.Host.Interrupt();
        });

        Assert.Equal(ExitCodes.Interrupted, studio.Pull("tiny-b"));
        await interrupting;

        Assert.Equal("Interrupted: the weights of tiny-a are not here yet. 0.1 MB are kept, and the same command goes on from there.", studio.Host.ErrorLines[^2]);
        Assert.Equal("Interrupted: the weights of tiny-b are not here yet.", studio.Host.ErrorLines[^1]);
        Assert.Empty(studio.Host.Output);
        Assert.Single(studio.Server.Requests);

        studio.Host.Resume();
        Assert.Equal(ExitCodes.Done, studio.Pull());
        studio.AssertPulled();
        Assert.Equal([0, 100_000], studio.Server.Requests.Select(request => request.From));
    }

    private static long PartLength(PullStudio studio)
    {
        var part = new FileInfo(studio.FirstPath + ".part");
        return part.Exists ? part.Length : 0;
    }
}
