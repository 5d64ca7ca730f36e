using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StyleForge.Engine.Backends;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>
/// How to run, as opposed to what to make: nothing here changes a bit of a picture, but that a picture too large for the memory
/// that it may take goes through the network in windows, whose sums round differently.
/// </summary>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
/// <param name="Memory">Bytes that the jobs at work may take; null for most of the machine's memory.</param>
public sealed record RunOptions(int? Threads = null, long? Memory = null)
{
    /// <summary>The most jobs that may be asked for at once.</summary>
    public const int MostParallel = 64;

    /// <summary>Jobs to work on at once, 1 or more; <see cref="MachineShare"/> says how they share threads and memory.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>How many threads work.</summary>
    public int ThreadCount => Threads ?? WorkerPool.DefaultThreads;

    /// <summary>Bytes that the jobs at work may take together.</summary>
    public long MemoryLimit => Memory ?? DefaultMemoryLimit;

    /// <summary>Bytes that jobs may take where nothing is said: most of the machine's memory, or of what its container may have.</summary>
    public static long DefaultMemoryLimit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 4;

    /// <summary>Finds the file of a network's published weights on this machine; by default there is none.</summary>
    public Func<NetworkDescription, string?> FindWeights { get; init; } = _ => null;

    /// <summary>Weights that are loaded already, or will be kept beyond the run; null for the run's own. They stay the caller's.</summary>
    public FeatureWeights? Weights { get; init; }

    /// <summary>The picture formats, and the pictures that are held in memory.</summary>
    public ImageCodecs Codecs { get; init; } = ImageCodecs.Default;

    /// <summary>True to write the record of each picture beside it as well.</summary>
    public bool WritesSidecars { get; init; } = true;

    /// <summary>Takes the picture of a plan whose output is standard output; null where none is.</summary>
    public Stream? Output { get; init; }

    /// <summary>The backends to choose from.</summary>
    public IReadOnlyList<BackendEntry> Backends { get; init; } = BackendCatalogue.All;

    /// <summary>
    /// Says what to render for a plan when its turn comes: the plan, the same with other iterations, or null to leave it. Called by
    /// several threads, once a plan, with the plan itself. By default the plan.
    /// </summary>
    public Func<RenderPlan, RenderPlan?> Allot { get; init; } = plan => plan;

    /// <summary>
    /// Makes a picture by its first argument, and again where what kept it from that may pass, which it says in a sentence to its second;
    /// throws what cannot pass. By default there is one try.
    /// </summary>
    public Func<Func<RunReport>, Action<string>, CancellationToken, RunReport> Persist { get; init; } = (render, _, _) => render();

    /// <summary>The file that keeps the state of a plan's render while it runs, so that a killed run goes on where it was; null for a plan that begins anew. By default all do.</summary>
    public Func<RenderPlan, string?> CheckpointOf { get; init; } = _ => null;

    /// <summary>How long a picture is worked on before its first checkpoint: one that is made sooner is not worth a file.</summary>
    public TimeSpan FirstCheckpoint { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Is shown the pictures while they are made; null where nobody looks.</summary>
    public IPreview? Preview { get; init; }

    /// <summary>Is told, for debugging, which kernel took each layer and why; by default nobody is.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
