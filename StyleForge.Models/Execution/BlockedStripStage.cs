using System.Diagnostics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Execution;

/// <summary>
/// The first two convolutions with all that joins them, strip by strip. The first one's activations, <c>relu1_1</c>, are the
/// largest map of a network and the cheapest to compute: a strip of them is computed, looked at, read by the second
/// convolution, and forgotten; on the way back it is computed again. Neither the map nor the gradient by it is ever whole.
/// </summary>
internal sealed unsafe class BlockedStripStage : BlockedWinogradStage
{
    // A strip that stays in the third-level cache, with the gradient by it, and has work for several threads. Wide ones are larger,
    // because they have at least LeastDown rows of tiles.
    private const long StripFloats = 1 << 20;

    // So that the rows at an edge and those that a border repeats beyond it lie in one strip, however the rows are dealt.
    private const int LeastDown = 4;

    private const int Side = WinogradTransform.Outputs;

    // A row of the picture gets its gradient from the row of activations above it, its own, and the one below.
    private const int Carried = 2;

    private readonly BlockedWeights? _weights;
    private readonly Tensor<float>? _source;
    private readonly Tensor<float>? _sourceGradient;
    private readonly PictureBorder _picture;
    private readonly Shape _map;
    private readonly IReadOnlyList<string> _mapLayers;
    private readonly long _mapMultiplyAdds;
    private readonly ForwardStrip[] _forward;
    private readonly BackwardStrip[] _backward;
    private float* _bordered;
    private float* _borderedGradient;
    private Buffer _activations;
    private Buffer _gradient;
    private (int Bordered, int BorderedGradient, int Forward, int Backward, int Gradient) _blocks;
    private (TimeSpan Forward, TimeSpan Backward) _mapTime;

    /// <param name="map">The first convolution: its layers, the shape of its result, its cost and its weights.</param>
    /// <param name="layers">The second convolution's layers.</param>
    /// <param name="layer">The shape of the second convolution's result.</param>
    /// <param name="multiplyAdds">Multiplications of the second one.</param>
    /// <param name="weights">The packed weights of the second one; null where it is only about memory.</param>
    /// <param name="pooling">The pooling after it; null for none.</param>
    /// <param name="input">How the weights want their pictures.</param>
    /// <param name="border">What is read beyond the edge.</param>
    public BlockedStripStage(
        FirstConvolution map, IReadOnlyList<string> layers, Shape layer, long multiplyAdds, BlockedWeights? weights, PoolingKind? pooling, InputConvention input, BorderMode border)
        : base(layers, layer, multiplyAdds, map.Shape[1], weights, pooling, border)
    {
        (_map, _mapLayers, _mapMultiplyAdds, _weights, _source, _sourceGradient) = (map.Shape, map.Layers, map.MultiplyAdds, map.Weights, map.Source, map.SourceGradient);
        _picture = BlockedPictureStage.Border(map.Shape, input, border);
        _forward = [.. Cut(ForwardGrid).Select(cut => new ForwardStrip(ForwardGrid, cut.FirstDown, cut.EndDown))];
        _backward = [.. Cut(BackwardGrid).Select(cut => new BackwardStrip(BackwardGrid, cut.FirstDown, cut.EndDown))];
    }

    /// <summary>The tap on the first convolution's activations, if it was asked for.</summary>
    public string? MapTap { get; init; }

    /// <summary>The shape of the first convolution's activations.</summary>
    public Shape MapShape => _map;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerTime> Times =>
        [new LayerTime(_mapLayers, $"blocked-direct-{VectorWidth.Bits}", _mapMultiplyAdds, _mapTime.Forward, _mapTime.Backward), .. base.Times];

    private int Rows => Math.Max(_forward.Max(strip => strip.SourceCount), _backward.Max(strip => strip.Count) + Carried);

    /// <summary>True for a map of activations that is worth cutting.</summary>
    public static bool IsWorthIt(Shape map) => (long)map.Positions * BlockedProduct.Padded(map[1]) > StripFloats && map[2] > 2 * LeastDown * Side;

    public override void Plan(MemoryPlan plan, int step, int steps, RunPurpose purpose)
    {
        base.Plan(plan, step, steps, purpose);
        var isForwardOnly = purpose == RunPurpose.Activations;
        var back = (2 * steps) - step;
        var length = Buffer.LengthOf(_map, Rows);
        _blocks.Bordered = plan.Add(PictureConvolution.BorderedLength(_map[2], _map[3]), step, isForwardOnly ? step : back);
        _blocks.Forward = plan.Add(length, step, step);
        _blocks.Backward = isForwardOnly ? -1 : plan.Add(length, back, back);
        _blocks.Gradient = isForwardOnly ? -1 : plan.Add(length, back, back);
        _blocks.BorderedGradient = isForwardOnly ? -1 : plan.Add(PictureConvolution.GradientLength(_map[2], _map[3]), back, back);
    }

    public override void Bind(MemoryPlan plan, float* arena)
    {
        base.Bind(plan, arena);
        _bordered = arena + plan.Offset(_blocks.Bordered);
        var forward = new Buffer(_map, Rows, arena + plan.Offset(_blocks.Forward));
        foreach (var strip in _forward)
        {
            strip.Bind(forward);
        }

        if (_blocks.Backward >= 0)
        {
            _activations = new Buffer(_map, Rows, arena + plan.Offset(_blocks.Backward));
            _gradient = new Buffer(_map, Rows, arena + plan.Offset(_blocks.Gradient));
            _borderedGradient = arena + plan.Offset(_blocks.BorderedGradient);
            foreach (var strip in _backward)
            {
                strip.Bind(_activations, _gradient);
            }
        }
    }

    public override void ClearTime()
    {
        base.ClearTime();
        _mapTime = default;
    }

    public override WinogradScratch Scratch()
    {
        // Of every strip, because fewer tiles may be cut into larger blocks.
        WinogradScratch[] tiles = [.. _forward.Select(strip => ForwardScratch(strip.Grid.Count)), .. _backward.Select(strip => BackwardScratch(strip.Grid.Count))];
        return new WinogradScratch(tiles.Max(each => each.Shared), Math.Max(tiles.Max(each => each.Own), PictureConvolution.ScratchLength(_map[1], _map[3])));
    }

    public override void Forward(BlockedContext context)
    {
        var start = Stopwatch.GetTimestamp();
        _picture.Forward(_source!.Pointer, _bordered, context.Workers);
        _mapTime.Forward += Stopwatch.GetElapsedTime(start);
        foreach (var strip in _forward)
        {
            start = Stopwatch.GetTimestamp();
            _weights!.Picture!.Forward(_bordered, _weights.Bias.Pointer, strip.Source, ActivationStore.Rectified, isStreamed: false, context.Workers);
            _mapTime.Forward += Stopwatch.GetElapsedTime(start);
            if (MapTap is not null)
            {
                context.Observer?.Observe(MapTap, strip.First, strip.Shown);
            }

            start = Stopwatch.GetTimestamp();
            Forward(new TileSource(strip.Source.Map, gates: null, Layer[2], Layer[3], unpool: 1, isPooled: false), strip.Grid, context);
            AddTime(Stopwatch.GetElapsedTime(start), TimeSpan.Zero);
        }
    }

    public override void Backward(BlockedContext context)
    {
        foreach (var strip in _backward)
        {
            var start = Stopwatch.GetTimestamp();
            Backward(strip.Grid, strip.Gradient, strip.First, isStreamed: false, context);
            AddTime(TimeSpan.Zero, Stopwatch.GetElapsedTime(start));

            start = Stopwatch.GetTimestamp();
            _weights!.Picture!.Forward(_bordered, _weights.Bias.Pointer, strip.Activations, ActivationStore.Rectified, isStreamed: false, context.Workers);
            _mapTime.Backward += Stopwatch.GetElapsedTime(start);
            if (MapTap is not null)
            {
                context.Gradients!.Add(MapTap, strip.First, strip.Activations.Map, strip.Gradient);
            }

            start = Stopwatch.GetTimestamp();
            var end = strip.First + strip.Count;
            _weights.Picture.Backward(strip.GradientWithCarried, _borderedGradient, strip.First, end == _map[2] ? end + Carried : end, context.Scratch, context.Workers);
            context.Workers.Run(new Carrying(_gradient, _activations, strip.Count), strip.Gradient.Planes);
            _mapTime.Backward += Stopwatch.GetElapsedTime(start);
        }

        var last = Stopwatch.GetTimestamp();
        _picture.Backward(_borderedGradient, _sourceGradient!.Pointer, context.Workers);
        _mapTime.Backward += Stopwatch.GetElapsedTime(last);
    }

    protected override void ComputeForward(BlockedContext context) => throw new UnreachableException();

    protected override void ComputeBackward(BlockedContext context) => throw new UnreachableException();

    // Rows of tiles, as even as can be.
    private IEnumerable<(int FirstDown, int EndDown)> Cut(TileGrid grid)
    {
        var most = Math.Max(LeastDown, (int)(StripFloats / ((long)BlockedProduct.Padded(_map[1]) * _map[3] * Side)));
        var strips = (grid.Down + most - 1) / most;
        return Enumerable.Range(0, strips).Select(strip => (grid.Down * strip / strips, grid.Down * (strip + 1) / strips));
    }

    /// <summary>What the stage has to know of the first convolution.</summary>
    /// <param name="Layers">Its layers.</param>
    /// <param name="Shape">The shape of its activations, <c>(1, C, H, W)</c>.</param>
    /// <param name="MultiplyAdds">Its multiplications.</param>
    /// <param name="Weights">Its packed weights; null, as the tensors, where it is only about memory.</param>
    /// <param name="Source">The picture.</param>
    /// <param name="SourceGradient">The gradient by the picture.</param>
    internal sealed record FirstConvolution(IReadOnlyList<string> Layers, Shape Shape, long MultiplyAdds, BlockedWeights? Weights, Tensor<float>? Source, Tensor<float>? SourceGradient);

    /// <summary>Some rows of tiles forward: the second convolution reads one row more on either side than it writes.</summary>
    private sealed class ForwardStrip
    {
        public ForwardStrip(TileGrid grid, int firstDown, int endDown)
        {
            First = firstDown * Side;
            Count = Math.Min(endDown * Side, grid.Height) - First;
            SourceFirst = Math.Max(First - 1, 0);
            SourceCount = Math.Min(First + Count + 1, grid.Height) - SourceFirst;
            Grid = grid.Strip(firstDown, endDown, SourceFirst);
        }

        public TileGrid Grid { get; }

        /// <summary>The first row of the map that is shown.</summary>
        public int First { get; }

        /// <summary>How many are.</summary>
        public int Count { get; }

        /// <summary>The first row that is read.</summary>
        public int SourceFirst { get; }

        /// <summary>How many are.</summary>
        public int SourceCount { get; }

        public GatedRows Source { get; private set; }

        public FeatureMap<float> Shown { get; private set; }

        public void Bind(Buffer buffer)
        {
            Source = buffer.Rows(0, SourceFirst, SourceCount, buffer);
            Shown = buffer.Rows(First - SourceFirst, First, Count, buffer).Map;
        }
    }

    /// <summary>Some rows of tiles on the way back, and the rows of the map that they cover.</summary>
    private sealed class BackwardStrip
    {
        public BackwardStrip(TileGrid grid, int firstDown, int endDown)
        {
            First = Math.Max((firstDown * Side) - grid.Margin, 0);
            Count = (endDown == grid.Down ? grid.Height : (endDown * Side) - grid.Margin) - First;
            Grid = grid.Strip(firstDown, endDown, sourceTop: 0);
        }

        public TileGrid Grid { get; }

        public int First { get; }

        public int Count { get; }

        public GatedRows Activations { get; private set; }

        public FeatureMap<float> Gradient { get; private set; }

        public GatedRows GradientWithCarried { get; private set; }

        public void Bind(Buffer activations, Buffer gradient)
        {
            Activations = activations.Rows(Carried, First, Count, activations);
            Gradient = gradient.Rows(Carried, First, Count, activations).Map;
            GradientWithCarried = gradient.Rows(0, First - Carried, Count + Carried, activations);
        }
    }

    /// <summary>Memory for some rows of the map and their gates.</summary>
    private readonly struct Buffer(Shape map, int rows, float* memory)
    {
        private long PlaneStride => PlaneStrideOf(map, rows);

        private long GateStride => (long)rows * map[3];

        private ushort* Gates => (ushort*)(memory + (BlockedProduct.Padded(map[1]) / BlockedProduct.Lanes * PlaneStride));

        public static long LengthOf(Shape map, int rows) =>
            BlockedProduct.Padded(map[1]) / BlockedProduct.Lanes * (PlaneStrideOf(map, rows) + ((((long)rows * map[3]) + 1) / 2));

        /// <summary>Rows of the layer, from a row of the memory on, with the gates of this memory or another.</summary>
        public GatedRows Rows(int at, int first, int count, Buffer gates) => new(
            new FeatureMap<float>([1, map[1], count, map[3]], BlockedProduct.Lanes, Row(at), PlaneStride),
            gates.Gates + ((long)at * map[3]), GateStride, first, map[2]);

        /// <summary>Copies rows of a block of channels to the beginning of the memory.</summary>
        public void Carry(int block, int from, int count)
        {
            var length = count * map[3] * BlockedProduct.Lanes;
            new ReadOnlySpan<float>(Row(from) + (block * PlaneStride), length).CopyTo(new Span<float>(memory + (block * PlaneStride), length));
        }

        /// <summary>Copies the gates of rows of a block of channels to the beginning of the memory.</summary>
        public void CarryGates(int block, int from, int count)
        {
            var gates = Gates + (block * GateStride);
            new ReadOnlySpan<ushort>(gates + ((long)from * map[3]), count * map[3]).CopyTo(new Span<ushort>(gates, count * map[3]));
        }

        // An odd number of cache lines, as everywhere.
        private static long PlaneStrideOf(Shape map, int rows) => ((((long)rows * map[3]) + 1) | 1) * BlockedProduct.Lanes;

        private float* Row(int row) => memory + ((long)row * map[3] * BlockedProduct.Lanes);
    }

    /// <summary>Carries a strip's last rows over to the next.</summary>
    private readonly struct Carrying(Buffer gradient, Buffer activations, int rows) : IWork
    {
        public void Do(int item, int worker)
        {
            gradient.Carry(item, rows, Carried);
            activations.CarryGates(item, rows, Carried);
        }
    }
}
