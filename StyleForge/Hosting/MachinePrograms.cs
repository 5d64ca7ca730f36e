using System.ComponentModel;
using System.Diagnostics;

namespace StyleForge.Hosting;

/// <summary>Runs programs of this machine.</summary>
internal static class MachinePrograms
{
    private const int MostLines = 100;

    // Clients that are scripts have these endings on Windows, which starts no program without one.
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];

    /// <summary>Runs a program to its end; it hears nothing from the terminal.</summary>
    /// <param name="call">The program.</param>
    /// <param name="cancellation">Ends it, and all that it has started.</param>
    /// <returns>Null where no folder of the PATH has it.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task<ProgramResult?> RunAsync(ProgramCall call, CancellationToken cancellation)
    {
        if (Find(call.Program) is not { } path)
        {
            return null;
        }

        var lines = new Queue<string>();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, call.Arguments)
            {
                WorkingDirectory = call.Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            return new ProgramResult(failure.NativeErrorCode, [$"{path} cannot be started: {failure.Message}"]);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        lock (lines)
        {
            return new ProgramResult(process.ExitCode, [.. lines]);
        }

        void Take(string? line)
        {
            lock (lines)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    lines.Enqueue(line.Trim());
                }

                if (lines.Count > MostLines)
                {
                    lines.Dequeue();
                }
            }
        }
    }

    private static string? Find(string program) => (
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        from ending in Endings
        select Path.Combine(folder, program + ending)).FirstOrDefault(File.Exists);
}
