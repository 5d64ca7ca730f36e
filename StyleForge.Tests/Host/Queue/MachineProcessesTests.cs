using System.Diagnostics;
using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>Which processes this machine says have ended.</summary>
public class MachineProcessesTests
{
    private readonly MachineProcesses _processes = new();

    [Fact]
    public void This_process_lives() => Assert.False(_processes.HasEnded(_processes.Own));

    [Fact]
    public void A_later_process_of_the_same_number_is_another() =>
        Assert.True(_processes.HasEnded(_processes.Own with { Started = _processes.Own.Started - 1 }));

    [Fact]
    public void Nothing_is_said_of_other_machines_starts_and_containers()
    {
        var gone = _processes.Own with { Process = int.MaxValue };

        Assert.True(_processes.HasEnded(gone));
        Assert.False(_processes.HasEnded(gone with { Host = "elsewhere" }));
        Assert.False(_processes.HasEnded(gone with { Boot = "yesterday" }));
        Assert.False(_processes.HasEnded(gone with { Space = "container" }));
    }

    [Fact]
    public void A_process_that_was_killed_has_ended()
    {
        using var child = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "ping" : "sleep", OperatingSystem.IsWindows() ? "-n 60 127.0.0.1" : "60"))!;
        var owner = _processes.Own with { Process = child.Id, Started = MachineProcesses.StartOf(child.Id)!.Value };
        Assert.False(_processes.HasEnded(owner));

        child.Kill();
        child.WaitForExit();

        Assert.True(_processes.HasEnded(owner));
    }
}
