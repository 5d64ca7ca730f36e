using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>
/// A run of a network of 3×3 convolutions, rectifiers and 2×2 poolings through the blocked kernels: neighbouring layers are
/// one kernel, and activations, gates and gradients share one arena that is laid out before the run.
/// </summary>
internal sealed unsafe class BlockedRun : NetworkRun<float>
{
    private readonly List<BlockedStage> _stages;
    private readonly BlockedContext _context;

    /// <param name="network">The network.</param>
    /// <param name="source">The picture, <c>(1, 3, H, W)</c>.</param>
    /// <param name="taps">The taps to be looked at.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <param name="purpose">Which passes there will be.</param>
    /// <param name="inStrips">True if large activations may be shown in strips and not kept.</param>
    public BlockedRun(Network<float> network, Shape source, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool, RunPurpose purpose, bool inStrips = false)
        : base(network, source, taps, pool, purpose)
    {
        try
        {
            var builder = new BlockedStages(network, source, Taps)
            {
                InStrips = inStrips,
                Source = Source,
                SourceGradient = SourceGradient,
                Weights = index => network.Packed(index, layer => new BlockedWeights((ConvolutionLayer<float>)layer, isFirst: index == 0, workers)),
            };
            _stages = [.. builder.Build()];
            var plan = Plan(_stages, purpose);
            var (shared, own) = Scratch(_stages);
            var arena = Rent([checked((int)plan.Length)]);
            var scratch = Rent([checked((int)(shared + (own * workers.Threads)))]);

            // Rows that only pad a block are multiplied too: let them be numbers, and none of the slow, tiny ones.
            scratch.Span.Clear();
            foreach (var stage in _stages)
            {
                stage.Bind(plan, arena.Pointer);
            }

            _context = new BlockedContext(workers, network.Options.Border, new ScratchMemory(scratch.Pointer, shared, own));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerTime> Times => [.. _stages.SelectMany(stage => stage.Times)];

    /// <inheritdoc/>
    public override void ClearTimes()
    {
        foreach (var stage in _stages)
        {
            stage.ClearTime();
        }
    }

    /// <inheritdoc/>
    public override int Lanes => BlockedProduct.Lanes;

    /// <summary>The bytes that a run rents. Packed weights are not among them: they belong to the network.</summary>
    /// <returns>The bytes, or <see cref="TooMany"/> where the arena is larger than a tensor can be.</returns>
    public static long Bytes(Network<float> network, Shape source, IReadOnlyList<string> taps, int threads, RunPurpose purpose, bool inStrips = false)
    {
        var stages = new BlockedStages(network, source, taps) { InStrips = inStrips }.Build().ToList();
        var (shared, own) = Scratch(stages);
        var arena = Plan(stages, purpose).Length;
        return arena > int.MaxValue
            ? TooMany
            : (2 * TensorPool.BytesOf<float>(source.ElementCount)) + TensorPool.BytesOf<float>(arena) + TensorPool.BytesOf<float>(shared + (own * threads));
    }

    /// <summary>More bytes than any machine has.</summary>
    public const long TooMany = long.MaxValue / 16;

    /// <summary>Whether a run can go this way, and why or why not.</summary>
    public static KernelPath Judge(NetworkDescription description, Shape source, IReadOnlyList<string> taps)
    {
        const string name = "blocked";
        return (VectorWidth.Bits == 0 ? "no vectors" : Obstacle(description, source, taps)) is { } obstacle
            ? new KernelPath(name, Accepted: false, obstacle)
            : new KernelPath($"{name}-{VectorWidth.Bits}", Accepted: true, $"{VectorWidth.Bits}-bit vectors, sixteen channels side by side, layers joined");
    }

    /// <summary>What of a network and its taps stands in the way; null for nothing.</summary>
    public static string? Obstacle(NetworkDescription description, Shape source, IReadOnlyList<string> taps)
    {
        if (source[0] != 1)
        {
            return "only for one picture at a time";
        }

        var sources = description.Sources;
        for (var index = 0; index <= taps.Max(description.IndexOfTap); index++)
        {
            var layer = description.Layers[index];
            if (sources[index].Count != 1 || sources[index][0] != index - 1)
            {
                return $"only for a chain of layers, but {layer.Tap} reads another layer than the one before it";
            }

            var isKnown = layer switch
            {
                ConvolutionDescription convolution => convolution is { Dimensions: 2, Groups: 1, Across: null } && convolution.Slide == Window.Same(3) &&
                    (taps.Contains(convolution.Tap) || (index + 1 < description.Layers.Count && description.Layers[index + 1] is ReluDescription)),
                ReluDescription => index > 0 && description.Layers[index - 1] is ConvolutionDescription,
                PoolingDescription { Kind: null, Ceiling: false } pooling => pooling.Slide == Window.Valid(2, 2) && index > 0,
                _ => false,
            };
            if (!isKnown)
            {
                return $"only for 3×3 convolutions with rectifiers and 2×2 poolings, but {layer.Tap} is another layer";
            }
        }

        return null;
    }

    private protected override void RunForward(ITapObserver<float>? observer)
    {
        _context.Observer = observer;
        try
        {
            foreach (var stage in _stages)
            {
                stage.Forward(_context);
            }
        }
        finally
        {
            _context.Observer = null;
        }
    }

    private protected override void RunBackward(ITapGradients<float> gradients)
    {
        var last = _stages[^1].Gradient;
        for (var plane = 0; plane < last.Planes; plane++)
        {
            new Span<float>(last.Pointer + (plane * last.PlaneStride), last.PlaneLength).Clear();
        }

        _context.Gradients = gradients;
        try
        {
            for (var index = _stages.Count - 1; index >= 0; index--)
            {
                var stage = _stages[index];
                if (stage.Tap is { } tap)
                {
                    gradients.Add(tap, firstRow: 0, stage.Activations, stage.Gradient);
                }

                stage.Backward(_context);
            }
        }
        finally
        {
            _context.Gradients = null;
        }
    }

    private protected override FeatureMap<float>? Find(string tap)
    {
        foreach (var stage in _stages)
        {
            if (stage.Tap == tap)
            {
                return stage.Activations;
            }
        }

        return null;
    }

    private protected override Shape? FindPassing(string tap) =>
        _stages[0] is BlockedStripStage strips && strips.MapTap == tap ? strips.MapShape : null;

    private static MemoryPlan Plan(List<BlockedStage> stages, RunPurpose purpose)
    {
        var plan = new MemoryPlan();
        for (var step = 0; step < stages.Count; step++)
        {
            stages[step].Plan(plan, step, stages.Count, purpose);
        }

        plan.Lay();
        return plan;
    }

    // In whole cache lines.
    private static (long Shared, long Own) Scratch(List<BlockedStage> stages)
    {
        var scratch = stages.ConvertAll(stage => stage.Scratch());
        return ((scratch.Max(each => each.Shared) + 15) / 16 * 16, (scratch.Max(each => each.Own) + 15) / 16 * 16);
    }
}
