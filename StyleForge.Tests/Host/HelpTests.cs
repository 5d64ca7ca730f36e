namespace StyleForge.Tests.Host;

/// <summary>What --help prints is committed text: run with STYLEFORGE_UPDATE_GOLDENS=1 to write it anew, and read the difference.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("render")]
    [InlineData("render-audio")]
    [InlineData("render-clip")]
    [InlineData("batch")]
    [InlineData("watch")]
    [InlineData("queue")]
    [InlineData("serve")]
    [InlineData("check")]
    [InlineData("faces")]
    [InlineData("faces detect")]
    [InlineData("faces landmarks")]
    [InlineData("faces expressions")]
    [InlineData("faces live")]
    [InlineData("faces verify")]
    [InlineData("faces enrol")]
    [InlineData("faces identify")]
    [InlineData("faces gallery")]
    [InlineData("faces forget")]
    [InlineData("styles")]
    [InlineData("presets")]
    [InlineData("config")]
    [InlineData("config show")]
    [InlineData("config path")]
    [InlineData("networks")]
    [InlineData("networks list")]
    [InlineData("networks describe")]
    [InlineData("networks visualize")]
    [InlineData("weights")]
    [InlineData("weights list")]
    [InlineData("weights show")]
    [InlineData("weights verify")]
    [InlineData("weights pull")]
    [InlineData("weights import")]
    [InlineData("weights export")]
    [InlineData("train")]
    [InlineData("train features")]
    [InlineData("train classifier")]
    [InlineData("train detector")]
    [InlineData("train scenes")]
    [InlineData("train embedding")]
    [InlineData("bench")]
    [InlineData("kernels")]
    [InlineData("judge")]
    [InlineData("classify")]
    [InlineData("detect")]
    [InlineData("filters")]
    [InlineData("images")]
    [InlineData("images info")]
    [InlineData("identify")]
    [InlineData("segment")]
    [InlineData("speech")]
    [InlineData("completions")]
    public void Help_of_each_command_is_the_committed_text(string command)
    {
        using var host = new HostHarness();

        var exitCode = host.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Empty(host.Error);
        Expectation.Is($"help{(command.Length > 0 ? "-" : "")}{command.Replace(' ', '-')}.txt", host.Output);
    }

    [Fact]
    public void No_line_of_help_is_wider_than_the_terminal()
    {
        using var host = new HostHarness();

        host.Run("render", "--help");

        Assert.All(host.OutputLines, line => Assert.True(line.Length <= 100, line));
    }
}
