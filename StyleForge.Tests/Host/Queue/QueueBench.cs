using System.Text;
using System.Text.Json;
using StyleForge.Engine.Jobs;
using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>A drop folder on a disk in memory, with a clock and processes that do what a test says.</summary>
internal sealed class QueueBench
{
    public const string Root = "/drop";

    private readonly HashSet<QueueOwner> _ended = [];
    private int _processes;

    public QueueBench()
    {
        Disk = new MemoryFiles(Time);
        Open().Prepare();
    }

    public ManualTime Time { get; } = new();

    public MemoryFiles Disk { get; }

    public List<string> Told { get; } = [];

    /// <summary>What workers were told that nobody takes, a list each time.</summary>
    public List<IReadOnlyList<string>> Unclaimed { get; } = [];

    public DropFolderOptions Options { get; set; } = new() { Retry = new DiskRetryOptions { Delay = TimeSpan.Zero } };

    public static DropFolderPaths Paths { get; } = new(Root);

    /// <summary>The queue as a new process sees it.</summary>
    public DropFolder Open(IQueueFiles? files = null, string host = "studio", string boot = "monday") =>
        Open(new QueueOwner(host, boot, "space", ++_processes, _processes), files);

    public DropFolder Open(QueueOwner owner, IQueueFiles? files = null) =>
        new(Paths, Paths.Output, Options, name => name == "marbling", files ?? Disk, new FakeProcesses(owner, _ended), Time, Told.Add) { TellUnclaimed = Unclaimed.Add };

    public static QueueOwner Process(int number, string host = "studio", string boot = "monday") => new(host, boot, "space", number, number);

    /// <summary>Ends a process, as far as its machine can tell.</summary>
    public void End(QueueOwner owner) => _ended.Add(owner);

    /// <summary>Puts a file into the inbox.</summary>
    public void Drop(string name, string text = "{ \"version\": 1 }") => Write($"{Root}/inbox/{name}", text);

    /// <summary>Writes a file anywhere.</summary>
    public void Write(string path, string text)
    {
        Disk.MakeFolder(Path.GetDirectoryName(path)!);
        Disk.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)), isLasting: false);
    }

    /// <summary>Takes the next job, after a first look that sees whether files grow.</summary>
    public IClaim? Claim(DropFolder queue)
    {
        if (Take(queue) is { } claim)
        {
            return claim;
        }

        Time.Advance(TimeSpan.FromSeconds(3));
        return Take(queue);
    }

    public static IClaim? Take(DropFolder queue) => queue.TryClaimAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static IReadOnlyList<QueuedJob> Read(DropFolder queue) => queue.ReadAsync(100, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static ClaimState Renew(IClaim claim, JobReach? reach = null) =>
        claim.RenewAsync(reach ?? new JobReach("a", 1, 2, 0.25, null), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static bool Complete(IClaim claim) => claim.CompleteAsync(["/pictures/a.png"], "{}", CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public static bool Fail(IClaim claim, string reason) => claim.FailAsync(reason, [], "{}", CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>The output that a job file names.</summary>
    public string? Output(IClaim claim) => JobReader.Read(Disk.Read(claim.JobFile)!, claim.JobFile, JobLimits.Default).Document!.Output;

    /// <summary>The text of a file; null where there is none.</summary>
    public string? Text(string relative) => Disk.Read($"{Root}/{relative}") is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>All files below a folder of the drop folder, relative to it.</summary>
    public IReadOnlyList<string> Files(string folder) =>
        [.. Disk.Paths.Where(path => path.StartsWith($"{Root}/{folder}/", StringComparison.Ordinal)).Select(path => path[(Root.Length + folder.Length + 2)..])];

    /// <summary>The journal's events, without the lines that a dying process tore.</summary>
    public IReadOnlyList<(string Event, string? Name)> Journal()
    {
        var events = new List<(string, string?)>();
        foreach (var line in (Text("journal.jsonl") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                events.Add((json.RootElement.GetProperty("event").GetString()!, json.RootElement.TryGetProperty("name", out var name) ? name.GetString() : null));
            }
            catch (JsonException)
            {
                continue;
            }
        }

        return events;
    }
}
