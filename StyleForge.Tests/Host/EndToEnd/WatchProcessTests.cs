using System.Diagnostics;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>The service as processes that are killed while they render.</summary>
public sealed class WatchProcessTests : IDisposable
{
    private const int Jobs = 6;

    // Far above what a busy machine needs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [LinuxFact("SIGKILL")]
    public void Two_services_of_one_folder_that_are_killed_lose_nothing_and_change_no_byte()
    {
        for (var i = 0; i < Jobs; i++)
        {
            _studio.Write($"drop/inbox/job{i}.json", $$"""
                {
                  "version": 1, "content": "content.png", "styles": ["style.png"], "output": "job{{i}}.png", "seed": {{i}}, "noise": 0.1,
                  "size": 48, "minimumSize": 24, "iterations": 12, "firstIterations": 12, "contentLayers": ["relu2_2"], "styleLayers": ["relu1_1", "relu2_1", "relu3_1"]
                }
                """);
        }

        File.Copy(_studio.File("content.png"), _studio.File("drop/inbox/content.png"));
        File.Copy(_studio.File("style.png"), _studio.File("drop/inbox/style.png"));
        _studio.Write("drop/appsettings.json", """
            { "watch": { "settleSeconds": 0.2, "pollSeconds": 0.05, "heartbeatSeconds": 0.1, "leaseSeconds": 5, "sweepSeconds": 0.2, "mostDeaths": 100 } }
            """);
        Assert.Equal(0, _studio.Run("batch", "drop/inbox", "--output-root", "undisturbed"));

        using (var first = Start())
        using (var second = Start())
        {
            WaitFor(() => Finished >= 1);
            first.Kill();
            WaitFor(() => Finished >= 3);
            second.Kill();
            first.WaitForExit();
            second.WaitForExit();
        }

        var (code, output, error) = ProgramProcess.Run(_studio.Folder, [.. ProgramProcess.Words, "watch", "drop", "--once"]);

        Assert.True(code == 0, output + error);
        Assert.Equal(Enumerable.Range(0, Jobs).Select(i => $"job{i}"), Names("done"));
        Assert.Empty(Names("failed"));
        Assert.Empty(Names("working"));
        Assert.DoesNotContain(_studio.Files, file => file.Contains(".styleforge-", StringComparison.Ordinal));
        for (var i = 0; i < Jobs; i++)
        {
            Assert.Equal(File.ReadAllBytes(_studio.File($"undisturbed/job{i}.png")), File.ReadAllBytes(_studio.File($"drop/output/job{i}.png")));
        }
    }

    [LinuxFact("signals that one process can send another")]
    public void A_service_that_is_asked_to_end_ends_politely()
    {
        using var service = Start();
        WaitFor(() => Directory.Exists(_studio.File("drop/failed")));
        WaitFor(() => service.StandardError.ReadLine()!.EndsWith("serving " + _studio.File("drop"), StringComparison.Ordinal));

        using (var kill = Process.Start("kill", ["-TERM", $"{service.Id}"]))
        {
            kill.WaitForExit();
        }

        Assert.True(service.WaitForExit(Patience));
        Assert.Equal(0, service.ExitCode);
    }

    private int Finished => Directory.Exists(_studio.File("drop/done")) ? Directory.GetDirectories(_studio.File("drop/done")).Length : 0;

    private IEnumerable<string> Names(string folder) => Directory.EnumerateFileSystemEntries(_studio.File($"drop/{folder}")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private Process Start() => Process.Start(new ProcessStartInfo(ProgramProcess.Words[0], [.. ProgramProcess.Words.Skip(1), "watch", "drop", "--threads", "1"])
    {
        WorkingDirectory = _studio.Folder,
        RedirectStandardError = true,
    })!;

    private static void WaitFor(Func<bool> condition)
    {
        var begun = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(begun.Elapsed < Patience, "It did not come about.");
            Task.Delay(10).Wait();
        }
    }
}
