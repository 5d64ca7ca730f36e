using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Objectives;

/// <summary>What of the machine a plan has to itself while a backend works for it.</summary>
/// <param name="Workers">The threads to work on.</param>
/// <param name="MostThreads">
/// Threads to decide by, where a decision depends on their number: those of the largest share, because it is chance which share a plan gets.
/// </param>
public sealed record HostShare(WorkerPool Workers, int MostThreads)
{
    /// <summary>A share that is all there is.</summary>
    public HostShare(WorkerPool workers)
        : this(workers, workers.Threads)
    {
    }

    /// <summary>Is told, for debugging, what computes each layer and why; by default nobody is.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
