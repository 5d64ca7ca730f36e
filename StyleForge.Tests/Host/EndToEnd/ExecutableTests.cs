using System.Diagnostics;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>The program as people start it: a process with streams, signals and an exit code.</summary>
public sealed class ExecutableTests : IDisposable
{
    // Far above what a busy machine needs; a child that hangs fails its test instead of stopping all of them.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Untouched = ["content.png", "style.png"];

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void The_version_goes_to_standard_output()
    {
        using var child = Start(Program("--version"));

        var output = child.StandardOutput.ReadToEnd();
        Assert.Equal(0, ExitCode(child));
        Assert.Equal($"styleforge {CommandLine.Version}\n", output.ReplaceLineEndings("\n"));
    }

    [LinuxTheory("signals that one process can send another")]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    [InlineData("-HUP")]
    public void The_first_request_to_end_stops_a_render_with_130_and_no_file(string signal)
    {
        using var child = Start(Program("render", "content.png", "--style", "style.png", "-o", "a.png", "--first-iterations", "100000"));
        ReadUntil(child.StandardError, "level 1/");

        using (var kill = Process.Start("kill", [signal, $"{child.Id}"]))
        {
            kill.WaitForExit();
        }

        Assert.Equal(130, ExitCode(child));
        Assert.Equal(Untouched, _studio.Files);
    }

    [LinuxFact("working directories that can be deleted")]
    public void A_working_directory_that_is_gone_is_told_in_one_sentence()
    {
        using var child = Start(["bash", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "styleforge", .. Program("styles")]);

        var errors = child.StandardError.ReadToEnd();
        Assert.Equal(2, ExitCode(child));
        Assert.EndsWith("The working directory does not exist any more: change to a folder that does.\n", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public void A_disk_that_runs_full_fails_the_job_in_one_sentence_and_keeps_nothing()
    {
        // 48×36 pixels of three bytes would fit into 8 KiB alone, and so would the record, but not both.
        Directory.CreateDirectory(_studio.File("small"));
        _studio.Write("appsettings.json", """{ "retry": { "attempts": 2, "delay": 0.01 } }""");
        var render = Program(
            "render", "content.png", "--style", "style.png", "-o", "small/a.png", "--size", "48", "--minimum-size", "48", "--first-iterations", "1", "--start", "noise", "--noise", "0.5");
        using var child = Start(SmallDiskFactAttribute.Around(_studio.File("small"), kibibytes: 8, render));

        var errors = child.StandardError.ReadToEndAsync();
        var listing = child.StandardOutput.ReadToEnd();
        Assert.Equal(1, ExitCode(child));
        Assert.Contains("a.png cannot be written: the disk is full", errors.Result, StringComparison.Ordinal);
        Assert.Contains(": try 2 of 2 in ", errors.Result, StringComparison.Ordinal);
        Assert.Equal("", listing);
    }

    [SmallDiskFact]
    public void A_disk_without_room_is_known_before_the_picture_is_begun()
    {
        Directory.CreateDirectory(_studio.File("small"));
        var render = Program("render", "content.png", "--style", "style.png", "-o", "small/a.png", "--size", "256", "--first-iterations", "9999");
        using var child = Start(SmallDiskFactAttribute.Around(_studio.File("small"), kibibytes: 64, render));

        var errors = child.StandardError.ReadToEndAsync();
        Assert.Equal("", child.StandardOutput.ReadToEnd());
        Assert.Equal(2, ExitCode(child));
        Assert.Contains("The output \"small/a.png\" has up to 147456 bytes, but only 65536 are free in ", errors.Result, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Program(params string[] arguments) =>
        [.. ProgramProcess.Words, .. arguments];

    private Process Start(IEnumerable<string> words)
    {
        var command = words.ToList();
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _studio.Folder,
        })!;
    }

    private static void ReadUntil(StreamReader reader, string text)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The program ended without a line with «{text}».");
    }

    private static int ExitCode(Process child)
    {
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"The program did not end within {Patience}.");
        }

        return child.ExitCode;
    }
}
