using System.Text.Json;
using StyleForge.Tests.Host.Service;

namespace StyleForge.Tests.Host;

/// <summary>What <c>queue</c> shows and changes.</summary>
public sealed class QueueCommandTests : IDisposable
{
    private readonly WatchStudio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void The_list_shows_what_waits_and_what_has_ended_with_its_reason()
    {
        _studio.Drop("bad.json", "{}");
        _studio.Drop("good.json");
        _studio.Once();
        _studio.Drop("late.json", """{ "version": 1, "content": "none.png", "styles": ["wave.png"], "priority": 4 }""");

        Assert.Equal(ExitCodes.Done, _studio.Host.Run("queue", "drop"));

        Assert.Equal("id", _studio.Host.OutputLines[0].Split(' ')[0]);
        Assert.Matches("^late-[0-9a-f]{8} +waiting +[-0-9]+ [:0-9]+ +waits for none.png$", _studio.Host.OutputLines[1]);
        Assert.Contains(_studio.Host.OutputLines, line => line.StartsWith("good-", StringComparison.Ordinal) && line.EndsWith("1 picture", StringComparison.Ordinal));
        Assert.Contains(_studio.Host.OutputLines, line => line.StartsWith("bad-", StringComparison.Ordinal) && line.Contains("  failed ", StringComparison.Ordinal));
    }

    [Fact]
    public void Programs_get_the_list_as_json()
    {
        _studio.Drop("good.json");
        _studio.Once();
        _studio.Host.Run("queue", "drop", "pause");
        var before = _studio.Host.Output.Length;

        _studio.Host.Run("queue", "drop", "list", "--json");

        var answer = JsonDocument.Parse(_studio.Host.Output[before..]).RootElement;
        Assert.True(answer.GetProperty("paused").GetBoolean());
        var job = answer.GetProperty("jobs")[0];
        Assert.Equal(("good", "done", 1), (job.GetProperty("name").GetString(), job.GetProperty("state").GetString(), job.GetProperty("attempt").GetInt32()));
    }

    [Fact]
    public void A_paused_queue_begins_nothing_until_it_is_resumed()
    {
        _studio.Drop("good.json");
        _studio.Once("--threads", "1");
        _studio.Drop("again.json");

        Assert.Equal(ExitCodes.Done, _studio.Host.Run("queue", "drop", "pause"));
        Assert.Equal(ExitCodes.NothingToDo, _studio.Once());
        Assert.Equal(ExitCodes.Done, _studio.Host.Run("queue", "drop", "resume"));
        Assert.Equal(ExitCodes.Done, _studio.Once());
        Assert.Equal(["Paused: no job is begun until 'resume'.", "Resumed."], _studio.Host.OutputLines);
    }

    [Theory]
    [InlineData("There is no action 'pasue'. Did you mean 'pause'?", "pasue")]
    [InlineData("'cancel' needs the id of a job: 'styleforge queue DIR' lists them.", "cancel")]
    [InlineData("'pause' takes no id, but 'x' was given.", "pause", "x")]
    [InlineData("No job 'x' waits or is worked on: 'styleforge queue DIR' lists those that do.", "cancel", "x")]
    [InlineData("No job 'x' has failed: 'styleforge queue DIR' lists those that have.", "retry", "x")]
    public void What_cannot_be_done_is_told_in_a_sentence(string sentence, params string[] words)
    {
        _studio.Once();

        Assert.Equal(ExitCodes.Wrong, _studio.Host.Run(["queue", "drop", .. words]));
        Assert.Equal(sentence, _studio.Host.ErrorLines[^1]);
    }

    [Fact]
    public void A_folder_that_is_no_drop_folder_is_not_made_one()
    {
        Assert.Equal(ExitCodes.Wrong, _studio.Host.Run("queue", "drop/inbox"));
        Assert.Equal("drop/inbox is no drop folder: 'styleforge watch drop/inbox' makes one.", _studio.Host.ErrorLines[0]);
    }

    [Fact]
    public void Where_nothing_has_failed_nothing_is_tried_again()
    {
        _studio.Once();

        Assert.Equal(ExitCodes.NothingToDo, _studio.Host.Run("queue", "drop", "retry-failed"));
    }
}
