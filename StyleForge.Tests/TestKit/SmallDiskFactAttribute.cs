using System.Diagnostics;

namespace StyleForge.Tests.TestKit;

/// <summary>A test that fills a small disk of its own; reported as skipped where such a disk may not be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsAllowed = new(() => OperatingSystem.IsLinux() && TryMount());

    public SmallDiskFactAttribute()
    {
        if (!IsAllowed.Value)
        {
            Skip = "Needs a small tmpfs, and this machine or container does not let one be mounted.";
        }
    }

    /// <summary>A command that runs the rest of its arguments where a folder is a disk of a few KiB, seen by nobody else and gone afterwards.</summary>
    public static IEnumerable<string> Around(string folder, int kibibytes, IEnumerable<string> command) =>
        ["unshare", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={kibibytes}k tmpfs \"$0\" && \"$@\"; code=$?; ls -A \"$0\"; exit $code", folder, .. command];

    private static bool TryMount()
    {
        using var folder = new TemporaryFolder();
        var words = Around(folder.Path, 16, ["true"]).ToList();
        try
        {
            using var probe = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }
}
