using System.Diagnostics;
using System.Globalization;
using StyleForge.Tests.TestKit;
using Xunit.Abstractions;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>
/// Two services of one folder that are killed (SIGKILL) at random moments, over and over. A short one runs with the suite;
/// <c>STYLEFORGE_KILLS=300 dotnet test -c Release --filter FullyQualifiedName~WatchTorture</c> is a long one.
/// </summary>
[Long]
public sealed class WatchTortureTests(ITestOutputHelper output) : IDisposable
{
    private const string KillsVariable = "STYLEFORGE_KILLS";
    private const int ShortKills = 6;
    private const int Jobs = 10;

    // Work enough for all kills: a service lives for a second, half of which it takes to start.
    private const int IterationsAKill = 6;

    // Far above what is left to do after the kills.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(2.5);

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [LinuxFact("SIGKILL")]
    public void Services_that_are_killed_at_random_moments_lose_no_job_and_change_no_byte()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : ShortKills;
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}, {kills} kills");
        Drop(kills);
        Assert.Equal(0, _studio.Run("batch", "drop/inbox", "--output-root", "undisturbed"));

        var random = new Random(seed);
        var (hits, begun) = (0, Stopwatch.StartNew());
        Process[] services = [Start(), Start()];
        for (var kill = 0; kill < kills; kill++)
        {
            Task.Delay(ShortestLife + (random.NextDouble() * (LongestLife - ShortestLife))).Wait();
            hits += Count("working") > 0 ? 1 : 0;

            // One of them, now and then both at once.
            var victims = random.Next(4) == 0 ? [0, 1] : new[] { random.Next(2) };
            Array.ForEach(victims, victim => services[victim].Kill());
            foreach (var victim in victims)
            {
                services[victim].WaitForExit();
                services[victim].Dispose();
                services[victim] = Start();
            }
        }

        Array.ForEach(services, service => service.Kill());
        Array.ForEach(services, service => service.WaitForExit());
        var code = Finish();
        output.WriteLine($"{hits} of {kills} kills while jobs were at work, {Count("done")} jobs done, {begun.Elapsed.TotalSeconds:0} s");

        Assert.True(code is ExitCodes.Done or ExitCodes.NothingToDo, $"The last run ended with {code}."); // Nothing: all were done before.
        Assert.True(hits > kills / 2, $"Only {hits} of {kills} kills came while a job was at work: give the jobs more to do.");
        Assert.Equal(Enumerable.Range(0, Jobs).Select(i => $"job{i}"), Names("done"));
        Assert.Empty(Names("failed"));
        Assert.Empty(Names("working"));
        Assert.DoesNotContain(_studio.Files, file => file.Contains(".styleforge-", StringComparison.Ordinal) || file.EndsWith(".checkpoint", StringComparison.Ordinal));
        for (var i = 0; i < Jobs; i++)
        {
            Assert.Equal(File.ReadAllBytes(_studio.File($"undisturbed/job{i}.png")), File.ReadAllBytes(_studio.File($"drop/output/job{i}.png")));
        }
    }

    private void Drop(int kills)
    {
        var iterations = IterationsAKill * kills / 2;
        for (var i = 0; i < Jobs; i++)
        {
            _studio.Write($"drop/inbox/job{i}.json", string.Create(CultureInfo.InvariantCulture, $$"""
                {
                  "version": 1, "content": "content.png", "styles": ["style.png"], "output": "job{{i}}.png", "seed": {{i}}, "noise": 0.1,
                  "size": 64, "minimumSize": 32, "iterations": {{iterations}}, "firstIterations": {{iterations}}, "contentLayers": ["relu2_2"], "styleLayers": ["relu1_1", "relu2_1", "relu3_1"]
                }
                """));
        }

        File.Copy(_studio.File("content.png"), _studio.File("drop/inbox/content.png"));
        File.Copy(_studio.File("style.png"), _studio.File("drop/inbox/style.png"));

        // Hundreds of kills are no job's fault.
        _studio.Write("drop/appsettings.json", """
            { "watch": { "settleSeconds": 0.2, "pollSeconds": 0.05, "heartbeatSeconds": 0.1, "leaseSeconds": 5, "sweepSeconds": 0.2, "mostDeaths": 1000 } }
            """);
    }

    private int Finish()
    {
        using var last = Start("--once");
        _ = last.StandardError.ReadToEndAsync();
        Assert.True(last.WaitForExit(Patience), "The last run does not end.");
        return last.ExitCode;
    }

    private int Count(string folder) => Directory.Exists(_studio.File($"drop/{folder}")) ? Directory.GetDirectories(_studio.File($"drop/{folder}")).Length : 0;

    private IEnumerable<string> Names(string folder) => Directory.EnumerateFileSystemEntries(_studio.File($"drop/{folder}")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private Process Start(params string[] more) => Process.Start(new ProcessStartInfo(ProgramProcess.Words[0], [.. ProgramProcess.Words.Skip(1), "watch", "drop", "--threads", "1", .. more])
    {
        WorkingDirectory = _studio.Folder,
        RedirectStandardError = true,
    })!;
}
