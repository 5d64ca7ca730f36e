using System.Diagnostics;
using System.Globalization;

namespace StyleForge.Tests.TestKit;

/// <summary>The program as a process of its own, started by a shell that does with its streams what a test says.</summary>
internal static class ProgramProcess
{
    // Far above what a busy machine needs; a child that hangs fails its test instead of stopping all of them.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The words that start it.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. IgnoresInterruption() ? (string[])["env", "--default-signal=INT"] : [], "dotnet", "exec", typeof(CommandLine).Assembly.Location];

    /// <summary>Runs a command line of bash in which <c>styleforge</c> is the program.</summary>
    public static (int Code, string Output, string Error) Shell(string folder, string command) =>
        Run(folder, ["bash", "-c", $"styleforge() {{ {string.Join(' ', Words.Select(word => $"'{word}'"))} \"$@\"; }}; {command}"]);

    /// <summary>Runs any command to its end.</summary>
    public static (int Code, string Output, string Error) Run(string folder, IReadOnlyList<string> words)
    {
        using var child = Process.Start(new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var (output, error) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"The program did not end within {Patience}.");
        }

        return (child.ExitCode, output.Result, error.Result);
    }

    // A shell that starts the tests in the background has them ignore SIGINT, and what they start inherits that.
    private static bool IgnoresInterruption()
    {
        const string ignored = "SigIgn:";
        const string status = "/proc/self/status";
        return File.Exists(status)
            && File.ReadLines(status).FirstOrDefault(line => line.StartsWith(ignored, StringComparison.Ordinal)) is { } line
            && (ulong.Parse(line.AsSpan(ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
    }
}
