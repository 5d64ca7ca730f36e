using System.Diagnostics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>
/// A forward run of any graph over one picture: convolutions and what stands between them on maps with sixteen channels of a position side by
/// side, see <see cref="MapPlan"/>; every other layer through the tensors of <see cref="GraphRun{T}"/>.
/// </summary>
internal sealed unsafe class MapRun : NetworkRun<float>
{
    private readonly List<Step> _steps = [];
    private readonly List<IDisposable> _kept = [];
    private readonly Dictionary<int, Tensor<float>> _tensors = [];
    private readonly MapPlan _plan;
    private readonly WorkerPool _workers;
    private readonly TensorPool _pool;
    private readonly Tensor<float> _arena;
    private readonly ScratchMemory _scratch;

    /// <param name="network">The network.</param>
    /// <param name="source">What it is shown, one picture.</param>
    /// <param name="taps">The taps to be looked at.</param>
    /// <param name="plan">The plan for these.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public MapRun(Network<float> network, Shape source, IReadOnlyList<string> taps, MapPlan plan, WorkerPool workers, TensorPool pool)
        : base(network, source, taps, pool, RunPurpose.Activations)
    {
        (_plan, _workers, _pool) = (plan, workers, pool);
        try
        {
            _arena = Rent([checked((int)plan.Length)]);
            var (shared, own) = Scratch(network, plan);
            var scratch = Rent([checked((int)(shared + (own * workers.Threads)))]);

            // Rows that only pad a block are multiplied too: let them be numbers, and none of the slow, tiny ones.
            scratch.Span.Clear();
            _scratch = new ScratchMemory(scratch.Pointer, shared, own);
            for (var number = 0; number < plan.Nodes.Count; number++)
            {
                Make(number);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Lanes => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerTime> Times => [.. _steps.Select(step => new LayerTime(step.Names, step.Kernel, step.MultiplyAdds, TimeSpan.FromTicks(step.Ticks), TimeSpan.Zero))];

    /// <summary>The bytes that a run rents. Packed weights are not among them: they belong to the network.</summary>
    public static long Bytes(Network<float> network, Shape source, MapPlan plan, int threads)
    {
        var (shared, own) = Scratch(network, plan);
        return (2 * TensorPool.BytesOf<float>(source.ElementCount)) + TensorPool.BytesOf<float>(plan.Length) + TensorPool.BytesOf<float>(shared + (own * threads));
    }

    /// <summary>The bytes of weights that runs over pictures of any size pack at most; the network keeps them.</summary>
    public static long MostPackedBytes(Network<float> network, IReadOnlyList<string> taps)
    {
        var isNeeded = network.Description.LayersFor(taps);
        return network.Layers.Where((layer, index) => isNeeded[index]).OfType<ConvolutionLayer<float>>().Select(layer => layer.Geometry).Where(MapWeights.Accepts)
            .Sum(geometry => MapWinograd.AcceptsSomewhere(geometry) ? MapWinogradWeights.BytesOf(geometry) : MapWeights.BytesOf(geometry));
    }

    /// <inheritdoc/>
    public override void ClearTimes()
    {
        foreach (var step in _steps)
        {
            step.Ticks = 0;
        }
    }

    private protected override void RunForward(ITapObserver<float>? observer)
    {
        for (var number = 0; number < _steps.Count; number++)
        {
            var step = _steps[number];
            var start = Stopwatch.GetTimestamp();
            step.Forward();
            step.Ticks += Stopwatch.GetElapsedTime(start).Ticks;
            Progress?.Invoke((number + 1.0) / _steps.Count);
        }
    }

    private protected override void RunBackward(ITapGradients<float> gradients) => throw new UnreachableException("A run for activations has no way back.");

    private protected override FeatureMap<float>? Find(string tap) => Taps.Contains(tap) ? FeatureMap<float>.Of(_tensors[_plan.NodeOf(tap)]) : null;

    private protected override void Dispose(bool disposing)
    {
        foreach (var kept in _kept)
        {
            kept.Dispose();
        }

        base.Dispose(disposing);
    }

    // In whole cache lines, and never nothing.
    private static (long Shared, long Own) Scratch(Network<float> network, MapPlan plan)
    {
        var (shared, own) = (0L, 16L);
        foreach (var node in plan.Nodes.Where(node => node.Kind == MapNodeKind.Winograd))
        {
            var scratch = MapWinograd.Scratch(((ConvolutionLayer<float>)network.Layers[node.Layers[0]]).Geometry, plan.Nodes[node.Reads[0]].Shape);
            (shared, own) = (Math.Max(shared, scratch.Shared), Math.Max(own, scratch.Own));
        }

        return ((shared + 15) / 16 * 16, (own + 15) / 16 * 16);
    }

    private void Make(int number)
    {
        var node = _plan.Nodes[number];
        var memory = Memory(node);
        if (node.Lanes == 0)
        {
            _tensors[number] = _arena.Alias(node.Shape, _plan.Offset(node));
        }

        var forward = node.Kind switch
        {
            MapNodeKind.Layer => Layer(number, node),
            MapNodeKind.Fill => Fill(node, memory),
            MapNodeKind.Read => Read(node, memory),
            MapNodeKind.Convolution or MapNodeKind.Depthwise or MapNodeKind.Winograd => Convolution(node, memory),
            MapNodeKind.Pooling => Pooling(node, memory),
            MapNodeKind.ResponseNormalisation => ResponseNormalisation(node, memory),
            MapNodeKind.Sum => Sum(node, memory),
            _ => Join(node, memory),
        };
        if (forward is null)
        {
            return;
        }

        var (layers, names) = (Network.Description.Layers, node.Layers.Select(layer => Network.Description.Layers[layer].Tap).ToArray());
        _steps.Add(new Step
        {
            Names = names.Length > 0 ? names : [number == 0 ? "normalisation" : $"copy of {Name(node.Reads[0])}"],
            Kernel = node.Kind == MapNodeKind.Layer ? "layer" : $"map-{node.Kind.ToString().ToLowerInvariant()}-{VectorWidth.Bits}",
            MultiplyAdds = node.Layers.Count > 0 ? layers[node.Layers[0]].MultiplyAdds(_plan.Nodes[node.Reads[0]].Shape) : 0,
            Forward = node.Layout is { HasMargin: true } layout && node.Kind != MapNodeKind.Join ? AfterMargin(layout, memory, forward) : forward,
        });

        string Name(int read) => _plan.Nodes[read].Layers is [.., var layer] ? layers[layer].Tap : "picture";
    }

    private float* Memory(MapNode node) => _arena.Pointer + _plan.Offset(node);

    private MapNode SourceOf(MapNode node) => _plan.Nodes[node.Reads[0]];

    // The memory of a margin has been somebody else's since the last run.
    private static Action AfterMargin(MapLayout layout, float* memory, Action forward) => () =>
    {
        for (var plane = 0; plane < layout.Planes; plane++)
        {
            layout.ClearMargin(memory + (plane * layout.PlaneStride));
        }

        forward();
    };

    private Action Layer(int number, MapNode node)
    {
        Tensor<float>[] sources = number == 0 ? [base.Source] : [.. node.Reads.Select(read => _tensors[read])];
        var layer = number == 0 ? Network.Normalisation : Network.Layers[node.Layers[0]];
        var run = layer.Prepare([.. sources.Select(source => source.Shape)], _workers, _pool);
        _kept.Add(run);
        var destination = _tensors[number];
        return () => run.Forward(sources, destination);
    }

    private Action Fill(MapNode node, float* memory)
    {
        var (copy, from) = (new MapCopy(node.Layout!), _tensors[node.Reads[0]]);
        return () => copy.Fill(from.Pointer, memory, _workers);
    }

    private Action Read(MapNode node, float* memory)
    {
        var copy = new MapCopy(SourceOf(node).Layout!);
        var from = Memory(SourceOf(node));
        return () => copy.Read(from, memory, _workers);
    }

    private Action Convolution(MapNode node, float* memory)
    {
        var index = node.Layers[0];
        var geometry = ((ConvolutionLayer<float>)Network.Layers[index]).Geometry;
        var source = SourceOf(node).Layout!;
        var destination = node.Layout!;
        var addendLayout = node.Addend < 0 ? null : _plan.Nodes[node.Addend].Layout;
        var from = Memory(SourceOf(node));
        var addend = node.Addend < 0 ? null : Memory(_plan.Nodes[node.Addend]);
        var windows = MapPlan.Windows(geometry.Windows, SourceOf(node));
        if (node.Kind == MapNodeKind.Winograd)
        {
            var packed = Network.Packed(index, layer => new MapWinogradWeights(layer.Parameters[0].Value, Bias(layer), _workers));
            var winograd = new MapWinograd(packed, source, destination, addendLayout, node.Finish);
            return () => winograd.Run(from, memory, addend, _scratch, _workers);
        }

        var weights = Network.Packed(index, layer => new MapWeights(geometry, layer.Parameters[0].Value, Bias(layer), source.Lanes));
        if (node.Kind == MapNodeKind.Depthwise)
        {
            var depthwise = new MapDepthwise(windows, weights, source, destination, addendLayout, node.Finish);
            return () => depthwise.Run(from, memory, addend, _workers);
        }

        var convolution = new MapConvolution(windows, geometry.Groups, weights, source, destination, addendLayout, node.Finish);
        return () => convolution.Run(from, memory, addend, _workers);
    }

    private static Tensor<float>? Bias(Layer<float> layer) => layer.Parameters.Count > 1 ? layer.Parameters[1].Value : null;

    private Action Pooling(MapNode node, float* memory)
    {
        var shape = SourceOf(node).Shape;
        var layer = Network.Description.Layers[node.Layers[0]];
        var (kind, extents) = layer is PoolingDescription pooling
            ? (pooling.Kind ?? Network.Options.Pooling, new PoolingExtents([.. Enumerable.Repeat(pooling.Slide, pooling.Dimensions)], pooling.Ceiling, shape, pooling.CountsPadding))
            : (PoolingKind.Average, new PoolingExtents([.. shape.Skip(2).Zip(node.Shape.Skip(2), (from, to) => Window.Valid(from / to, from / to))], ceiling: false, shape));
        var pool = new MapPooling(kind, extents, SourceOf(node).Layout!, node.Layout!);
        var from = Memory(SourceOf(node));
        return () => pool.Run(from, memory, _workers);
    }

    private Action ResponseNormalisation(MapNode node, float* memory)
    {
        var described = (LocalResponseNormalisationDescription)Network.Description.Layers[node.Layers[0]];
        var normalisation = new MapResponseNormalisation(SourceOf(node).Layout!, node.Layout!, described.Size, described.Alpha, described.Beta, described.K);
        var scratch = new WorkerScratch(normalisation.ScratchLength, _workers, _pool);
        _kept.Add(scratch);
        var from = Memory(SourceOf(node));
        return () => normalisation.Run(from, memory, scratch, _workers);
    }

    private Action Sum(MapNode node, float* memory) => Sum(node.Reads, node.Layout!, node.Finish, memory);

    private Action Sum(int[] reads, MapLayout layout, MapFinish finish, float* memory)
    {
        var sum = new MapSum([.. reads.Select(read => _plan.Nodes[read].Layout!)], layout, finish);
        var from = new float*[reads.Length];
        for (var index = 0; index < from.Length; index++)
        {
            from[index] = Memory(_plan.Nodes[reads[index]]);
        }

        return () => sum.Run(from, memory, _workers);
    }

    private Action? Join(MapNode node, float* memory)
    {
        var layout = node.Layout!;
        Action[] copies = [.. node.Copies.Select(copy =>
        {
            var part = layout.Part(_plan.Nodes[copy.Node].Shape[1]);
            var to = memory + (copy.Plane * layout.PlaneStride);
            return AfterMargin(part, to, Sum([copy.Node], part, MapFinish.None, to));
        })];
        return copies.Length == 0 ? null : () =>
        {
            foreach (var copy in copies)
            {
                copy();
            }
        };
    }

    /// <summary>Some layers at work.</summary>
    private sealed class Step
    {
        public required string[] Names { get; init; }

        public required string Kernel { get; init; }

        public required long MultiplyAdds { get; init; }

        public required Action Forward { get; init; }

        public long Ticks { get; set; }
    }
}
