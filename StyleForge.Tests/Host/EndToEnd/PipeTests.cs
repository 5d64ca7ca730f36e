using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Standard input and output, pipes from a shell, and pipes that lie where a file should.</summary>
[Long]
public sealed class PipeTests : IDisposable
{
    private const string Quick = "--size 48 --minimum-size 48 --first-iterations 2 --content-layers relu2_2 --style-layers relu1_1,relu2_1";

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [LinuxTheory("pipes by name")]
    [InlineData("cat content.png | styleforge render - --style style.png")]
    [InlineData("styleforge render - --style style.png < content.png")]
    [InlineData("styleforge render /dev/stdin --style style.png < content.png")]
    [InlineData("styleforge render content.png --style -:0.5 < style.png")]
    [InlineData("styleforge render <(cat content.png) --style <(cat style.png):2")]
    public void A_picture_may_come_through_a_pipe(string command)
    {
        Assert.Equal((0, "plain.png\n"), (_studio.Run([.. $"render content.png --style style.png {Quick} -o plain.png".Split(' ')]), _studio.Output));

        Assert.Equal((0, "piped.png\n"), Told(ProgramProcess.Shell(_studio.Folder, $"{command} {Quick} -o piped.png")));
        Assert.Equal(Samples("plain.png"), Samples("piped.png"));
    }

    [LinuxTheory("pipes by name")]
    [InlineData("")]
    [InlineData("--json")]
    [InlineData("--quiet --no-overwrite")]
    public void A_picture_may_go_through_a_pipe_and_then_all_else_is_standard_error(string options)
    {
        Assert.Equal(0, _studio.Run([.. $"render content.png --style style.png {Quick} -o plain.png".Split(' ')]));

        var (code, output, error) = ProgramProcess.Shell(_studio.Folder, $"styleforge render content.png --style style.png {Quick} -o - {options} > piped.png");

        Assert.Equal((0, ""), (code, output));
        Assert.Equal(options.Contains("quiet", StringComparison.Ordinal), error.Length == 0);
        Assert.Equal(Samples("plain.png"), Samples("piped.png"));
        Assert.DoesNotContain(_studio.Files, file => file.StartsWith("piped.png.", StringComparison.Ordinal) || file.StartsWith('-'));
    }

    [LinuxFact("pipes by name")]
    public void What_came_through_a_pipe_is_checked_like_a_file()
    {
        const string render = $"styleforge render - --style <(cat style.png) {Quick}";
        Told(ProgramProcess.Shell(_studio.Folder, $"cat content.png | {render} -o a.png"));

        // The picture is of the same bytes, whatever they are called.
        var (code, _, error) = ProgramProcess.Shell(_studio.Folder, $"cat content.png | {render} -o a.png --no-overwrite");
        Assert.Equal((ExitCodes.NothingToDo, "render: a.png is there already and is left alone.\n"), (code, error));
        (code, _, error) = ProgramProcess.Shell(_studio.Folder, $"styleforge render content.png --style style.png {Quick} -o a.png --no-overwrite");
        Assert.Equal((ExitCodes.NothingToDo, "render: a.png is there already and is left alone.\n"), (code, error));
        (code, _, error) = ProgramProcess.Shell(_studio.Folder, $"styleforge render - --style content.png {Quick} -o a.png --no-overwrite < style.png");
        Assert.True(code == ExitCodes.Done, error);
        Assert.Contains("render: a.png is rendered again, because it was made of other pictures, weights or settings.", error, StringComparison.Ordinal);

        foreach (var options in (string[])["", "--dry-run"])
        {
            (code, var output, error) = ProgramProcess.Shell(_studio.Folder, $"head -c -40 content.png | {render} -o - {options}");
            Assert.Equal((ExitCodes.Wrong, ""), (code, output));
            Assert.Contains("The content picture \"/dev/stdin\" ", error, StringComparison.Ordinal);
        }
    }

    [LinuxTheory("pipes by name")]
    [InlineData("styleforge render --from - < piped.png", "piped-again.png")]
    [InlineData("styleforge render --from <(cat piped.png) -o b.png", "b.png")]
    [InlineData("styleforge render --from - -o - < piped.png.json > c.png", "c.png")]
    public void A_finished_picture_may_come_through_a_pipe_and_was_made_of_what_came_through_one(string command, string made)
    {
        Told(ProgramProcess.Shell(_studio.Folder, $"styleforge render <(cat content.png) --style - {Quick} -o piped.png < style.png"));

        Assert.Equal(0, ProgramProcess.Shell(_studio.Folder, command).Code);
        Assert.Equal(Samples("piped.png"), Samples(made));
    }

    [LinuxFact("/dev/full, the disk that is always full")]
    public void A_picture_that_does_not_get_through_has_failed()
    {
        _studio.Write("appsettings.json", """{ "retry": { "attempts": 2, "delay": 0.01 } }""");

        var (code, _, error) = ProgramProcess.Shell(_studio.Folder, $"styleforge render content.png --style style.png {Quick} -o - > /dev/full");

        Assert.Equal(ExitCodes.JobFailed, code);
        Assert.Contains("Standard output cannot be written: No space left on device", error, StringComparison.Ordinal);
    }

    [LinuxTheory("pipes by name")]
    [InlineData("styleforge batch - < jobs/a.json", "stdin")]
    [InlineData("styleforge batch <(cat jobs/a.json) --output-root output", "63")]
    public void A_job_may_come_through_a_pipe_and_starts_from_the_working_directory(string command, string name)
    {
        _studio.Write("jobs/a.json", """{ "version": 1, "content": "content.png", "styles": ["style.png"] }""");

        Assert.Equal((0, $"output/{name}.png\n"), Told(ProgramProcess.Shell(_studio.Folder, $"{command} {Quick}")));
    }

    [LinuxTheory("pipes by name")]
    [InlineData("check jobs", "jobs/a.json: The job file is a pipe, but must be a file.")]
    [InlineData("batch jobs", "jobs/a.json: The job file is a pipe, but must be a file.")]
    [InlineData("batch jobs/a.json", "jobs/a.json: The job file is a pipe, but must be a file.")]
    [InlineData("weights show pipe", "pipe' is a pipe, and weights are read more than once; save them as a file first.")]
    [InlineData("weights show <(cat content.png)", "' is a pipe, and weights are read more than once; save them as a file first.")]
    [InlineData("images info pipe", "pipe is a pipe, but must be a file.")]
    [InlineData("images info /dev/zero", "/dev/zero is a device, but must be a file.")]
    [InlineData("judge pipe --content content.png --style style.png", "pipe is a pipe, but must be a file.")]
    [InlineData("judge content.png --content content.png --style pipe", "pipe is a pipe, but must be a file.")]
    [InlineData("render pipe --style style.png -o a.png", "The content picture \"pipe\" is a pipe, but must be a file.")]
    [InlineData("render content.png --style style.png --weights-file pipe -o a.png", "The weight file \"pipe\" is a pipe, but must be a file.")]
    [InlineData("render content.png --style style.png --start file --start-image pipe -o a.png", "The picture to start from \"pipe\" is a pipe, but must be a file.")]
    [InlineData("render content.png --style style.png -o pipe.png", "The output \"pipe.png\" is a pipe, but must be a file: give another name.")]
    [InlineData("render content.png --style style.png -o /dev/null", "The output \"/dev/null\" is a device, but must be a file: give another name.")]
    [InlineData("render content.png --style style.png -o noted.png", "noted.png.json\", which is there already and no record of StyleForge's: give another name, or --no-sidecar.")]
    [InlineData("cd configured; styleforge config show", "appsettings.json: The configuration file is a pipe, but must be a file. Mend it or take it away.")]
    public void A_pipe_in_place_of_a_file_is_told_without_waiting_for_it(string command, string sentence)
    {
        Directory.CreateDirectory(_studio.File("jobs"));
        Directory.CreateDirectory(_studio.File("configured"));
        var start = command.StartsWith("cd ", StringComparison.Ordinal) ? "" : "styleforge ";

        var (code, _, error) = ProgramProcess.Shell(_studio.Folder, $"mkfifo jobs/a.json pipe pipe.png noted.png.json configured/appsettings.json; {start}{command}");

        Assert.Equal(ExitCodes.Wrong, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [LinuxTheory("signals that one process can send another")]
    [InlineData("render - --style style.png", "INT")]
    [InlineData("batch -", "TERM")]
    [InlineData("images info <(sleep 30 2> /dev/null)", "HUP")]
    public void A_request_to_end_is_heard_while_a_pipe_says_nothing(string command, string signal)
    {
        // The shell becomes the program and keeps its number; what it leaves behind keeps the pipe open, and sends the signal once
        // the program catches SIGHUP (bit 0), which it does last.
        var program = string.Join(' ', ProgramProcess.Words.Select(word => $"'{word}'"));
        var (code, _, error) = ProgramProcess.Shell(
            _studio.Folder,
            $"mkfifo quiet; sleep 30 > quiet 2> /dev/null & (until grep -q 'SigCgt:.*[13579bdf]$' /proc/$$/status; do sleep 0.05; done; kill -{signal} $$) & exec {program} {command} < quiet");

        Assert.Equal((ExitCodes.Interrupted, "Interrupted.\n"), (code, error));
    }

    [LinuxFact("signals that one process can send another")]
    public void An_answer_that_nobody_reads_can_be_interrupted()
    {
        // The pipe is full before the program begins, and its reader does not read.
        var program = string.Join(' ', ProgramProcess.Words.Select(word => $"'{word}'"));
        var (code, _, _) = ProgramProcess.Shell(
            _studio.Folder,
            $"mkfifo full; sleep 30 < full > /dev/null 2>&1 & exec 9> full; head -c 65536 /dev/zero >&9; "
                + $"(until grep -q 'SigCgt:.*[13579bdf]$' /proc/$$/status; do sleep 0.05; done; sleep 1; kill -TERM $$) & exec {program} config show >&9");

        Assert.Equal(ExitCodes.Interrupted, code);
    }

    [Fact]
    public void Standard_input_has_one_reader()
    {
        const string sentence = "Standard input is asked for 2 times, but can be read only once: save it as a file, and name that.\n";
        foreach (var line in (string[])["render - --style -:2", "batch - -", "check - /dev/stdin", "images info - -", "judge - --content - --style style.png"])
        {
            using var host = new HostHarness();
            Assert.Equal(ExitCodes.Wrong, host.Run(line.Split(' ')));
            Assert.Equal(sentence, host.Error);
        }
    }

    [Fact]
    public void A_terminal_hands_nothing_over_and_takes_no_picture()
    {
        using var host = new HostHarness();
        host.WritePictures();

        Assert.Equal(ExitCodes.Wrong, host.Run("render", "-", "--style", "wave.png"));
        Assert.Equal(ExitCodes.Wrong, host.Run("render", "town.png", "--style", "wave.png", "-o", "-"));

        Assert.Equal(
            [
                "Standard input is a terminal, or closed: hand the file over with a pipe or with '<'.",
                "Standard output is a terminal, or closed, and takes no picture: send it on with a pipe or with '>'.",
            ],
            host.ErrorLines);
    }

    [Fact]
    public void What_is_handed_over_has_the_limits_of_a_file()
    {
        using var host = new HostHarness();
        var environment = host.Environment() with { OpenInput = () => new MemoryStream(new byte[JobLimits.Default.MaximumBytes + 1]) };

        Assert.Equal(ExitCodes.Wrong, CommandLine.Run(["check", "-"], environment));
        Assert.Equal($"Standard input has more than {JobLimits.Default.MaximumBytes} bytes, which are the most that are allowed.\n", host.Error);
    }

    private static (int Code, string Output) Told((int Code, string Output, string Error) run)
    {
        Assert.True(run.Code == 0, run.Error);
        return (run.Code, run.Output);
    }

    private byte[] Samples(string picture) => ImageCodecs.Default.Read(_studio.File(picture)).Samples.ToArray();
}
