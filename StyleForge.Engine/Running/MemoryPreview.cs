using StyleForge.Engine.Backends;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Features;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Running;

/// <summary>Foretells the memory of plans without rendering them, and finds masks that no style could go by. Weights are loaded, because their widths decide.</summary>
/// <param name="options">How they would run.</param>
/// <param name="share">What of the machine there would be for each.</param>
/// <param name="readHeader">Reads the header of a picture file.</param>
public sealed class MemoryPreview(RunOptions options, MachineShare share, Func<string, ImageHeader> readHeader) : IDisposable
{
    private readonly FeatureWeights? _ownWeights = options.Weights is null ? new FeatureWeights(options.FindWeights) : null;
    private readonly Dictionary<string, ImageHeader> _headers = [];
    private readonly HashSet<string> _masks = [];
    private readonly Dictionary<string, (string Backend, IReadOnlyList<LevelMemory> Levels)> _foretold = [];
    private readonly OpenBackends _backends = new(options.Backends);
    private readonly WorkerPool _workers = new(share.Threads);

    /// <summary>The backend that would make a plan's picture, and the memory of each level.</summary>
    /// <exception cref="MemoryLimitException">A level does not fit.</exception>
    /// <exception cref="BackendException">A level does not fit on the device, or the device failed.</exception>
    /// <exception cref="Models.Weights.WeightFormatException">The weights are missing or wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public (string Backend, IReadOnlyList<LevelMemory> Levels) Of(RenderPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);

        // The pictures of a sweep over seeds take the same.
        var key = RenderPlanJson.Write(plan with { Name = "", JobFile = null, OutputPath = "", Settings = plan.Settings with { Seed = 0 } });
        return _foretold.TryGetValue(key, out var known) ? known : _foretold[key] = Foretell(plan);
    }

    /// <summary>Makes sure that there is white in each mask of a plan that fits the memory.</summary>
    /// <exception cref="ImageFileException">There is none in one of them, or it cannot be read.</exception>
    public void RequireMasks(RenderPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var path in plan.Styles.Select(style => style.MaskPath).OfType<string>().Where(path => !_masks.Contains(path)))
        {
            MaskPicture.Of(options.Codecs.Read(path).ToPicture(out _), path, []);
            _masks.Add(path);
        }
    }

    private (string Backend, IReadOnlyList<LevelMemory> Levels) Foretell(RenderPlan plan)
    {
        var weights = (options.Weights ?? _ownWeights!).Get(plan.Settings);
        var extents = InputExtents.Of(plan, Header);
        var backends = _backends.For(plan.Settings.Device, share: 0);
        for (var choice = 0; ; choice++)
        {
            try
            {
                using var features = backends[choice].Open(weights, ObjectiveDescription.Of(plan.Settings), new HostShare(_workers, share.MostThreads));
                return (backends[choice].Name, [.. new MemoryPlanner(features, share).Plan(plan, extents).Select(level => level.Memory)]);
            }
            catch (BackendException) when (choice + 1 < backends.Count)
            {
                // As in a render, the next one takes it.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _backends.Dispose();
        _ownWeights?.Dispose();
        _workers.Dispose();
    }

    private ImageHeader Header(string path) => _headers.TryGetValue(path, out var header) ? header : _headers[path] = readHeader(path);
}
