using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;

namespace StyleForge.Tests.Host.Service;

/// <summary>A drop folder that is served in process and in haste, with a runner that renders nothing.</summary>
internal sealed class WatchStudio : IDisposable
{
    public const string Job = """{ "version": 1, "content": "town.png", "styles": ["wave.png"] }""";

    public WatchStudio()
    {
        Host.Clock = TimeProvider.System;
        Set("SETTLESECONDS", "0.02");
        Set("POLLSECONDS", "0.02");
        Set("HEARTBEATSECONDS", "0.02");
        Set("LEASESECONDS", "0.5");
        Set("RETRY__DELAYSECONDS", "0");
        Drop("town.png", "town");
        Drop("wave.png", "wave");
    }

    public HostHarness Host { get; } = new();

    public string Folder => Path.Combine(Host.WorkingDirectory, "drop");

    /// <summary>Sets what the section <c>watch</c> of the configuration says.</summary>
    public void Set(string name, string value) => Host.Variables[$"STYLEFORGE_WATCH__{name}"] = value;

    /// <summary>Puts a file into the inbox.</summary>
    public void Drop(string name, string text = Job) => Host.Write($"drop/inbox/{name}", text);

    /// <summary>Does what is there.</summary>
    public int Once(params string[] more) => Host.Run(["watch", "drop", "--once", .. more]);

    /// <summary>Does what is there with a runner of the test's own.</summary>
    public int Once(RunBatch run) => CommandLine.Run(["watch", "drop", "--once"], Host.Environment() with { Run = run });

    /// <summary>A runner that makes each picture as a test says, and hears when it is to stop.</summary>
    public static RunBatch Runner(Func<RunOptions, RenderPlan, CancellationToken, BatchOutcome> make) =>
        (options, _, _, plans, cancellation) => [make(options, plans[0], cancellation)];

    /// <summary>The text of a file of the drop folder.</summary>
    public string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The files below a folder of the drop folder, relative to it.</summary>
    public IReadOnlyList<string> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(Folder, folder), path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Host.Dispose();
}
