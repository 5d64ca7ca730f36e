using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Foretells the memory of plans without rendering them. Networks are loaded, because their widths decide.</summary>
/// <param name="options">How they would run.</param>
/// <param name="share">What of the machine there would be for each.</param>
/// <param name="readHeader">Reads the header of a picture file.</param>
public sealed class MemoryPreview(RunOptions options, MachineShare share, Func<string, ImageHeader> readHeader) : IDisposable
{
    private readonly FeatureNetworks _networks = new(options.FindWeights);
    private readonly WorkerPool _workers = new(share.Threads);

    /// <summary>The memory of each level of a plan.</summary>
    /// <exception cref="MemoryLimitException">A level does not fit.</exception>
    /// <exception cref="Models.Weights.WeightFormatException">The weights are missing or wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<LevelMemory> Of(RenderPlan plan)
    {
        var objectives = new StyleObjectiveFactory(_networks.Get(plan.Settings), _workers, threads: share.MostThreads);
        return new MemoryPlanner(objectives, share).Plan(plan, InputExtents.Of(plan, readHeader));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _networks.Dispose();
        _workers.Dispose();
    }
}
