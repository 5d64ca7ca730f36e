using Spectre.Console;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Presentation;

namespace StyleForge.Tests.Host;

public sealed class ProgressTests
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "styleforge-progress");

    [Fact]
    public void The_plain_form_is_a_line_for_each_step_and_at_most_one_every_five_seconds_between()
    {
        var (time, error) = (new ManualTime(), new StringWriter { NewLine = "\n" });
        var plan = Samples.Plan(Folder);
        var progress = new PlainProgress(error, time, Folder);

        progress.Observe(new JobStarted(plan, 1, 2));
        progress.Observe(new JobNotice(plan, "This takes windows."));
        progress.Observe(new LevelStarted(plan, 1));
        for (var iteration = 1; iteration <= 14; iteration++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            progress.Observe(Iteration(plan, 1, iteration));
        }

        progress.Observe(new LevelStarted(plan, 2));
        progress.Observe(new JobFinished(plan, HostHarness.Report(plan, 83)));

        Assert.Equal(
            $"""
            [1/2] render: town.jpg in the style of starry.jpg
            [1/2] render: This takes windows.
            [1/2] render: level 1/2, 256×192, 100 iterations
            [1/2] render: level 1/2, iteration 5/100, loss 0.1235, 1 min 35 s left
            [1/2] render: level 1/2, iteration 10/100, loss 0.06173, 1 min 30 s left
            [1/2] render: level 2/2, 512×384, 200 iterations
            [1/2] render: {Path.Combine("out", "render.png")} in 1 min 23 s

            """.ReplaceLineEndings("\n"),
            error.ToString());
    }

    [Fact]
    public void The_plain_form_says_why_a_job_failed()
    {
        var error = new StringWriter { NewLine = "\n" };
        var plan = Samples.Plan(Folder, "night-07");
        var progress = new PlainProgress(error, new ManualTime(), Folder);

        progress.Observe(new JobStarted(plan, 7, 9));
        progress.Observe(new JobFailed(plan, "The disk is full."));

        Assert.Equal("[7/9] night-07: failed: The disk is full.", error.ToString().Split('\n')[1]);
    }

    [Fact]
    public void Where_several_pictures_are_in_the_making_each_plain_line_says_which_it_is_about()
    {
        var (time, error) = (new ManualTime(), new StringWriter { NewLine = "\n" });
        var (a, b) = (Samples.Plan(Folder, "a"), Samples.Plan(Folder, "b"));
        var progress = new PlainProgress(error, time, Folder);

        progress.Observe(new JobStarted(a, 1, 2));
        progress.Observe(new JobStarted(b, 2, 2));
        time.Advance(TimeSpan.FromSeconds(4));
        progress.Observe(new LevelStarted(a, 1));
        time.Advance(TimeSpan.FromSeconds(2));
        progress.Observe(Iteration(a, 1, 5));
        progress.Observe(Iteration(b, 1, 10));
        progress.Observe(new JobFailed(a, "It broke."));
        progress.Observe(new JobFinished(b, HostHarness.Report(b)));

        Assert.Equal(
            $"""
            [1/2] a: town.jpg in the style of starry.jpg
            [2/2] b: town.jpg in the style of starry.jpg
            [1/2] a: level 1/2, 256×192, 100 iterations
            [2/2] b: level 1/2, iteration 10/100, loss 0.06173, 1 min 30 s left
            [1/2] a: failed: It broke.
            [2/2] b: {Path.Combine("out", "b.png")} in 12.3 s

            """.ReplaceLineEndings("\n"),
            error.ToString());
    }

    [Fact]
    public void Json_lines_tell_pictures_of_one_name_apart()
    {
        var output = new StringWriter { NewLine = "\n" };
        var (first, second) = (Samples.Plan(Path.Combine(Folder, "x"), "same"), Samples.Plan(Path.Combine(Folder, "y"), "same"));
        var progress = new JsonProgress(new JsonLines(output), TextWriter.Null);

        progress.Observe(new JobStarted(first, 1, 2));
        progress.Observe(new JobStarted(second, 2, 2));
        progress.Observe(Iteration(first, 1, 1));
        progress.Observe(Iteration(second, 1, 1));
        progress.Observe(new JobFinished(second, HostHarness.Report(second)));
        progress.Observe(new JobFailed(first, "It broke."));

        var indices = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32());
        Assert.Equal([1, 2, 1, 2, 2, 1], indices);
    }

    [Fact]
    public void The_live_form_has_a_bar_for_each_picture_in_the_making_and_hands_it_on()
    {
        var output = new StringWriter();
        var plans = Enumerable.Range(1, 4).Select(i => Samples.Plan(Folder, $"job-{i}")).ToArray();
        var progress = new LiveProgress(Terminal(output, []), Folder);

        progress.During(() =>
        {
            progress.Observe(new JobStarted(plans[0], 1, 4));
            progress.Observe(new JobStarted(plans[1], 2, 4));
            progress.Observe(Iteration(plans[0], 1, 7));
            progress.Observe(Iteration(plans[1], 2, 9));
            progress.Observe(new JobFailed(plans[0], "It broke."));
            progress.Observe(new JobStarted(plans[2], 3, 4));
            return 0;
        });

        // The last drawing: the batch with one of four done, and two bars.
        var drawn = LastDrawing(output);
        Assert.Equal(["1 of 4 pictures done", "job-3 reading", "job-2 level 2/2"], drawn.Select(line => line.Split(',', '━')[0].Trim()));
        Assert.EndsWith("27%", drawn[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("iteration 9/200", drawn[2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_live_form_is_never_taller_than_the_terminal()
    {
        var output = new StringWriter();
        var terminal = Terminal(output, []);
        terminal.Profile.Height = 10;
        var plans = Enumerable.Range(1, 40).Select(i => Samples.Plan(Folder, $"job-{i}")).ToArray();
        var progress = new LiveProgress(terminal, Folder);

        progress.During(() =>
        {
            for (var i = 0; i < plans.Length; i++)
            {
                progress.Observe(new JobStarted(plans[i], i + 1, plans.Length));
                progress.Observe(Iteration(plans[i], 1, 1));
            }

            return 0;
        });

        var drawn = LastDrawing(output);
        Assert.Equal(8, drawn.Count);
        Assert.DoesNotContain("…", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("10%", drawn[0].TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void The_live_form_shows_job_level_iteration_loss_and_time_left_and_colours_only_where_it_may(string noColor, bool colours)
    {
        var output = new StringWriter();
        var plan = Samples.Plan(Folder);
        var progress = new LiveProgress(Terminal(output, new() { ["NO_COLOR"] = noColor }), Folder);

        var result = progress.During(() =>
        {
            progress.Observe(new JobStarted(plan, 2, 3));
            progress.Observe(new LevelStarted(plan, 1));
            progress.Observe(Iteration(plan, 2, 40));
            return 42;
        });

        Assert.Equal(42, result);
        var text = output.ToString();
        Assert.Contains("picture 2 of 3", text, StringComparison.Ordinal);
        Assert.Contains("level 2/2, 512×384, iteration 40/200, loss 0.01543, 1 min 00 s left", text, StringComparison.Ordinal);
        Assert.Contains("10%", text, StringComparison.Ordinal);
        // «Select graphic rendition» with a colour: 30 to 37, 90 to 97, or 38 with its own numbers.
        Assert.Equal(colours, System.Text.RegularExpressions.Regex.IsMatch(text, "\u001b\\[[0-9;]*(3[0-8]|9[0-7])[0-9;]*m"));
    }

    [Fact]
    public void The_live_form_takes_names_with_brackets_for_names()
    {
        var output = new StringWriter();
        var plan = Samples.Plan(Folder, "[red]job[/");
        var progress = new LiveProgress(Terminal(output, []), Folder);

        progress.During(() =>
        {
            progress.Observe(new JobStarted(plan, 1, 1));
            progress.Observe(new JobNotice(plan, "[bold"));
            progress.Observe(new JobFailed(plan, "No [such] file."));
            progress.Observe(new JobFinished(plan, HostHarness.Report(plan)));
            return 0;
        });

        Assert.Contains("No [such] file.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_the_live_form_and_anything_else_the_plain_one()
    {
        using var plain = new HostHarness();
        plain.WritePictures();
        Assert.Equal(ExitCodes.Done, plain.Run("render", "town.png", "--style", "wave.png"));
        Assert.StartsWith("[1/1] render: town.png in the style of wave.png\n", plain.Error, StringComparison.Ordinal);

        var drawn = new StringWriter();
        using var live = new HostHarness { Terminal = Terminal(drawn, []) };
        live.WritePictures();
        Assert.Equal(ExitCodes.Done, live.Run("render", "town.png", "--style", "wave.png"));
        Assert.Empty(live.Error);
        Assert.Equal("town-wave.png\n", live.Output);
        Assert.DoesNotContain("town-wave.png", drawn.ToString(), StringComparison.Ordinal);
        Assert.Contains("finished", drawn.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(160, "level 2/2, 512×384, iteration 40/200, loss 0.01543, 1 min 00 s left")]
    [InlineData(80, "level 2/2, iteration 40/200, loss 0.01543, 1 min 00 s left")]
    [InlineData(60, "level 2/2, iteration 40/200, 1 min 00 s left")]
    [InlineData(40, "1 min 00 s left")]
    public void The_live_form_never_wraps(int width, string shown)
    {
        var output = new StringWriter();
        var plan = Samples.Plan(Folder);
        var terminal = Terminal(output, []);
        terminal.Profile.Width = width;
        var progress = new LiveProgress(terminal, Folder);

        progress.During(() =>
        {
            progress.Observe(new JobStarted(plan, 1, 1));
            progress.Observe(Iteration(plan, 2, 40));
            return 0;
        });

        var text = System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;?]*[A-Za-z]", "");
        Assert.Contains($"render {shown}", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', '\r'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
    }

    [Fact]
    public void The_time_of_a_batch_is_told_beside_that_of_a_picture()
    {
        var (time, error, output) = (new ManualTime(), new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var (plan, drawn) = (Samples.Plan(Folder), new StringWriter());
        var batch = new BatchTime(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(125));
        var (plain, json, live) = (new PlainProgress(error, time, Folder), new JsonProgress(new JsonLines(output), TextWriter.Null), new LiveProgress(Terminal(drawn, []), Folder));

        live.During(() =>
        {
            foreach (var progress in (IProgressDisplay[])[plain, json, live])
            {
                progress.Observe(new JobStarted(plan, 2, 3));
                time.Advance(PlainProgress.Pause);
                progress.Observe(Iteration(plan, 1, 10) with { Batch = batch });
                progress.Observe(new JobFinished(plan, HostHarness.Report(plan)) { Batch = batch });
            }

            return 0;
        });

        const string left = "2 min 05 s of 3 min 05 s left for all pictures";
        Assert.Equal([$"[2/3] render: level 1/2, iteration 10/100, loss 0.06173, 1 min 30 s left; {left}", $"[2/3] render: {Path.Combine("out", "render.png")} in 12.3 s; {left}"], error.ToString().Split('\n')[1..3]);
        Assert.Contains($"picture 2 of 3, {left}", drawn.ToString(), StringComparison.Ordinal);
        Assert.All(output.ToString().Split('\n')[1..3], line => Assert.Contains("\"batchRemainingSeconds\":125,\"batchTotalSeconds\":185", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_live_form_outlives_any_change_of_the_terminals_extents()
    {
        var output = new StringWriter();
        var extents = new ChangingExtents(output);
        var terminal = Terminal(output, []);
        terminal.Profile.Out = new RedrawnTerminal(output, extents);
        var plan = Samples.Plan(Folder, "a-name-that-is-longer-than-any-narrow-terminal");
        var progress = new LiveProgress(terminal, Folder);

        progress.During(() =>
        {
            progress.Observe(new JobStarted(plan, 1, 2));
            for (var width = 25; width >= 0; width--)
            {
                (extents.Width, extents.Height) = (width, width / 5);
                progress.Observe(Iteration(plan, 1, 26 - width));
                progress.SayStopping();
            }

            progress.Observe(new JobFinished(plan, HostHarness.Report(plan)));
            return 0;
        });

        Assert.Equal(26, System.Text.RegularExpressions.Regex.Count(output.ToString(), "Stopping"));
    }

    [Fact]
    public void A_notice_that_holds_for_all_pictures_is_given_once()
    {
        var error = new StringWriter { NewLine = "\n" };
        var progress = new PlainProgress(error, new ManualTime(), Folder);
        foreach (var name in (string[])["a", "b"])
        {
            progress.Observe(new JobNotice(Samples.Plan(Folder, name), "This takes windows."));
        }

        Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.01234567, "0.01235")]
    [InlineData(1234.5678, "1235")]
    [InlineData(1234567.8, "1,234,568")]
    [InlineData(1.234e-7, "1.2e-7")]
    [InlineData(double.NaN, "NaN")]
    public void Losses_read_without_needless_powers(double loss, string words) => Assert.Equal(words, Words.Loss(loss));

    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(125.4, "2 min 05 s")]
    [InlineData(3599.6, "1 h 00 min")]
    [InlineData(7325, "2 h 02 min")]
    public void Durations_read_as_people_say_them(double seconds, string words) =>
        Assert.Equal(words, Words.Duration(TimeSpan.FromSeconds(seconds)));

    private sealed class ChangingExtents(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width { get; set; } = 80;

        public int Height { get; set; } = 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }

    private static IterationDone Iteration(RenderPlan plan, int level, int iteration) => new(
        plan, level, iteration, 0.6173 / iteration, [], [], 0.1, TimeSpan.FromSeconds(100 - iteration));

    // What stands there when the work ends, before the display clears itself away.
    private static List<string> LastDrawing(StringWriter output)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;?]*m", "");
        var frames = System.Text.RegularExpressions.Regex.Split(text, "\r?(?:\u001b\\[[0-9;?]*[A-Za-z])+");
        return [.. frames.Last(frame => frame.Contains('%', StringComparison.Ordinal)).Split('\n').Where(line => line.Contains('%', StringComparison.Ordinal))];
    }

    private static IAnsiConsole Terminal(TextWriter output, Dictionary<string, string> variables)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = StyleForge.Hosting.Terminals.MayColour(variables) ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
            EnvironmentVariables = variables,
        });
        terminal.Profile.Width = 160;
        return terminal;
    }
}
