using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Tests.Host;

public sealed class RenderTests
{
    [Fact]
    public void A_render_prints_the_path_of_its_picture_and_nothing_else_on_standard_output()
    {
        using var host = new HostHarness();
        host.WritePictures();

        var exitCode = host.Run("render", "town.png", "--style", "wave.png", "-o", "result.png");

        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Equal("result.png\n", host.Output);
        Assert.Equal(Path.Combine(host.WorkingDirectory, "result.png"), Assert.Single(host.Rendered).OutputPath);
    }

    [Fact]
    public void A_checkpoint_lies_hidden_beside_the_picture_unless_it_is_unwanted_or_the_picture_goes_elsewhere()
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png", "-o", "pictures/result.png"));
        var plan = Assert.Single(host.Rendered);
        Assert.Equal(Path.Combine(host.WorkingDirectory, "pictures", ".result.png.checkpoint"), host.Options!.CheckpointOf(plan));
        Assert.Null(host.Options.CheckpointOf(plan with { OutputPath = StandardStreams.OutputPath }));

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png", "-o", "pictures/result.png", "--no-checkpoints"));
        Assert.Null(host.Options.CheckpointOf(plan));
    }

    [Fact]
    public void Styles_are_weighed_by_the_number_after_their_colon()
    {
        using var host = new HostHarness();
        host.WritePictures();
        host.Write("a:b.png", "a picture with a colon");

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png:3", "-s", "a:b.png", "-o", "result.png"));

        var styles = Assert.Single(host.Rendered).Styles;
        Assert.Equal(["wave.png", "a:b.png"], styles.Select(style => Path.GetFileName(style.Path)));
        Assert.Equal([0.75, 0.25], styles.Select(style => style.Weight));
    }

    [Fact]
    public void A_bundled_style_goes_by_its_name()
    {
        using var host = new HostHarness();
        host.WritePictures();
        Directory.CreateDirectory(Path.Combine(host.ApplicationFolder, "styles"));
        File.WriteAllText(Path.Combine(host.ApplicationFolder, "styles", "marbling.png"), "a picture");

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "marbling", "-o", "result.png"));

        Assert.EndsWith("marbling.png", Assert.Single(Assert.Single(host.Rendered).Styles).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_the_command_line_reaches_the_plan()
    {
        using var host = new HostHarness();
        host.WritePictures();

        var exitCode = host.Run(
            "render", "town.png", "--style", "wave.png", "-o", "result.png", "--threads", "3", "--size", "300", "--content-weight", "2.5",
            "--style-layers", "relu1_1,relu2_1:0.5", "--color", "content", "--seed=7");

        Assert.Equal((ExitCodes.Done, ""), (exitCode, host.Error.Contains("setting", StringComparison.Ordinal) ? host.Error : ""));
        var settings = Assert.Single(host.Rendered).Settings;
        Assert.Equal(300, settings.Size);
        Assert.Equal(2.5, settings.ContentWeight);
        Assert.Equal(["relu1_1", "relu2_1:0.5"], settings.StyleLayers.Select(layer => layer.ToString()));
        Assert.Equal(ColourKind.Content, settings.Colour);
        Assert.Equal(7, settings.Seed);
        Assert.Equal(3, host.Options!.Threads);
    }

    [Fact]
    public void Problems_go_to_standard_error_and_nothing_is_rendered()
    {
        using var host = new HostHarness();
        host.WritePictures();

        var exitCode = host.Run("render", "missing.png", "--style", "wave.png", "--size", "-5");

        Assert.Equal(ExitCodes.Wrong, exitCode);
        Assert.Empty(host.Output);
        Assert.Empty(host.Rendered);
        Assert.Contains(host.ErrorLines, line => line.StartsWith("The content picture \"missing.png\" ", StringComparison.Ordinal));
        Assert.Contains(host.ErrorLines, line => line.StartsWith("--size: size is -5, but must be", StringComparison.Ordinal));
    }

    [Fact]
    public void A_style_is_needed()
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png"));
        Assert.Contains("--style PICTURE", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_render_says_why_and_gives_1()
    {
        using var host = new HostHarness();
        host.WritePictures();
        host.Render = (plan, observer) => HostHarness.Fail(plan, observer, "The disk is full.");

        Assert.Equal(ExitCodes.JobFailed, host.Run("render", "town.png", "--style", "wave.png"));
        Assert.Empty(host.Output);
        Assert.Contains(host.ErrorLines, line => line.EndsWith("failed: The disk is full.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dry_run_prints_the_plan_and_renders_nothing()
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png:2", "-s", "ink.png", "-o", "result.png", "--dry-run"));

        Assert.Empty(host.Rendered);
        Expectation.Is("dry-run.txt", host.Output);
    }

    [Fact]
    public void Without_overwriting_a_picture_that_is_there_is_left_alone()
    {
        using var host = new HostHarness();
        host.WritePictures();
        string[] render = ["render", "town.png", "--style", "wave.png", "-o", "result.png", "--quiet"];
        Assert.Equal(ExitCodes.Done, host.Run(render));
        HostHarness.WriteFinished(Assert.Single(host.Rendered));

        Assert.Equal(ExitCodes.NothingToDo, host.Run([.. render[..^1], "--no-overwrite"]));
        Assert.Single(host.Rendered);
        Assert.Equal("render: result.png is there already and is left alone.\n", host.Error);

        host.Write("result.png", "last night's");
        Assert.Equal(ExitCodes.Done, host.Run([.. render, "--no-overwrite"]));
        Assert.Equal(2, host.Rendered.Count);
        Assert.Contains("render: result.png is rendered again, because it is a text file", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_prints_nothing_where_nothing_fails()
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png", "-q"));
        Assert.Empty(host.Output + host.Error);
    }

    [Fact]
    public void Verbose_tells_each_setting_with_its_origin()
    {
        using var host = new HostHarness();
        host.WritePictures();
        host.Variables["STYLEFORGE_SEED"] = "9";

        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png", "--size", "200", "-v"));
        Assert.Contains(host.ErrorLines, line => line.StartsWith("seed ", StringComparison.Ordinal) && line.EndsWith(" STYLEFORGE_SEED", StringComparison.Ordinal));
        Assert.Contains(host.ErrorLines, line => line.StartsWith("size ", StringComparison.Ordinal) && line.EndsWith(" command line", StringComparison.Ordinal));
        Assert.Equal("town-wave.png\n", host.Output);
    }

    [Fact]
    public void An_interrupted_render_gives_130_and_says_that_nothing_was_written()
    {
        using var host = new HostHarness();
        host.WritePictures();
        host.Render = (plan, _) =>
        {
            host.Interrupt();
            return new BatchOutcome(plan, null, null);
        };

        Assert.Equal(ExitCodes.Interrupted, host.Run("render", "town.png", "--style", "wave.png"));
        Assert.Empty(host.Output);
        Assert.Equal(
            "Interrupted: town-wave.png was not written.",
            host.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("wave.png:0")]
    [InlineData("wave.png:-1")]
    [InlineData("wave.png:99999")]
    public void A_weight_that_no_style_may_have_is_told_as_such(string style)
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png", "--style", style));
        Assert.Contains("a weight must be a number from 0.0001 to 10000", Assert.Single(host.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--json")]
    public void Weights_that_are_absent_are_told_before_anything_runs(string option)
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png", "--style", "wave.png", "--network", "vgg19", option));
        Assert.Empty(host.Rendered);
        Assert.StartsWith("--network: The weights of vgg19 are not on this machine: ", host.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_closes_the_json_lines_also_where_nothing_runs()
    {
        using var host = new HostHarness();
        host.WritePictures();
        Assert.Equal(ExitCodes.Done, host.Run("render", "town.png", "--style", "wave.png", "--quiet"));
        HostHarness.WriteFinished(Assert.Single(host.Rendered));

        Assert.Equal(ExitCodes.NothingToDo, host.Run("render", "town.png", "--style", "wave.png", "--no-overwrite", "--json"));
        Assert.Equal("""{"event":"summary","finished":0,"failed":0,"unfinished":0,"left":0,"kept":1,"invalid":0,"seconds":0}""", Assert.Single(host.OutputLines));
    }
}
