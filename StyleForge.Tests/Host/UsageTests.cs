namespace StyleForge.Tests.Host;

/// <summary>A command line that is wrong gets one sentence on standard error, the way to the help, and exit code 2.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("train", "'train' needs one of its commands: features, classifier.", "styleforge train")]
    [InlineData("rendr a.png", "There is no command 'rendr'. Did you mean 'render'?", "styleforge")]
    [InlineData("xyzzy", "There is no command 'xyzzy'.", "styleforge")]
    [InlineData("render", "'render' needs CONTENT: the picture to render in another style; - for standard input.", "styleforge render")]
    [InlineData("render a.png --conten-weight 5", "There is no option '--conten-weight'. Did you mean '--content-weight'?", "styleforge render")]
    [InlineData("render --sytle b.png", "There is no option '--sytle'. Did you mean '--style'?", "styleforge render")]
    [InlineData("batch --dryrun", "There is no option '--dryrun'. Did you mean '--dry-run'?", "styleforge batch")]
    [InlineData("render a.png b.png --style c.png", "'b.png' is one argument too many for 'render'.", "styleforge render")]
    [InlineData("render a.png --threads", "The option '--threads' needs a value: --threads NUMBER.", "styleforge render")]
    [InlineData("render a.png --threads 0", "--threads is 0, but must be a whole number from 1 to 1024.", "styleforge render")]
    [InlineData("render a.png --threads two", "--threads is two, but must be a whole number from 1 to 1024.", "styleforge render")]
    [InlineData("render a.png --size 1 --size 2", "The option '--size' is given 2 times, but only one value can count.", "styleforge render")]
    [InlineData("networks describe vgg19 --size -3", "--size is -3, but must be a whole number from 1 to 65500.", "styleforge networks describe")]
    [InlineData("weights pull", "'pull' needs NAME: the networks to fetch weights for, and sets of them.", "styleforge weights pull")]
    [InlineData("weights import", "'import' needs FILE: the weight file, or an archive with one in it.", "styleforge weights import")]
    public void A_wrong_command_line_is_refused_in_one_sentence(string line, string sentence, string help)
    {
        using var host = new HostHarness();

        var exitCode = host.Run(line.Split(' '));

        Assert.Equal(ExitCodes.Wrong, exitCode);
        Assert.Equal([sentence, $"See '{help} --help'."], host.ErrorLines);
        Assert.Empty(host.Output);
    }

    [Fact]
    public void Without_any_words_the_help_goes_to_standard_error()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run());
        Assert.StartsWith("Usage:\n  styleforge COMMAND [options]", host.Error, StringComparison.Ordinal);
        Assert.Empty(host.Output);
    }

    [Fact]
    public void The_version_is_printed_alone()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("--version"));
        Assert.Matches("^styleforge [0-9]+\\.[0-9]+\\.[0-9]+[-.a-z0-9]*\n$", host.Output);
    }

    [Fact]
    public void A_word_that_begins_with_at_is_a_path_and_no_response_file()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "@home.png", "--style", "b.png"));
        Assert.Contains("\"@home.png\" does not exist", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_the_program_itself_shows_its_trace_only_when_asked()
    {
        using var host = new HostHarness();
        host.WritePictures();
        host.Render = (_, _) => throw new InvalidOperationException("a wheel came off.");

        Assert.Equal(ExitCodes.JobFailed, host.Run("render", "town.png", "--style", "wave.png", "--quiet"));
        Assert.Single(host.ErrorLines);
        Assert.Contains("a wheel came off.", host.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.JobFailed, host.Run("render", "town.png", "--style", "wave.png", "--quiet", "--verbose"));
        Assert.Contains("   at ", host.Error, StringComparison.Ordinal);
    }
}
