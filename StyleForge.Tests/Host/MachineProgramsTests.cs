using System.Diagnostics;
using StyleForge.Hosting;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

/// <summary>Other programs, run for real.</summary>
public sealed class MachineProgramsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact("a shell")]
    public async Task What_a_program_prints_and_how_it_ends_is_told()
    {
        var result = await MachinePrograms.RunAsync(Shell("pwd; echo; echo '  two '; echo three >&2; read line; exit 3"), CancellationToken.None);

        Assert.Equal(3, result!.ExitCode);
        Assert.Equal([_folder.Path, "three", "two"], result.Lines.Order(StringComparer.Ordinal));
    }

    [LinuxFact("a shell")]
    public async Task The_last_hundred_lines_are_kept()
    {
        var result = await MachinePrograms.RunAsync(Shell("seq 300"), CancellationToken.None);

        Assert.Equal(Enumerable.Range(201, 100).Select(number => $"{number}"), result!.Lines);
    }

    [Fact]
    public async Task A_program_that_is_nowhere_is_none() =>
        Assert.Null(await MachinePrograms.RunAsync(new ProgramCall("no-such-program-anywhere", [], _folder.Path), CancellationToken.None));

    [LinuxFact("a shell")]
    public async Task An_interruption_ends_a_program_with_all_that_it_has_started()
    {
        using var interruption = new CancellationTokenSource();
        var running = MachinePrograms.RunAsync(Shell("sleep 60 & echo $! > child; wait"), interruption.Token);
        var written = _folder.File("child");
        while (!File.Exists(written) || new FileInfo(written).Length == 0)
        {
            await Task.Delay(1);
        }

        await interruption.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var child = int.Parse(await File.ReadAllTextAsync(written), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(IsGone(child));
    }

    private ProgramCall Shell(string script) => new("sh", ["-c", script], _folder.Path);

    // A child whose parent is gone may wait for a moment to be taken off the list.
    private static bool IsGone(int child)
    {
        try
        {
            using var process = Process.GetProcessById(child);
            return process.WaitForExit(5000);
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
