using System.Diagnostics;
using System.Globalization;

namespace StyleForge.Queue;

/// <summary>The processes of this machine.</summary>
internal sealed class MachineProcesses : IProcesses
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";
    private const string SpaceLink = "/proc/self/ns/pid";

    // Of the fields of /proc/N/stat behind the name: the state, and when it started.
    private const int StateField = 0;
    private const int StartedField = 19;

    /// <inheritdoc/>
    public QueueOwner Own { get; } = new(
        Environment.MachineName,
        OperatingSystem.IsLinux() && File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "",
        OperatingSystem.IsLinux() ? new FileInfo(SpaceLink).LinkTarget ?? "" : "",
        Environment.ProcessId,
        StartOf(Environment.ProcessId) ?? 0);

    /// <inheritdoc/>
    public bool HasEnded(QueueOwner owner) =>
        (owner.Host, owner.Boot, owner.Space) == (Own.Host, Own.Boot, Own.Space) && StartOf(owner.Process) != owner.Started;

    /// <summary>When a process started; null where there is none of that number, or it has ended and is only listed still.</summary>
    public static long? StartOf(int process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                return fields[StateField] is "Z" or "X" ? null : long.Parse(fields[StartedField], CultureInfo.InvariantCulture);
            }

            using var running = Process.GetProcessById(process);
            return running.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception absent) when (absent is IOException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
