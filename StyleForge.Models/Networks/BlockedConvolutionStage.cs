using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Networks;

/// <summary>A 3×3 convolution with its rectifier, and with the pooling after it where nobody looks in between.</summary>
internal sealed unsafe class BlockedConvolutionStage : BlockedStage
{
    // From here on a map is not in the caches any more when it is read again, so writing it past them saves reading it first.
    private const long LeastStreamedFloats = 4 << 20;

    private readonly BlockedStage _before;
    private readonly BlockedWeights? _weights;
    private readonly WinogradExtents _forwardExtents;
    private readonly WinogradExtents _backwardExtents;
    private readonly PoolingKind? _pooling;
    private readonly Shape _layer;
    private readonly TileGrid _forwardGrid;
    private readonly TileGrid _backwardGrid;
    private readonly TileGrid _outputGrid;
    private ushort* _gates;
    private float* _ring;
    private (int Gates, int Ring) _blocks;

    /// <param name="name">The layers.</param>
    /// <param name="layer">The shape of the convolution's result, <c>(1, C, H, W)</c>.</param>
    /// <param name="multiplyAdds">Multiplications of a direct convolution.</param>
    /// <param name="before">The stage whose result is the source.</param>
    /// <param name="weights">The packed weights; null where it is only about memory.</param>
    /// <param name="pooling">The pooling; null for none.</param>
    /// <param name="border">What is read beyond the edge.</param>
    public BlockedConvolutionStage(
        string name, Shape layer, long multiplyAdds, BlockedStage before, BlockedWeights? weights, PoolingKind? pooling, BorderMode border)
        : base(name, pooling is null ? layer : [1, layer[1], layer[2] / 2, layer[3] / 2], multiplyAdds)
    {
        (_before, _weights, _pooling, _layer) = (before, weights, pooling, layer);
        _forwardExtents = new WinogradExtents(before.Channels, layer[1]);
        _backwardExtents = new WinogradExtents(layer[1], before.Channels);
        _forwardGrid = new TileGrid(layer[2], layer[3], border, margin: 0);
        _backwardGrid = border == BorderMode.Zero ? _forwardGrid : new TileGrid(layer[2], layer[3], BorderMode.Zero, margin: 1);
        _outputGrid = border == BorderMode.Zero ? _forwardGrid : new TileGrid(layer[2], layer[3], BorderMode.Zero, margin: 0);
    }

    protected override string Kernel => $"blocked-winograd-{VectorWidth.Bits}";

    private TileSource ForwardSource => new(_before.Activations, gates: null, _layer[2], _layer[3], unpool: 1, isPooled: false);

    private TileSource BackwardSource => new(Gradient, _gates, _layer[2], _layer[3], _pooling == PoolingKind.Average ? 0.25f : 1, _pooling is not null);

    /// <summary>True for a map that is better written past the caches.</summary>
    public static bool IsStreamed(FeatureMap<float> map) => map.Planes * map.PlaneStride >= LeastStreamedFloats;

    public override void Plan(MemoryPlan plan, int step, int steps, RunPurpose purpose)
    {
        base.Plan(plan, step, steps, purpose);
        var back = (2 * steps) - step;
        var isForwardOnly = purpose == RunPurpose.Activations;
        _blocks.Gates = plan.Add(GatesLength(_layer), step, isForwardOnly ? step : back);
        var ring = (long)BorderRing.Length(_layer[2], _layer[3]) * BlockedProduct.Padded(_forwardExtents.Channels);
        _blocks.Ring = isForwardOnly || _backwardGrid.Margin == 0 ? -1 : plan.Add(ring, back, back);
    }

    public override void Bind(MemoryPlan plan, float* arena)
    {
        base.Bind(plan, arena);
        _gates = (ushort*)(arena + plan.Offset(_blocks.Gates));
        _ring = _blocks.Ring < 0 ? null : arena + plan.Offset(_blocks.Ring);
    }

    public override WinogradScratch Scratch(RunPurpose purpose)
    {
        var forward = BlockedWinograd.Scratch(_forwardExtents, _forwardGrid.Count);
        var backward = BlockedWinograd.Scratch(_backwardExtents, _backwardGrid.Count);
        var weights = purpose == RunPurpose.ParameterGradient ? WinogradWeightsGradient.Scratch(_forwardExtents, _forwardGrid.Count) : default;
        return new WinogradScratch(Math.Max(Math.Max(forward.Shared, backward.Shared), weights.Shared), Math.Max(Math.Max(forward.Own, backward.Own), weights.Own));
    }

    protected override void ComputeForward(BlockedContext context)
    {
        var source = ForwardSource;
        var bias = _weights!.Bias.Pointer;
        if (_pooling is { } kind)
        {
            var store = new PooledStore(Activations, bias, _gates, _layer[2], _layer[3], kind == PoolingKind.Maximum);
            BlockedWinograd.Run(source, _forwardGrid, _weights!.Forward!, store, context.Scratch, context.Workers);
        }
        else
        {
            var store = new ActivationStore(Activations, bias, _gates, IsStreamed(Activations));
            BlockedWinograd.Run(source, _forwardGrid, _weights!.Forward!, store, context.Scratch, context.Workers);
        }
    }

    protected override void ComputeBackward(BlockedContext context)
    {
        var ring = new BorderRing(_ring, _layer[2], _layer[3]);
        var store = new GradientStore(_before.Gradient, ring, IsStreamed(_before.Gradient));
        BlockedWinograd.Run(BackwardSource, _backwardGrid, _weights!.Backward!, store, context.Scratch, context.Workers);
        ring.Fold(_before.Gradient, context.Border, context.Workers);
    }

    protected override void ComputeParameters(BlockedContext context, float* gradient) =>
        WinogradWeightsGradient.Run(_forwardExtents, ForwardSource, _forwardGrid, BackwardSource, _outputGrid, gradient, context.Scratch, context.Workers);
}
