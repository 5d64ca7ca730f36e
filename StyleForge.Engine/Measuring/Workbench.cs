using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using StyleForge.Engine.Backends;
using StyleForge.Engine.Features;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Measuring;

/// <summary>
/// Measures the work of style transfer on pictures of noise: the evaluation of the objective that renders have, and the
/// optimiser's step on top of it.
/// </summary>
public sealed class Workbench : IDisposable
{
    /// <summary>Evaluations before the first that counts: the runtime compiles the hot loops in them.</summary>
    public const int WarmUp = 2;

    private const ulong Seed = 1;

    // The optimiser's share is measured with its whole memory in use, and a few steps more for a median.
    private const int CountedSteps = 8;

    private readonly NetworkWeights<float> _weights;
    private readonly FeatureWeights? _owner;
    private readonly OpenBackends _backends = new(BackendCatalogue.All);
    private readonly WorkerPool _workers;

    /// <summary>Loads the network; where its weights are not on this machine, it gets random filters, which take as long as trained ones.</summary>
    /// <param name="settings">What to measure: network, weight file, optimiser, as <see cref="Settings"/> gives them.</param>
    /// <param name="threads">Threads to work on; null for one a processor.</param>
    /// <param name="findWeights">Finds the file of a network's published weights on this machine, or gives null.</param>
    /// <exception cref="WeightFormatException">The weights are broken, not this network's, or end before the deepest layer.</exception>
    public Workbench(RenderSettings settings, int? threads, Func<NetworkDescription, string?> findWeights)
    {
        var description = NetworkCatalogue.Find(settings.Network);
        if (description.Facts.BuiltIn is not null || (settings.WeightsFile ?? findWeights(description)) is not null)
        {
            _owner = new FeatureWeights(findWeights);
            _weights = _owner.Get(settings);
        }
        else
        {
            var deepest = ObjectiveDescription.Of(settings).Taps.MaxBy(description.IndexOfTap);
            _weights = NetworkWeights<float>.Take(description, RandomWeights.Make(description, Seed, deepest));
        }

        _workers = new WorkerPool(threads);
    }

    /// <summary>True where the weights are the network's own or those of a file; false for random filters.</summary>
    public bool HasWeights => _owner is not null;

    // Deeper than renders look by default, so that times of any job down to relu5_1 can be told.
    private static readonly SettingsLayer Layers = new("bench", new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["contentLayers"] = "relu4_2", ["styleLayers"] = "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1" }).Build());

    /// <summary>The settings that are measured: the defaults, but with content at relu4_2 and style at relu1_1 to relu5_1, and for what is given.</summary>
    /// <param name="given">Network, weight file, optimiser, size, by the names of the settings.</param>
    public static SettingsResolution Settings(IReadOnlyDictionary<string, string?> given) =>
        SettingsResolver.Resolve([Layers, new SettingsLayer("command line", new ConfigurationBuilder().AddInMemoryCollection(given).Build())]);

    /// <summary>Measures one size.</summary>
    /// <param name="settings">The settings, with the size.</param>
    /// <param name="iterations">Evaluations that count, 1 or more.</param>
    /// <param name="memoryLimit">Bytes that a render might take: a picture that needs more goes through the network in windows, as it would there.</param>
    /// <param name="cancellation">Stops between two iterations.</param>
    /// <exception cref="ArgumentException">The size is too small for the network, or too large for one tensor.</exception>
    /// <exception cref="MemoryLimitException">The size does not fit into the memory in the smallest windows.</exception>
    /// <param name="device">What computes, by its word in the <see cref="BackendCatalogue"/>.</param>
    /// <exception cref="BackendException">The size does not fit on the device, or the device failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Measurement Measure(RenderSettings settings, int iterations, long memoryLimit, CancellationToken cancellation, string device = BackendCatalogue.Processor)
    {
        using var pool = new TensorPool();
        var side = settings.Size;
        var backend = _backends.For(device, share: 0)[0];
        using var features = backend.Open(_weights, ObjectiveDescription.Of(settings), new HostShare(_workers));
        var (level, memory) = new MemoryPlanner(features, new MachineShare(Count: 1, _workers.Threads, _workers.Threads, memoryLimit))
            .Plan(settings with { Margin = 0 }, new LevelSizes(side, side, [(side, side, IsMasked: false)]), 2L * side * side, settings.Optimiser == OptimiserKind.Lbfgs ? settings.History : 0);
        var targets = new LevelPictures(Noise(side, 1), [new LevelStyle("noise", Noise(side, 2), 1, Mask: null)]);
        using var objective = level.Make(targets, pool, cancellation);
        using var optimiser = Optimisers.Make(settings, objective.Length, memory.History, _workers, pool);
        var picture = Noise(side, 3).Samples;
        var (seconds, times) = Evaluate(objective, picture, iterations, cancellation);
        var stepSeconds = Step(optimiser, picture, memory.History, cancellation);
        var medians = Medians(times);
        using var process = Process.GetCurrentProcess();
        return new Measurement
        {
            Network = settings.Network,
            Weights = _weights.Origin,
            Backend = backend.Name,
            Size = side,
            Memory = memory,
            Threads = _workers.Threads,
            VectorBits = VectorWidth.Bits,
            Evaluations = seconds,
            Optimiser = optimiser.Name,
            StepSeconds = stepSeconds,
            Layers = [.. medians.SkipLast(objective.PartNames.Count)],
            Losses = [.. medians.TakeLast(objective.PartNames.Count)],
            RestSeconds = Measurement.Median(seconds.Zip(times, (whole, rows) => whole - rows.Sum(row => (row.Forward + row.Backward).TotalSeconds))),
            PoolPeakBytes = pool.PeakBytes,
            PeakBytes = process.PeakWorkingSet64,
        };
    }

    /// <summary>Says which path of the managed engine takes each layer at one size.</summary>
    /// <param name="settings">The settings, with the size.</param>
    /// <exception cref="ArgumentException">The size is too small for the network, or too large for one tensor.</exception>
    public IReadOnlyList<LayerPath> Paths(RenderSettings settings)
    {
        using var pool = new TensorPool();
        using var network = new Network<float>(_weights, settings.Pooling, settings.Padding);
        using var run = network.Prepare([1, 3, settings.Size, settings.Size], ObjectiveDescription.Of(settings).Taps, _workers, pool);
        return LayerPaths.Of(network, run);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _backends.Dispose();
        if (_owner is null)
        {
            _weights.Dispose();
        }
        else
        {
            _owner.Dispose();
        }

        _workers.Dispose();
    }

    private static (double[] Seconds, IReadOnlyList<LayerTime>[] Times) Evaluate(
        IObjective<float> objective, float[] picture, int iterations, CancellationToken cancellation)
    {
        var gradient = new float[objective.Length];
        var parts = new double[objective.PartNames.Count];
        var seconds = new double[iterations];
        var times = new IReadOnlyList<LayerTime>[iterations];
        for (var i = -WarmUp; i < iterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            objective.Evaluate(picture, gradient, parts);
            if (i >= 0)
            {
                seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
                times[i] = objective.Times;
            }
        }

        return (seconds, times);
    }

    private static double Step(IOptimiser<float> optimiser, float[] picture, int history, CancellationToken cancellation)
    {
        using var bowl = new Bowl(picture.Length);
        var seconds = new double[CountedSteps];
        for (var i = -history - WarmUp; i < CountedSteps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            optimiser.Step(bowl, picture, []);
            if (i >= 0)
            {
                seconds[i] = (Stopwatch.GetElapsedTime(start) - bowl.Elapsed).TotalSeconds;
            }
        }

        return Measurement.Median(seconds);
    }

    private static LayerTime[] Medians(IReadOnlyList<LayerTime>[] times) =>
    [
        .. times[0].Select((first, row) => first with
        {
            Forward = TimeSpan.FromSeconds(Measurement.Median(times.Select(round => round[row].Forward.TotalSeconds))),
            Backward = TimeSpan.FromSeconds(Measurement.Median(times.Select(round => round[row].Backward.TotalSeconds))),
        }),
    ];

    private static Picture Noise(int side, ulong seed)
    {
        var picture = new Picture(side, side);
        new SplitMix64(seed).FillNormal(picture.Samples, 0.2);
        foreach (ref var sample in picture.Samples.AsSpan())
        {
            sample += 0.5f;
        }

        return picture;
    }
}
