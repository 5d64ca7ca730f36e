using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Presentation;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>What a render takes of memory, and what it does where that is little.</summary>
[Long]
public sealed class MemoryTests : IDisposable
{
    private readonly Studio _studio = new();

    public MemoryTests() => _studio.Draw("large.png", 350, 300, (x, y) => (x * y % 256, 128 + (int)(100 * Math.Sin(x * 0.2)), y % 256));

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("96", "--threads", "1")]
    [InlineData("300", "--padding", "reflect", "--optimiser", "adam", "--style", "large.png")]
    [InlineData("256", "--pooling", "max", "--content-layers", "relu4_2", "--style-layers", "relu1_1,relu3_1,relu5_1", "--history", "30")]
    [InlineData("400", "--content-weight", "0", "--threads", "3")]
    [InlineData("320", "--style-weight", "0")]
    public void The_memory_of_a_level_is_foretold_within_a_tenth(string size, params string[] more)
    {
        Assert.Equal(ExitCodes.Done, _studio.Render("out.png", ["--size", size, "--minimum-size", size, "--first-iterations", "2", .. more]));

        foreach (var level in Levels("out.png"))
        {
            Assert.InRange((double)level.Predicted / level.Peak, 0.9, 1.1);
            Assert.Equal(1, level.Windows);
        }
    }

    [Fact]
    public void A_picture_in_windows_is_the_picture()
    {
        // Few steps, because those of L-BFGS make much of how sums were rounded: the third can move a pixel by eight levels.
        string[] quick = ["--size", "256", "--minimum-size", "256", "--first-iterations", "2", "--style", "large.png"];
        Assert.Equal(ExitCodes.Done, _studio.Render("whole.png", quick));
        Assert.Equal(ExitCodes.Done, _studio.Render("tiled.png", [.. quick, "--memory", Least(quick)]));

        Assert.All(Levels("whole.png"), level => Assert.Equal(1, level.Windows));
        var last = Levels("tiled.png")[^1];
        Assert.InRange(last.Windows, 2, 200);
        Assert.InRange((double)last.Predicted / last.Peak, 0.9, 1.1);
        Assert.Contains($"goes through the network in {last.Windows} windows", _studio.Error, StringComparison.Ordinal);
        var (whole, tiled) = (ImageCodecs.Default.Read(_studio.File("whole.png")), ImageCodecs.Default.Read(_studio.File("tiled.png")));
        var differences = whole.Samples.Zip(tiled.Samples, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), 0, 2);
        Assert.InRange(differences.Average(), 0, 0.05);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_of_a_picture_in_windows()
    {
        string[] quick = ["--size", "200", "--minimum-size", "200", "--first-iterations", "2"];
        var memory = Least(quick);
        Assert.Equal(ExitCodes.Done, _studio.Render("a.png", [.. quick, "--memory", memory, "--threads", "1"]));
        Assert.Equal(ExitCodes.Done, _studio.Render("b.png", [.. quick, "--memory", memory, "--threads", "3"]));

        Assert.InRange(Levels("a.png")[0].Windows, 2, 100);
        Assert.Equal(ImageCodecs.Default.Read(_studio.File("a.png")).Samples, ImageCodecs.Default.Read(_studio.File("b.png")).Samples);
    }

    [Fact]
    public void Too_little_memory_is_told_with_what_is_needed_and_that_is_enough_for_few_steps()
    {
        string[] quick = ["--size", "200", "--minimum-size", "200", "--first-iterations", "9"];
        var needed = Least(quick);
        Assert.Contains("but 1 MB are allowed: raise --memory, or lower size.", _studio.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, _studio.Render("out.png", [.. quick, "--memory", needed]));

        var level = Assert.Single(Levels("out.png"));
        Assert.InRange(level.Windows, 2, 1000);
        Assert.InRange(level.History, 1, 8);
        Assert.Contains($"L-BFGS remembers {Words.Count(level.History, "step")} instead of 9", _studio.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4 dogs")]
    [InlineData("0")]
    [InlineData("-1GB")]
    [InlineData("GB")]
    public void An_amount_that_is_none_is_refused(string amount)
    {
        Assert.Equal(ExitCodes.Wrong, _studio.Render("out.png", $"--memory={amount}"));
        Assert.Contains($"--memory is {amount}, but must be an amount such as 512MB", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_tells_the_memory_that_the_run_then_takes()
    {
        string[] quick = ["--size", "200", "--minimum-size", "100", "--first-iterations", "1", "--iterations", "1", "--json"];
        Assert.Equal(ExitCodes.Done, _studio.Render("out.png", [.. quick, "--dry-run"]));
        using var dry = JsonDocument.Parse(_studio.Output);
        var foretold = dry.RootElement.GetProperty("memory").EnumerateArray().Select(level => level.GetProperty("predictedBytes").GetInt64()).ToArray();

        Assert.Equal(ExitCodes.Done, _studio.Render("out.png", quick));

        using var report = JsonDocument.Parse(File.ReadAllText(_studio.File("out.png.json")));
        var levels = report.RootElement.GetProperty("memory").GetProperty("levels").EnumerateArray();
        Assert.Equal(2, foretold.Length);
        Assert.Equal(levels.Select(level => level.GetProperty("predictedBytes").GetInt64()), foretold);
        Assert.Contains($"\"windows\":1,\"predictedBytes\":{foretold[1]}", _studio.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_tells_the_memory_of_pictures_that_are_made_at_once()
    {
        _studio.Write("job.json", """
            { "version": 1, "content": "content.png", "styles": ["large.png"], "seed": [1, 2], "size": 300, "minimumSize": 300, "firstIterations": 1,
              "contentLayers": ["relu2_2"], "styleLayers": ["relu1_1", "relu2_1"] }
            """);
        string[] batch = ["batch", "job.json", "--threads", "2", "--parallel", "2", "--json"];
        (int Windows, long Bytes)[] Told(string happened) => [.. _studio.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == happened)
            .Select(line => line.TryGetProperty("memory", out var levels) ? levels[0] : line)
            .Select(level => (level.GetProperty("windows").GetInt32(), level.GetProperty("predictedBytes").GetInt64()))];

        Assert.Equal(ExitCodes.Done, _studio.Run([.. batch, "--dry-run"]));
        var roomy = Told("plan");
        var limit = roomy[0].Bytes * 8 / 5;
        Assert.Equal(ExitCodes.Done, _studio.Run([.. batch, "--dry-run", "--memory", $"{limit}"]));
        var tight = Told("plan")[2..];
        Assert.Equal(ExitCodes.Done, _studio.Run([.. batch, "--memory", $"{limit}"]));

        Assert.All(roomy, level => Assert.Equal(1, level.Windows));
        Assert.All(tight, level => Assert.InRange(level.Windows, 2, 100));
        Assert.All(tight, level => Assert.InRange(level.Bytes, 1, limit / 2));
        Assert.Equal(tight, Told("level"));
    }

    [Fact]
    public void A_dry_run_refuses_what_does_not_fit()
    {
        Assert.Equal(ExitCodes.Wrong, _studio.Render("out.png", "--dry-run", "--memory", "1MB"));

        Assert.Matches(@"^The level of 64×64 with its margin needs \d+ MB of memory even in the smallest windows, but 1 MB are allowed", _studio.Error);
    }

    // The least memory that a render takes, as the refusal of less tells it.
    private string Least(string[] settings)
    {
        Assert.Equal(ExitCodes.Wrong, _studio.Render("out.png", [.. settings, "--memory", "1MB"]));
        var sentence = Assert.Single(_studio.Error.Split('\n'), line => line.Contains(" needs ", StringComparison.Ordinal));
        return sentence.Split(" needs ")[1].Split(" of memory")[0];
    }

    private List<(int Windows, int History, long Predicted, long Peak)> Levels(string output)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(_studio.File(output + ".json")));
        return [.. report.RootElement.GetProperty("memory").GetProperty("levels").EnumerateArray().Select(level => (
            level.GetProperty("windows").GetInt32(),
            level.GetProperty("history").GetInt32(),
            level.GetProperty("predictedTensorBytes").GetInt64(),
            level.GetProperty("peakTensorBytes").GetInt64()))];
    }
}
