using System.Runtime.InteropServices;

namespace StyleForge.Models.Files;

/// <summary>Standard input and output among files: the paths that stand for them, and whether the process was started with them.</summary>
public static partial class StandardStreams
{
    /// <summary>What people write for either of them in place of a path.</summary>
    public const string Argument = "-";

    private const int GetFlags = 1;

    /// <summary>The path that stands for standard input; on Windows only a name.</summary>
    public static string InputPath { get; } = Path.GetFullPath("/dev/stdin");

    /// <summary>The path that stands for standard output; on Windows only a name.</summary>
    public static string OutputPath { get; } = Path.GetFullPath("/dev/stdout");

    /// <summary>True for a path to what the process was handed open and can read only once: standard input, or <c>/dev/fd/63</c> for <c>&lt;(…)</c> in a shell.</summary>
    public static bool IsHandedOver(string path) =>
        path == InputPath
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
        || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    /// <summary>
    /// True where the process was started with a descriptor. Where it was not, the runtime may have taken the number for a file
    /// of its own, which nobody else should write to.
    /// </summary>
    /// <param name="descriptor">0 for standard input, 1 for output, 2 for error.</param>
    public static bool IsInherited(int descriptor) => OperatingSystem.IsWindows() || Control(descriptor, GetFlags) == 0;

    // The flags of a descriptor are «close on exec» or none, and nothing that closes on exec can have been inherited. −1 is closed.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, int command);
}
