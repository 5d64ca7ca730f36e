using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>The blocked 3×3 convolution by itself, both directions, against the reference. Without vectors there is none.</summary>
[EveryWidth]
public sealed class WinogradTests
{
    [VectorTheory]
    [InlineData(64, 64, 24, 7e-7)]
    [InlineData(512, 16, 12, 2e-6)]
    public void The_error_is_what_these_points_are_known_for(int ic, int oc, int extent, double known)
    {
        // Root mean square, relative, of random numbers at these depths with fused multiply-adds; half as much again is
        // for processors that round twice. The usual points 0, ±1, ±2 would give 2.2 times the known figure.
        var (forward, backward) = Errors(new(ic, oc, extent, extent, BorderMode.Zero));
        Assert.InRange(forward, known / 10, known * 1.5);
        Assert.InRange(backward, 1e-8, known * 1.5);
    }

    [VectorTheory]
    [InlineData(BorderMode.Zero)]
    [InlineData(BorderMode.Reflect)]
    [InlineData(BorderMode.Replicate)]
    public void Every_small_extent_and_every_border_agrees_with_the_reference(BorderMode border)
    {
        var least = border == BorderMode.Reflect ? 2 : 1;
        for (var height = least; height <= 13; height++)
        {
            for (var width = least; width <= 13; width++)
            {
                Compare(new(2, 3, height, width, border));
            }
        }
    }

    [VectorFact]
    public void Every_number_of_channels_agrees_with_the_reference()
    {
        for (var n = 1; n <= 33; n++)
        {
            Compare(new(n, 34 - n, 6, 9, BorderMode.Zero));
        }
    }

    [VectorTheory]
    [InlineData(20, 70, 30, 131, BorderMode.Reflect)]
    [InlineData(9, 200, 18, 34, BorderMode.Replicate)]
    [InlineData(70, 9, 18, 34, BorderMode.Zero)]
    [InlineData(130, 140, 9, 11, BorderMode.Reflect)]
    [InlineData(2, 3, 3, 600, BorderMode.Zero)]
    [InlineData(2, 3, 300, 2, BorderMode.Zero)]
    public void Blocks_of_tiles_and_channels_join_up(int ic, int oc, int height, int width, BorderMode border) =>
        Compare(new(ic, oc, height, width, border));

    [VectorFact]
    public void Whole_numbers_come_out_whole_but_for_rounding()
    {
        Geometry geometry = new(8, 8, 16, 16, BorderMode.Zero);
        var (actual, _) = Blocked(geometry, (shape, seed) => TensorFill.Whole(shape, seed));
        var (expected, _) = Reference(geometry, (shape, seed) => TensorFill.Whole(shape, seed));
        foreach (var (e, a) in expected.Zip(actual))
        {
            // 72 products of up to 16 are at most 1152, and a float has 2⁻²⁴ of that; the transforms cost a few bits more.
            Assert.InRange(a, e - 5e-3f, e + 5e-3f);
            Assert.Equal(e, MathF.Round(a));
        }
    }

    [VectorTheory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        Geometry geometry = new(20, 400, 29, 31, BorderMode.Reflect);
        var one = Blocked(geometry, TensorFill.Uniform<float>, threads: 1);
        var many = Blocked(geometry, TensorFill.Uniform<float>, threads);
        Assert.Equal(one.Destination, many.Destination);
        Assert.Equal(one.SourceGradient, many.SourceGradient);
    }

    [Fact]
    public void Layers_by_themselves_are_left_to_the_matrix_product() =>
        Assert.Equal(
            VectorWidth.Bits > 0 ? $"gemm-{VectorWidth.Bits}" : "reference",
            ConvolutionPaths.List<float>(new(64, 64, [Window.Same(3), Window.Same(3)]), [1, 64, 32, 32]).First(path => path.Accepted).Name);

    // At most 140 channels here, whose error is below 1.5 times the 7e-7 of 64; small tensors scatter about that, a wrong tap gives 1e-1.
    private static void Compare(Geometry geometry)
    {
        var (forward, backward) = Errors(geometry);
        Assert.True(forward < 3e-6, $"Forward, {geometry}: error {forward:E2}.");
        Assert.True(backward < 3e-6, $"By source, {geometry}: error {backward:E2}.");
    }

    private static (double Forward, double Backward) Errors(Geometry geometry)
    {
        var expected = Reference(geometry, TensorFill.Uniform<float>);
        var actual = Blocked(geometry, TensorFill.Uniform<float>);
        return (Error(expected.Destination, actual.Destination), Error(expected.SourceGradient, actual.SourceGradient));
    }

    private static double Error(float[] expected, float[] actual)
    {
        var norm = Math.Sqrt(expected.Sum(e => (double)e * e));
        Assert.True(norm > 0, "The expectation is all zeros: the test would prove nothing.");
        return Math.Sqrt(expected.Zip(actual, (e, a) => Math.Pow(a - (double)e, 2)).Sum()) / norm;
    }

    private static (float[] Destination, float[] SourceGradient) Reference(Geometry geometry, Func<Shape, int, Tensor<float>> fill)
    {
        using var numbers = new Numbers(geometry, fill);
        using var destination = new Tensor<float>(geometry.Destination);
        using var sourceGradient = new Tensor<float>(geometry.Source);
        using var kernel = new ReferenceConvolution<float>(
            new ConvolutionExtents(new(geometry.Channels, geometry.Rows, [Window.Same(3), Window.Same(3)], border: geometry.Border), geometry.Source), numbers.Weights, numbers.Bias);
        kernel.Forward(numbers.Source, destination);
        kernel.BackwardSource(numbers.DestinationGradient, sourceGradient);
        return (destination.Span.ToArray(), sourceGradient.Span.ToArray());
    }

    // As a stage has it where somebody looks before the rectifier.
    private static unsafe (float[] Destination, float[] SourceGradient) Blocked(Geometry geometry, Func<Shape, int, Tensor<float>> fill, int threads = 2)
    {
        var (channels, rows, height, width, border) = geometry;
        using var workers = new WorkerPool(threads);
        using var numbers = new Numbers(geometry, fill);
        using var bias = new Tensor<float>([BlockedProduct.PaddedColumns(rows)]);
        numbers.Bias.Span.CopyTo(bias.Span);
        using var source = new Map(geometry.Source, numbers.Source);
        using var destination = new Map(geometry.Destination);
        using var gates = new Tensor<float>([BlockedProduct.Padded(rows) * height * width]);
        using var forward = new WinogradWeights(numbers.Weights.Shape, isBackward: false);
        forward.Pack(numbers.Weights, workers);
        var grid = new TileGrid(height, width, border, margin: 0);
        Run(
            new TileSource(source.Features, gates: null, height, width, unpool: 1, isPooled: false),
            grid,
            forward,
            new ActivationStore(destination.Features, bias.Pointer, (ushort*)gates.Pointer, ActivationStore.Linear, isStreamed: false),
            workers);

        using var gradient = new Map(geometry.Destination, numbers.DestinationGradient);
        using var sourceGradient = new Map(geometry.Source);
        using var backward = new WinogradWeights(numbers.Weights.Shape, isBackward: true);
        backward.Pack(numbers.Weights, workers);
        using var memory = new Tensor<float>([BorderRing.Length(height, width) * BlockedProduct.Padded(channels)]);
        var ring = new BorderRing(border == BorderMode.Zero ? null : memory.Pointer, height, width);
        Run(
            new TileSource(gradient.Features, (ushort*)gates.Pointer, height, width, unpool: 1, isPooled: false),
            border == BorderMode.Zero ? grid : new TileGrid(height, width, BorderMode.Zero, margin: 1),
            backward,
            new GradientStore(sourceGradient.Features, top: 0, ring, isStreamed: false),
            workers);
        ring.Fold(sourceGradient.Features, top: 0, border, workers);
        return (destination.Planar(), sourceGradient.Planar());
    }

    private static unsafe void Run<TStore>(TileSource source, TileGrid grid, WinogradWeights weights, TStore store, WorkerPool workers)
        where TStore : struct, ITileStore
    {
        var (shared, own) = BlockedWinograd.Scratch(weights.Extents, grid.Count);
        (shared, own) = ((shared + 15) / 16 * 16, (own + 15) / 16 * 16);
        using var scratch = new Tensor<float>([(int)(shared + (own * workers.Threads))]);
        BlockedWinograd.Run(source, grid, weights, store, new ScratchMemory(scratch.Pointer, shared, own), workers);
    }

    private sealed record Geometry(int Channels, int Rows, int Height, int Width, BorderMode Border)
    {
        public Shape Source => [1, Channels, Height, Width];

        public Shape Destination => [1, Rows, Height, Width];
    }

    private sealed class Numbers(Geometry geometry, Func<Shape, int, Tensor<float>> fill) : IDisposable
    {
        public Tensor<float> Source { get; } = fill(geometry.Source, 1);

        public Tensor<float> Weights { get; } = fill([geometry.Rows, geometry.Channels, 3, 3], 2);

        public Tensor<float> Bias { get; } = fill([geometry.Rows], 3);

        public Tensor<float> DestinationGradient { get; } = fill(geometry.Destination, 4);

        public void Dispose()
        {
            Source.Dispose();
            Weights.Dispose();
            Bias.Dispose();
            DestinationGradient.Dispose();
        }
    }

    /// <summary>A layer in the blocked layout; channels that only fill a block are zero.</summary>
    private sealed unsafe class Map : IDisposable
    {
        private readonly Tensor<float> _memory;

        public Map(Shape shape, Tensor<float>? planar = null)
        {
            _memory = new Tensor<float>([BlockedProduct.Padded(shape[1]) * shape[2] * shape[3]]);
            Features = new FeatureMap<float>(shape, BlockedProduct.Lanes, _memory.Pointer, (long)shape.Positions * BlockedProduct.Lanes);
            for (var i = 0; i < (planar?.Length ?? 0); i++)
            {
                var (channel, position) = Math.DivRem(i, shape.Positions);
                _memory.Span[((((channel / BlockedProduct.Lanes) * shape.Positions) + position) * BlockedProduct.Lanes) + (channel % BlockedProduct.Lanes)] = planar!.Span[i];
            }
        }

        public FeatureMap<float> Features { get; }

        public float[] Planar()
        {
            using var planar = new Tensor<float>(Features.Shape);
            Features.CopyTo(planar);
            return planar.Span.ToArray();
        }

        public void Dispose() => _memory.Dispose();
    }
}
