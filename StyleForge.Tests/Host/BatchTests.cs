using System.Text.Json;
using StyleForge.Engine.Running;

namespace StyleForge.Tests.Host;

public sealed class BatchTests
{
    private const string Good = """{ "version": 1, "content": "../town.png", "styles": ["../wave.png"] }""";
    private const string Bad = """
        {
          "version": 1,
          "content": "../town.png",
          "styles": ["../wave.png"],
          "size": 5
        }
        """;

    [Fact]
    public void All_jobs_of_a_folder_run_by_name_and_a_table_sums_up()
    {
        using var host = Host(("b.json", Good), ("a.json", Good), ("notes.txt", "no job"));

        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs"));

        Assert.Equal(["a", "b"], host.Rendered.Select(plan => plan.Name));
        Assert.Equal("2 pictures finished, in 0.0 s.", host.OutputLines[^1]);
        Assert.Equal(["job", "a", "b"], host.OutputLines[..^1].Select(line => line.Split(' ')[0]));
        Assert.All(host.Rendered, plan => Assert.StartsWith(Path.Combine(host.WorkingDirectory, "output"), plan.OutputPath, StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_job_does_not_stop_the_others_and_gives_1()
    {
        using var host = Host(("a.json", Good), ("b.json", Good), ("c.json", Good));
        host.Render = (plan, observer) => plan.Name == "b"
            ? HostHarness.Fail(plan, observer, "The content picture is truncated.")
            : HostHarness.Finish(plan, observer);

        Assert.Equal(ExitCodes.JobFailed, host.Run("batch", "jobs"));

        Assert.Equal(3, host.Rendered.Count);
        Assert.Contains(host.OutputLines, line => line.EndsWith("failed: The content picture is truncated.", StringComparison.Ordinal));
        Assert.Equal("2 pictures finished, 1 failed, in 0.0 s.", host.OutputLines[^1]);
    }

    [Fact]
    public void An_invalid_file_is_told_before_the_first_picture_and_the_others_run()
    {
        using var host = Host(("a.json", Bad), ("b.json", Good));
        var errorsBefore = "";
        host.Render = (plan, observer) =>
        {
            errorsBefore = host.ErrorLines[0];
            return HostHarness.Finish(plan, observer);
        };

        Assert.Equal(ExitCodes.JobFailed, host.Run("batch", "jobs"));

        Assert.StartsWith($"{Path.Combine("jobs", "a.json")}:5: size: size is 5, but must be ", errorsBefore, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(host.Rendered).Name);
        Assert.Equal("1 picture finished, 1 job file wrong, in 0.0 s.", host.OutputLines[^1]);
    }

    [Fact]
    public void Without_a_valid_job_nothing_runs_and_the_code_is_2()
    {
        using var host = Host(("a.json", Bad), ("b.json", "{"));

        Assert.Equal(ExitCodes.Wrong, host.Run("batch", "jobs"));
        Assert.Empty(host.Rendered);
        Assert.Empty(host.Output);
        Assert.Equal("Nothing was rendered.", host.ErrorLines[^1]);
    }

    [Fact]
    public void An_empty_folder_is_nothing_to_do_and_a_missing_one_is_wrong()
    {
        using var host = Host();
        Directory.CreateDirectory(Path.Combine(host.WorkingDirectory, "empty"));

        Assert.Equal(ExitCodes.NothingToDo, host.Run("batch", "empty"));
        Assert.Equal(["There are no job files (*.json) in empty.", "Nothing was rendered."], host.ErrorLines);
        Assert.Equal(ExitCodes.Wrong, host.Run("batch", "nowhere"));
    }

    [Fact]
    public void Two_jobs_that_would_write_one_picture_are_not_both_run()
    {
        var job = """{ "version": 1, "content": "../town.png", "styles": ["../wave.png"], "output": "same.png" }""";
        using var host = Host(("a.json", job), ("b.json", job), ("c.json", job));

        Assert.Equal(ExitCodes.JobFailed, host.Run("batch", "jobs"));

        Assert.Equal("a", Assert.Single(host.Rendered).Name);
        Assert.Contains(host.ErrorLines, line => line.StartsWith(Path.Combine("jobs", "b.json"), StringComparison.Ordinal) && line.Contains("same.png", StringComparison.Ordinal));
        Assert.Contains(host.ErrorLines, line => line.StartsWith(Path.Combine("jobs", "c.json"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_command_line_overrides_job_files()
    {
        using var host = Host(("a.json", """{ "version": 1, "content": "../town.png", "styles": ["../wave.png"], "size": 400 }"""));

        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--size", "200", "--output-root", "elsewhere"));

        var plan = Assert.Single(host.Rendered);
        Assert.Equal(200, plan.Settings.Size);
        Assert.StartsWith(Path.Combine(host.WorkingDirectory, "elsewhere"), plan.OutputPath, StringComparison.Ordinal);
    }

    [Fact]
    public void Parallel_says_how_many_pictures_are_made_at_once()
    {
        using var host = Host(("a.json", Good), ("b.json", Good));

        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--threads", "4"));
        Assert.Equal(1, host.Options!.Parallel);
        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--threads", "4", "--parallel", "64"));
        Assert.Equal(64, host.Options!.Parallel);
        Assert.DoesNotContain("--parallel", host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("1.5")]
    public void A_number_of_pictures_at_once_that_is_none_is_refused(string number)
    {
        using var host = Host(("a.json", Good));

        Assert.Equal(ExitCodes.Wrong, host.Run("batch", "jobs", $"--parallel={number}"));
        Assert.Contains($"--parallel is {number}, but must be a whole number from 1 to 64.", host.ErrorLines[0], StringComparison.Ordinal);
        Assert.Empty(host.Rendered);
    }

    [Fact]
    public void A_render_makes_one_picture_and_has_no_use_for_parallel()
    {
        using var host = Host();

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png", "--style", "wave.png", "--parallel", "2"));
        Assert.StartsWith("There is no option '--parallel'.", host.ErrorLines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threads 2 --parallel 3", "--parallel is 3, but 2 pictures at once must do: 2 threads can make no more.")]
    [InlineData("--threads 1 --parallel 2", "--parallel is 2, but 1 picture at once must do: 1 thread can make no more.")]
    [InlineData("--threads 3 --parallel 3", null)]
    [InlineData("--threads 8 --parallel 9", null)]
    [InlineData("--threads 2 --parallel 3 --quiet", null)]
    public void Fewer_pictures_at_once_than_asked_for_are_said_with_the_reason(string options, string? sentence)
    {
        using var host = Host(("a.json", Good), ("b.json", Good), ("c.json", Good));

        Assert.Equal(ExitCodes.Done, host.Run(["batch", "jobs", .. options.Split(' ')]));

        Assert.Equal(sentence, host.ErrorLines.FirstOrDefault(line => line.Contains("--parallel", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pictures_of_which_one_is_made_of_another_are_made_one_after_the_other()
    {
        using var host = Host(("a.json", Good), ("b.json", """{ "version": 1, "content": "../output/a.png", "styles": ["../wave.png"] }"""));
        host.Write(Path.Combine("output", "a.png"), "yesterday's");

        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--threads", "2", "--parallel", "2"));

        Assert.Contains("--parallel is 2, but 1 picture at once must do: one is made of another.", host.ErrorLines);
    }

    [Fact]
    public void An_interrupted_batch_says_how_far_it_came_and_gives_130()
    {
        using var host = Host(("a.json", Good), ("b.json", Good), ("c.json", Good));
        host.Render = (plan, observer) =>
        {
            if (plan.Name == "a")
            {
                return HostHarness.Finish(plan, observer);
            }

            host.Interrupt();
            return new BatchOutcome(plan, null, null);
        };

        Assert.Equal(ExitCodes.Interrupted, host.Run("batch", "jobs"));

        Assert.Equal(["a", "b"], host.Rendered.Select(plan => plan.Name));
        Assert.Equal(
            "Interrupted: 1 of 3 pictures finished; nothing was written for b and 1 other picture. Give the same command with --no-overwrite to render the rest.",
            host.ErrorLines[^1]);
        Assert.Equal("1 picture finished, 2 not finished, in 0.0 s.", host.OutputLines[^1]);
    }

    [Fact]
    public void Json_lines_parse_and_their_names_are_the_documented_ones()
    {
        using var host = Host(("a.json", Good), ("b.json", Good), ("c.json", Bad));
        host.Render = (plan, observer) =>
        {
            observer.Observe(new JobNotice(plan, "in windows"));
            observer.Observe(new LevelStarted(plan, 1));
            observer.Observe(new IterationDone(plan, 1, 1, 0.75, ["content", "style relu1_1"], [0.25, 0.5], 0.1, TimeSpan.FromSeconds(9)));
            observer.Observe(new IterationDone(plan, 1, 2, double.NaN, [], [], 0.2, null));
            return plan.Name == "b" ? HostHarness.Fail(plan, observer, "It broke.") : HostHarness.Finish(plan, observer);
        };

        Assert.Equal(ExitCodes.JobFailed, host.Run("batch", "jobs", "--json"));

        var events = host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["problem", "started", "notice", "level", "iteration", "iteration", "finished", "started", "notice", "level", "iteration", "iteration", "failed", "summary"],
            events.Select(line => line.GetProperty("event").GetString()));
        Expectation.Is("json-lines.txt", host.Output.Replace(host.WorkingDirectory, "FOLDER", StringComparison.Ordinal));
        Assert.Contains("b: It broke.", host.ErrorLines);
    }

    [Theory]
    [InlineData(ExitCodes.Done, Good, Good)]
    [InlineData(ExitCodes.JobFailed, Bad, Good)]
    [InlineData(ExitCodes.Wrong, Bad, Bad)]
    public void A_dry_run_ends_with_the_code_of_a_run(int code, string first, string second)
    {
        using var host = Host(("a.json", first), ("b.json", second));

        Assert.Equal(code, host.Run("batch", "jobs", "--dry-run"));
        Assert.Empty(host.Rendered);
        Assert.Equal(code, host.Run("batch", "jobs", "--dry-run", "--json"));
        Assert.Equal(code, host.Run("batch", "jobs"));
    }

    [Fact]
    public void Pictures_that_are_there_leave_a_run_and_a_dry_run_nothing_to_do()
    {
        using var host = Host(("a.json", Good));
        host.Render = (plan, observer) =>
        {
            HostHarness.WriteFinished(plan);
            return HostHarness.Finish(plan, observer);
        };
        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs"));

        Assert.Equal(ExitCodes.NothingToDo, host.Run("batch", "jobs", "--no-overwrite", "--dry-run"));
        Assert.Equal(ExitCodes.NothingToDo, host.Run("batch", "jobs", "--no-overwrite", "--json"));
        Assert.Equal("""{"event":"summary","finished":0,"failed":0,"unfinished":0,"left":0,"kept":1,"invalid":0,"seconds":0}""", host.OutputLines[^1]);
    }

    [Fact]
    public void A_check_tells_every_problem_and_counts_the_pictures()
    {
        using var host = Host(
            ("a.json", Bad),
            ("b.json", """{ "version": 1, "content": "../town.png", "styles": ["../wave.png"], "seed": [1, 2, 3] }"""));

        Assert.Equal(ExitCodes.Wrong, host.Run("check", "jobs"));

        Assert.Equal([$"{Path.Combine("jobs", "a.json")}: 1 problem", $"{Path.Combine("jobs", "b.json")}: 3 pictures", "1 of 2 job files right, for 3 pictures."], host.OutputLines);
        Assert.StartsWith($"{Path.Combine("jobs", "a.json")}:5: size: ", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(host.Rendered);
    }

    [Fact]
    public void A_check_gives_0_for_right_files_and_3_for_none()
    {
        using var host = Host(("a.json", Good));
        Directory.CreateDirectory(Path.Combine(host.WorkingDirectory, "empty"));

        Assert.Equal(ExitCodes.Done, host.Run("check", "jobs"));
        Assert.Equal(ExitCodes.NothingToDo, host.Run("check", "empty"));
    }

    private static HostHarness Host(params (string Name, string Text)[] jobs)
    {
        var host = new HostHarness();
        host.WritePictures();
        foreach (var (name, text) in jobs)
        {
            host.Write(Path.Combine("jobs", name), text);
        }

        return host;
    }
}
