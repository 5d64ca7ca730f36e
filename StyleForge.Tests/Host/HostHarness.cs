using System.Security.Cryptography;
using Spectre.Console;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.Host;

/// <summary>Runs command lines in process: a folder of its own, captured streams, a clock that stands still, a runner that renders nothing.</summary>
internal sealed class HostHarness : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private CancellationTokenSource _interruption = new();

    public HostHarness()
    {
        Folder = Directory.CreateTempSubdirectory("styleforge-host-").FullName;
        ApplicationFolder = Directory.CreateDirectory(Path.Combine(Folder, "application")).FullName;
        HomeFolder = Directory.CreateDirectory(Path.Combine(Folder, "home")).FullName;
        WorkingDirectory = Directory.CreateDirectory(Path.Combine(Folder, "work")).FullName;
    }

    public string Folder { get; }

    public string ApplicationFolder { get; }

    public string HomeFolder { get; }

    public string WorkingDirectory { get; }

    public Dictionary<string, string> Variables { get; } = [];

    public ManualTime Time { get; } = new();

    /// <summary>A clock to use in place of the one that stands still.</summary>
    public TimeProvider? Clock { get; set; }

    public IAnsiConsole? Terminal { get; set; }

    /// <summary>True where results go to a terminal.</summary>
    public bool IsOutputTerminal { get; set; }

    /// <summary>What stands in for rendering; makes every picture unless a test says otherwise.</summary>
    public Func<RenderPlan, IRenderObserver, BatchOutcome>? Render { get; set; }

    /// <summary>The networks whose weights can be fetched.</summary>
    public IReadOnlyList<NetworkDescription> Networks { get; set; } = NetworkCatalogue.Every;

    /// <summary>Those of them that are fetched together.</summary>
    public IReadOnlyList<NetworkSet> Sets { get; set; } = NetworkCatalogue.Sets;

    /// <summary>What stands in for other programs; none is on this machine unless a test says otherwise.</summary>
    public Func<ProgramCall, ProgramResult?> Program { get; set; } = _ => null;

    /// <summary>Downloads without a proxy, whatever this machine's variables say, and in haste.</summary>
    public DownloadOptions Download { get; set; } = new()
    {
        Proxy = new System.Net.WebProxy(),
        FirstDelay = TimeSpan.FromMilliseconds(1),
        LongestDelay = TimeSpan.FromMilliseconds(5),
    };

    public List<RenderPlan> Rendered { get; } = [];

    public RunOptions? Options { get; private set; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Interrupt() => _interruption.Cancel();

    /// <summary>The interruption is over: the next command line is another process.</summary>
    public void Resume()
    {
        _interruption.Dispose();
        _interruption = new CancellationTokenSource();
    }

    public int Run(params string[] arguments) => CommandLine.Run(arguments, Environment());

    public HostEnvironment Environment() => new()
    {
        Output = _output,
        Error = _error,
        Terminal = Terminal,
        IsOutputTerminal = IsOutputTerminal,
        Width = 100,
        WorkingDirectory = WorkingDirectory,
        ApplicationFolder = ApplicationFolder,
        HomeFolder = HomeFolder,
        Variables = Variables,
        Time = Clock ?? Time,
        ReadHeader = (path, _) => File.Exists(path)
            ? new ImageHeader("PNG", 640, 480, PixelFormat.Rgb, 8)
            : throw new ImageFileException(path, "does not exist"),
        Run = RunAll,
        Networks = Networks,
        Sets = Sets,
        RunProgram = (call, cancellation) => cancellation.IsCancellationRequested ? Task.FromCanceled<ProgramResult?>(cancellation) : Task.FromResult(Program(call)),
        Download = Download,
        Interrupted = _interruption.Token,
    };

    /// <summary>Writes a file below the working directory and gives its absolute path.</summary>
    public string Write(string relative, string text)
    {
        var path = Path.Combine(WorkingDirectory, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Three files that pass for pictures: <c>town.png</c>, <c>wave.png</c> and <c>ink.png</c>.</summary>
    public void WritePictures()
    {
        foreach (var name in (string[])["town", "wave", "ink"])
        {
            Write($"{name}.png", name);
        }
    }

    /// <summary>Writes a picture that passes for that of a plan.</summary>
    public static void WriteFinished(RenderPlan plan)
    {
        using var weights = Vgg.Forge.Facts.BuiltIn!.Read();
        var hashes = plan.Styles.Select(style => style.Path).Append(plan.ContentPath).Distinct()
            .ToDictionary(path => path, path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        PictureWriter.Write(new Picture(4, 4), Report(plan) with { Hashes = hashes, WeightsSha256 = weights.Sha256 }, ImageCodecs.Default);
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        _interruption.Dispose();
    }

    public static RunReport Report(RenderPlan plan, double seconds = 12.34) => new()
    {
        Plan = plan,
        Version = "0.1.0",
        Hashes = new Dictionary<string, string>(),
        WeightsSha256 = new string('0', 64),
        Features = "forge-vgg (built in)",
        Backend = "managed (cpu)",
        FinalParts = [new LossPart("content", 0.25), new LossPart("style relu1_1", 0.5)],
        Values = [[1, 0.75]],
        Seconds = seconds,
        VectorBits = 256,
        Threads = 2,
        Finished = DateTimeOffset.UnixEpoch,
    };

    private List<BatchOutcome> RunAll(
        RunOptions options, IRenderObserver observer, TimeProvider time, IReadOnlyList<RenderPlan> plans, CancellationToken cancellation)
    {
        Options = options;
        var outcomes = new List<BatchOutcome>();
        foreach (var plan in plans)
        {
            if (cancellation.IsCancellationRequested)
            {
                outcomes.Add(new BatchOutcome(plan, null, null));
                continue;
            }

            if (options.Allot(plan) is not { } allotted)
            {
                outcomes.Add(new BatchOutcome(plan, null, null));
                continue;
            }

            Rendered.Add(allotted);
            observer.Observe(new JobStarted(allotted, outcomes.Count + 1, plans.Count));
            outcomes.Add(Render is null ? Finish(allotted, observer) : Render(allotted, observer));
        }

        return outcomes;
    }

    public static BatchOutcome Finish(RenderPlan plan, IRenderObserver observer)
    {
        observer.Observe(new JobFinished(plan, Report(plan)));
        return new BatchOutcome(plan, Report(plan), null);
    }

    public static BatchOutcome Fail(RenderPlan plan, IRenderObserver observer, string message)
    {
        observer.Observe(new JobFailed(plan, message));
        return new BatchOutcome(plan, null, message);
    }
}
