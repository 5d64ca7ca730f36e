using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>
/// A 3×3 convolution with its rectifier, unless somebody looks before it, and with the pooling after it where nobody looks in between: the part that does not
/// care where its source comes from.
/// </summary>
internal abstract unsafe class BlockedWinogradStage : BlockedStage
{
    // From here on a map is not in the caches any more when it is read again, so writing it past them saves reading it first.
    private const long LeastStreamedFloats = 4 << 20;

    private readonly BlockedWeights? _weights;
    private readonly WinogradExtents _backwardExtents;
    private readonly PoolingKind? _pooling;
    private ushort* _gates;
    private float* _ring;
    private (int Gates, int Ring) _blocks;

    /// <param name="layers">The taps of the layers.</param>
    /// <param name="layer">The shape of the convolution's result, <c>(1, C, H, W)</c>.</param>
    /// <param name="multiplyAdds">Multiplications of a direct convolution.</param>
    /// <param name="channels">Channels of the source.</param>
    /// <param name="weights">The packed weights; null where it is only about memory.</param>
    /// <param name="pooling">The pooling; null for none.</param>
    /// <param name="border">What is read beyond the edge.</param>
    protected BlockedWinogradStage(IReadOnlyList<string> layers, Shape layer, long multiplyAdds, int channels, BlockedWeights? weights, PoolingKind? pooling, BorderMode border)
        : base(layers, pooling is null ? layer : [1, layer[1], layer[2] / 2, layer[3] / 2], multiplyAdds)
    {
        (_weights, _pooling, Layer) = (weights, pooling, layer);
        ForwardExtents = new WinogradExtents(channels, layer[1]);
        _backwardExtents = new WinogradExtents(layer[1], channels);
        ForwardGrid = new TileGrid(layer[2], layer[3], border, margin: 0);
        BackwardGrid = border == BorderMode.Zero ? ForwardGrid : new TileGrid(layer[2], layer[3], BorderMode.Zero, margin: 1);
    }

    /// <summary>The shape of the convolution's result.</summary>
    protected Shape Layer { get; }

    /// <summary>The channels of source and result.</summary>
    protected WinogradExtents ForwardExtents { get; }

    /// <summary>The tiles of the result.</summary>
    protected TileGrid ForwardGrid { get; }

    /// <summary>The tiles of the gradient by the source.</summary>
    protected TileGrid BackwardGrid { get; }

    /// <summary>What a border that repeats gets of the gradient by the source.</summary>
    protected BorderRing Ring => new(_ring, Layer[2], Layer[3]);

    /// <summary>The gradient by the convolution's result, out of the gradient by this stage's.</summary>
    protected TileSource GatedGradient => new(Gradient, _gates, Layer[2], Layer[3], _pooling == PoolingKind.Average ? 0.25f : 1, _pooling is not null);

    protected override string Kernel => $"blocked-winograd-{VectorWidth.Bits}";

    /// <summary>True for a map that is better written past the caches.</summary>
    public static bool IsStreamed(FeatureMap<float> map) => map.Planes * map.PlaneStride >= LeastStreamedFloats;

    public override void Plan(MemoryPlan plan, int step, int steps, RunPurpose purpose)
    {
        base.Plan(plan, step, steps, purpose);
        var back = (2 * steps) - step;
        var isForwardOnly = purpose == RunPurpose.Activations;
        _blocks.Gates = plan.Add(GatesLength(Layer), step, isForwardOnly ? step : back);
        var ring = (long)BorderRing.Length(Layer[2], Layer[3]) * BlockedProduct.Padded(ForwardExtents.Channels);
        _blocks.Ring = isForwardOnly || BackwardGrid.Margin == 0 ? -1 : plan.Add(ring, back, back);
    }

    public override void Bind(MemoryPlan plan, float* arena)
    {
        base.Bind(plan, arena);
        _gates = (ushort*)(arena + plan.Offset(_blocks.Gates));
        _ring = _blocks.Ring < 0 ? null : arena + plan.Offset(_blocks.Ring);
    }

    /// <summary>Scratch memory for so many tiles of the result, no more and no fewer.</summary>
    protected WinogradScratch ForwardScratch(int tiles) => BlockedWinograd.Scratch(ForwardExtents, tiles);

    /// <summary>Scratch memory for so many tiles of the gradient by the source, no more and no fewer.</summary>
    protected WinogradScratch BackwardScratch(int tiles) => BlockedWinograd.Scratch(_backwardExtents, tiles);

    /// <summary>Computes some tiles of the result.</summary>
    protected void Forward(TileSource source, TileGrid grid, BlockedContext context)
    {
        var bias = _weights!.Bias.Pointer;
        if (_pooling is { } kind)
        {
            var store = new PooledStore(Activations, bias, _gates, Layer[2], Layer[3], kind == PoolingKind.Maximum);
            BlockedWinograd.Run(source, grid, _weights!.Forward!, store, context.Scratch, context.Workers);
        }
        else
        {
            var store = new ActivationStore(Activations, bias, _gates, Floor, IsStreamed(Activations));
            BlockedWinograd.Run(source, grid, _weights!.Forward!, store, context.Scratch, context.Workers);
        }
    }

    /// <summary>Computes some tiles of the gradient by the source.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="gradient">Gets the rows that the tiles cover, without the ring around the picture.</param>
    /// <param name="top">The row of the source that is the gradient's first.</param>
    /// <param name="isStreamed">Write past the caches.</param>
    /// <param name="context">Threads and scratch memory.</param>
    protected void Backward(TileGrid grid, FeatureMap<float> gradient, int top, bool isStreamed, BlockedContext context)
    {
        var store = new GradientStore(gradient, top, Ring, isStreamed);
        BlockedWinograd.Run(GatedGradient, grid, _weights!.Backward!, store, context.Scratch, context.Workers);
        Ring.Fold(gradient, top, context.Border, context.Workers);
    }
}
