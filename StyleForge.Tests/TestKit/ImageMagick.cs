using System.Diagnostics;

namespace StyleForge.Tests.TestKit;

/// <summary>The pictures of another program: ImageMagick, where it is on the PATH.</summary>
internal static class ImageMagick
{
    /// <summary>The program, or null. Debian's own name comes first: «convert» may be anything.</summary>
    public static string? Program { get; } = Find("magick", "convert-im6.q16", "convert");

    /// <summary>Runs it in a folder.</summary>
    public static void Run(string folder, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program!, arguments) { WorkingDirectory = folder, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{Program} ended with {process.ExitCode}: {error}");
    }

    private static string? Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

        // On Windows «convert» turns file systems around.
        return OperatingSystem.IsWindows() ? null
            : names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
