using Spectre.Console;
using StyleForge.Hosting.Download;
using StyleForge.Presentation;

namespace StyleForge.Tests.Host.Download;

/// <summary>How downloads are shown.</summary>
public sealed class DownloadProgressTests
{
    private const long Total = 500_000_000;
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(123_456_789)]
    public void A_steady_line_is_measured_exactly_whenever_one_looks(int bytesPerSecond)
    {
        var rate = new TransferRate(_time);
        rate.Begin(40);
        Assert.Null(rate.BytesPerSecond);
        for (var second = 1; second <= 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            rate.Advance(40 + ((long)second * bytesPerSecond));
            Assert.Equal(bytesPerSecond, rate.BytesPerSecond!.Value, 6);
            Assert.Equal(7, rate.Remaining(7L * bytesPerSecond)!.Value.TotalSeconds, 6);
        }
    }

    [Fact]
    public void A_line_that_changes_is_followed_within_seconds()
    {
        var rate = new TransferRate(_time);
        rate.Begin(0);
        var received = 0L;
        foreach (var speed in Enumerable.Repeat(1000, 60).Concat(Enumerable.Repeat(10, 12)))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            rate.Advance(received += speed);
        }

        Assert.InRange(rate.BytesPerSecond!.Value, 10, 20);
    }

    [Fact]
    public void What_was_here_before_is_no_speed()
    {
        var rate = new TransferRate(_time);
        rate.Begin(400_000_000);
        _time.Advance(TimeSpan.FromSeconds(2));
        rate.Advance(400_000_010);
        Assert.Equal(5, rate.BytesPerSecond);
        rate.Begin(0);
        Assert.Null(rate.BytesPerSecond);
        Assert.Null(rate.Remaining(1));
    }

    [Fact]
    public void The_plain_form_is_a_line_for_what_happens_and_at_most_one_every_five_seconds_between()
    {
        var error = new StringWriter { NewLine = "\n" };
        var display = new PlainDownload(error, _time);
        foreach (var happened in Story())
        {
            display.Observe(happened);
        }

        Assert.Equal(
            """
            a.pth: from studio, 500.0 MB
            a.pth: 50.0 MB of 500.0 MB, 10.0 MB/s, 45.0 s left
            a.pth: 100.0 MB of 500.0 MB, 10.0 MB/s, 40.0 s left
            a.pth: the connection to studio broke off; trying again in 2.5 s (try 2 of 5)
            a.pth: from studio, going on after 110.0 MB of 500.0 MB
            a.pth: The pieces do not fit.

            """.ReplaceLineEndings("\n"),
            error.ToString());
    }

    [Fact]
    public void The_quiet_form_says_nothing()
    {
        var display = new QuietDownload();
        foreach (var happened in Story())
        {
            display.Observe(happened);
        }

        Assert.Equal(7, display.During(() => 7));
    }

    [Theory]
    [InlineData(160, "110.0 MB of 500.0 MB, 10.0 MB/s, 39.0 s left")]
    [InlineData(66, "110.0 MB of 500.0 MB, 10.0 MB/s, 39.0 s left")]
    [InlineData(50, "110.0 MB of 500.0 MB, 39.0 s left")]
    [InlineData(30, "39.0 s left")]
    public void The_live_form_shows_how_far_how_fast_and_how_long_and_never_wraps(int width, string shown)
    {
        var text = Draw(width, []);
        Assert.Contains($"a.pth {shown}", text, StringComparison.Ordinal);
        Assert.Contains("22%", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', '\r'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void The_live_form_is_coloured_only_where_it_may_be(string noColor, bool colours) => Assert.Equal(
        colours, System.Text.RegularExpressions.Regex.IsMatch(Draw(160, new() { ["NO_COLOR"] = noColor }, keepEscapes: true), "\u001b\\[[0-9;]*(3[0-8]|9[0-7])[0-9;]*m"));

    [Fact]
    public void The_live_form_takes_brackets_for_brackets()
    {
        var output = new StringWriter();
        var display = new LiveDownload(Terminal(output, 160, []), _time);
        display.During(() =>
        {
            display.Observe(new DownloadStarted("[red]a[/", "host", 0, null));
            display.Observe(new DownloadRetrying("[red]a[/", "the [bold] line", TimeSpan.Zero, 1, 5));
            return 0;
        });

        Assert.Contains("[red]a[/: the [bold] line; trying again at once (try 1 of 5)", Plain(output.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_the_live_form()
    {
        var drawn = new StringWriter();
        using var studio = new PullStudio(request => Reply.Ranged(request, TinyWeights.FirstFile));
        studio.Host.Terminal = Terminal(drawn, 100, []);

        Assert.Equal(ExitCodes.Done, studio.Pull());
        Assert.StartsWith("tiny-a: 0.2 MB in 0.0 s", Assert.Single(studio.Host.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(TinyWeights.First.Facts.Weights!.FileName, drawn.ToString(), StringComparison.Ordinal);
    }

    // Eleven seconds at ten megabytes each, then a cut.
    private IEnumerable<DownloadEvent> Story()
    {
        yield return new DownloadStarted("a.pth", "studio", 0, Total);
        for (var second = 1; second <= 11; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            yield return new DownloadAdvanced("a.pth", second * 10_000_000L, Total);
        }

        yield return new DownloadRetrying("a.pth", "the connection to studio broke off", TimeSpan.FromSeconds(2.5), 2, 5);
        yield return new DownloadStarted("a.pth", "studio", 110_000_000, Total);
        yield return new DownloadNotice("a.pth", "The pieces do not fit.");
        yield return new DownloadChecking("a.pth");
    }

    private string Draw(int width, Dictionary<string, string> variables, bool keepEscapes = false)
    {
        var output = new StringWriter();
        var display = new LiveDownload(Terminal(output, width, variables), _time);
        display.During(() =>
        {
            foreach (var happened in Story().TakeWhile(happened => happened is not DownloadRetrying))
            {
                display.Observe(happened);
            }

            return 0;
        });
        return keepEscapes ? output.ToString() : Plain(output.ToString());
    }

    private static string Plain(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;?]*[A-Za-z]", "");

    private static IAnsiConsole Terminal(TextWriter output, int width, Dictionary<string, string> variables)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = StyleForge.Hosting.Terminals.MayColour(variables) ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
            EnvironmentVariables = variables,
        });
        terminal.Profile.Width = width;
        return terminal;
    }
}
