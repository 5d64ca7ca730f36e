using System.Diagnostics;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Telling may fail, rendering must not: a whole batch in a process whose output goes nowhere.</summary>
[Long]
public sealed class BrokenOutputTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Studio _studio = new();

    public BrokenOutputTests()
    {
        for (var i = 1; i <= 3; i++)
        {
            _studio.Write($"jobs/j{i}.json", $$"""
                { "version": 1, "content": "../{{(i == 3 ? "missing" : "content")}}.png", "styles": ["../style.png"], "size": 48, "minimumSize": 48, "firstIterations": 2,
                  "contentLayers": "relu2_2", "styleLayers": "relu1_1,relu2_1" }
                """);
        }
    }

    public void Dispose() => _studio.Dispose();

    [LinuxTheory("/dev/full, the disk that is always full")]
    [InlineData("batch jobs >/dev/full")]
    [InlineData("batch jobs 2>/dev/full")]
    [InlineData("batch jobs >/dev/full 2>/dev/full")]
    [InlineData("batch jobs >&-")]
    [InlineData("batch jobs 2>&-")]
    [InlineData("batch jobs >&- 2>&-")]
    [InlineData("batch jobs <&- >&- 2>&-")]
    [InlineData("batch jobs --json >/dev/full")]
    [InlineData("batch jobs --json >&-")]
    [InlineData("batch jobs --verbose 2>/dev/full")]
    [InlineData("batch jobs --json | head -n 1")]
    public void A_batch_whose_output_breaks_makes_its_pictures_and_ends_with_its_own_code(string command)
    {
        // Of three jobs one is wrong, so that the code is not the one of every other program either.
        var (code, output, error) = ProgramProcess.Shell(_studio.Folder, $"styleforge {command}; exit ${{PIPESTATUS[0]}}");

        Assert.True(code == ExitCodes.JobFailed, $"The exit code is {code}: {output}{error}");
        Assert.Equal(["output/j1.png", "output/j1.png.json", "output/j2.png", "output/j2.png.json"], _studio.Files.Where(file => file.StartsWith("output/", StringComparison.Ordinal)));
    }

    [LinuxTheory("script, which makes terminals of any width")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_terminal_of_any_width_is_good_enough(int columns)
    {
        File.Delete(_studio.File("jobs/j3.json"));
        var command = $"stty cols {columns} rows 24; {string.Join(' ', ProgramProcess.Words)} batch jobs";
        var (code, output, _) = ProgramProcess.Run(_studio.Folder, ["script", "--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"]);

        Assert.True(code == ExitCodes.Done, $"The exit code is {code}: {output}");
        Assert.Contains("output/j2.png", _studio.Files);
    }

    [LinuxFact("terminals that hang up")]
    public void A_batch_that_outlives_its_terminal_makes_its_pictures()
    {
        File.Delete(_studio.File("jobs/j3.json"));
        // The terminal goes with the first shell, while the batch, which does not hear it hang up, has only begun to wait.
        var command = $"trap '' HUP; (sleep 0.3; {string.Join(' ', ProgramProcess.Words)} batch jobs; echo $? > code) & sleep 0.1";
        ProgramProcess.Run(_studio.Folder, ["script", "--quiet", "--echo", "never", "--command", command, "/dev/null"]);

        var watch = Stopwatch.StartNew();
        while (!File.Exists(_studio.File("code")) || new FileInfo(_studio.File("code")).Length == 0)
        {
            Assert.True(watch.Elapsed < Patience, "The batch does not end.");
            Thread.Sleep(20);
        }

        Assert.Equal("0\n", File.ReadAllText(_studio.File("code")));
        Assert.Contains("output/j2.png", _studio.Files);
    }

    [LinuxTheory("/dev/full, the disk that is always full")]
    [InlineData("config show >/dev/full", "Standard output could not be written: No space left on device.")]
    [InlineData("config show >&-", "Standard output could not be written: it is closed.")]
    public void An_answer_that_did_not_arrive_was_none(string command, string sentence)
    {
        Assert.Equal((ExitCodes.JobFailed, "", sentence + "\n"), ProgramProcess.Shell(_studio.Folder, $"styleforge {command}"));
    }
}
