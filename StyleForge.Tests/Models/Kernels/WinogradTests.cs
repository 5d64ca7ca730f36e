using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class WinogradTests
{
    [Theory]
    [InlineData(64, 64, 24, 7e-7)]
    [InlineData(512, 16, 12, 2e-6)]
    public void The_error_is_what_these_points_are_known_for(int ic, int oc, int extent, double known)
    {
        // Root mean square, relative, of random numbers at these depths with fused multiply-adds; half as much again is
        // for processors that round twice. The usual points 0, ±1, ±2 would give 2.2 times the known figure.
        var (forward, backward) = Errors(Same(ic, oc, BorderMode.Zero), [1, ic, extent, extent]);
        Assert.InRange(forward, known / 10, known * 1.5);
        Assert.InRange(backward, 1e-8, known * 1.5);
    }

    [Theory]
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
                Compare(Same(2, 3, border), [1, 2, height, width]);
            }
        }
    }

    [Fact]
    public void Every_number_of_channels_agrees_with_the_reference()
    {
        for (var n = 1; n <= 33; n++)
        {
            Compare(Same(n, 34 - n, BorderMode.Zero), [1, n, 6, 9]);
        }
    }

    [Theory]
    [InlineData(3, 5, 2, 37, 101, BorderMode.Zero)]
    [InlineData(20, 70, 1, 30, 131, BorderMode.Reflect)]
    [InlineData(9, 200, 1, 18, 34, BorderMode.Replicate)]
    [InlineData(70, 9, 3, 18, 34, BorderMode.Zero)]
    [InlineData(2, 3, 1, 3, 600, BorderMode.Zero)]
    [InlineData(2, 3, 1, 300, 2, BorderMode.Zero)]
    public void Several_pictures_and_blocks_of_tiles_and_channels_join_up(int ic, int oc, int pictures, int height, int width, BorderMode border) =>
        Compare(Same(ic, oc, border), [pictures, ic, height, width]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(0, 2)]
    [InlineData(3, 1)]
    public void Any_padding_agrees_with_the_reference(int before, int after)
    {
        foreach (var border in Enum.GetValues<BorderMode>())
        {
            Window window = new(3, 1, before, after);
            Compare(new(2, 3, [window, Window.Same(3)], border: border), [1, 2, 6, 11]);
            Compare(new(2, 3, [Window.Same(3), window], border: border), [1, 2, 6, 11]);
        }
    }

    [Fact]
    public void Whole_numbers_come_out_whole_but_for_rounding()
    {
        using var passes = new Passes(Same(8, 8, BorderMode.Zero), [1, 8, 16, 16], (shape, seed) => TensorFill.Whole(shape, seed));
        using var expected = new Passes(Same(8, 8, BorderMode.Zero), [1, 8, 16, 16], (shape, seed) => TensorFill.Whole(shape, seed), reference: true);
        foreach (var (e, a) in expected.Destination.Span.ToArray().Zip(passes.Destination.Span.ToArray()))
        {
            // 72 products of up to 16 are at most 1152, and a float has 2⁻²⁴ of that; the transforms cost a few bits more.
            Assert.InRange(a, e - 5e-3f, e + 5e-3f);
            Assert.Equal(e, MathF.Round(a));
        }
    }

    [Theory]
    [InlineData(BorderMode.Zero)]
    [InlineData(BorderMode.Reflect)]
    [InlineData(BorderMode.Replicate)]
    public void The_gradient_is_the_adjoint_of_the_forward_pass(BorderMode border)
    {
        var geometry = Same(12, 10, border);
        Shape shape = [1, 12, 15, 18];
        using var x = TensorFill.Uniform<float>(shape, 1);
        using var y = TensorFill.Uniform<float>(geometry.DestinationShape(shape), 4);
        using var passes = new Passes(geometry, shape, TensorFill.Uniform<float>, bias: false);
        var (left, right) = (Dot(passes.Destination, y), Dot(x, passes.SourceGradient));

        // Two sums of 2700 and 3240 products, each with an error of 7e-7 of its operands: both differ from the true one by
        // far less than that part of the product of the norms.
        Assert.InRange(left - right, -1e-6 * Norm(passes.Destination) * Norm(y), 1e-6 * Norm(passes.Destination) * Norm(y));
        Assert.True(Math.Abs(left) > 1e-3 * Norm(passes.Destination) * Norm(y), "The product is near zero: the test would prove nothing.");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        var geometry = Same(20, 400, BorderMode.Reflect);
        using var one = new Passes(geometry, [1, 20, 29, 31], TensorFill.Uniform<float>);
        using var many = new Passes(geometry, [1, 20, 29, 31], TensorFill.Uniform<float>, threads);
        TensorAssert.SameBits(one.Destination, many.Destination);
        TensorAssert.SameBits(one.SourceGradient, many.SourceGradient);
    }

    [Fact]
    public void Nothing_past_either_end_is_read_or_written()
    {
        foreach (var width in new[] { 1, 2, 3, 5, 8, 16, 17, 31, 32, 33, 64, 65, 200 })
        {
            var geometry = Same(3, 7, BorderMode.Zero);
            Shape shape = [1, 3, 3, width];
            using var workers = new WorkerPool(1);
            using var pool = new TensorPool();
            using var w = TensorFill.Uniform<float>(geometry.WeightsShape, 1);
            using var s = TensorFill.Uniform<float>(shape, 2);
            using var weights = GuardedBuffer.Of(w);
            using var source = GuardedBuffer.Of(s);
            using var destination = new GuardedBuffer(geometry.DestinationShape(shape));
            using var gradient = new GuardedBuffer(shape);
            using var kernel = new WinogradConvolution(new(geometry, shape), weights.Tensor, null, workers, pool);

            kernel.Forward(source.Tensor, destination.Tensor);
            kernel.BackwardSource(destination.Tensor, gradient.Tensor);

            foreach (var buffer in new[] { weights, source, destination, gradient })
            {
                buffer.Check();
                Assert.False(buffer.Tensor.Span.ContainsAny([float.NaN]));
            }
        }
    }

    [Fact]
    public void A_pass_allocates_nothing_and_leaves_nothing_rented()
    {
        var geometry = Same(8, 8, BorderMode.Reflect);
        Shape shape = [1, 8, 40, 40];
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var weights = TensorFill.Uniform<float>(geometry.WeightsShape, 1);
        using var source = TensorFill.Uniform<float>(shape, 2);
        using var destination = new Tensor<float>(geometry.DestinationShape(shape));
        using (var kernel = new WinogradConvolution(new(geometry, shape), weights, null, workers, pool))
        {
            kernel.Forward(source, destination);
            kernel.BackwardSource(destination, source);
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Forward(source, destination);
            kernel.BackwardSource(destination, source);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Theory]
    [InlineData(64, 64, 32, true)]
    [InlineData(16, 16, 8, true)]
    [InlineData(3, 64, 32, false)]
    [InlineData(64, 3, 32, false)]
    [InlineData(64, 64, 7, false)]
    public void It_is_chosen_where_it_pays(int ic, int oc, int extent, bool chosen)
    {
        var path = ConvolutionPaths.List<float>(Same(ic, oc, BorderMode.Zero), [1, ic, extent, extent]).First(path => path.Accepted);
        Assert.Equal(chosen && VectorWidth.Bits > 0 ? $"winograd-{VectorWidth.Bits}" : VectorWidth.Bits > 0 ? $"gemm-{VectorWidth.Bits}" : "reference", path.Name);
    }

    [Fact]
    public void Other_geometries_are_left_to_other_paths()
    {
        Window same = Window.Same(3);
        AssertLeft(new(16, 16, [same, Window.Same(5)]));
        AssertLeft(new(16, 16, [same, Window.Same(3, stride: 2)]));
        AssertLeft(new(16, 16, [Window.Same(3, dilation: 2), same]));
        AssertLeft(new(16, 16, [same, same], groups: 2));
        AssertLeft(new(16, 16, [same, same, same]), depth: 16);
        AssertLeft(new(16, 16, [same]), depth: null, height: null);
    }

    private static void AssertLeft(ConvolutionGeometry geometry, int? depth = null, int? height = 16)
    {
        Shape shape = new([1, 16, .. new[] { depth, height, 16 }.OfType<int>()]);
        Assert.False(ConvolutionPaths.List<float>(geometry, shape)[0].Accepted);
    }

    private static ConvolutionGeometry Same(int ic, int oc, BorderMode border) => new(ic, oc, [Window.Same(3), Window.Same(3)], border: border);

    // At most 33 channels here, whose error is below the 7e-7 of 64; small tensors scatter about that, a wrong tap gives 1e-1.
    private static void Compare(ConvolutionGeometry geometry, Shape shape)
    {
        var (forward, backward) = Errors(geometry, shape);
        Assert.True(forward < 3e-6, $"Forward {geometry.SourceChannels} → {geometry.DestinationChannels}, {shape}: error {forward:E2}.");
        Assert.True(backward < 3e-6, $"By source {geometry.SourceChannels} → {geometry.DestinationChannels}, {shape}: error {backward:E2}.");
    }

    private static (double Forward, double Backward) Errors(ConvolutionGeometry geometry, Shape shape)
    {
        using var expected = new Passes(geometry, shape, TensorFill.Uniform<float>, reference: true);
        using var actual = new Passes(geometry, shape, TensorFill.Uniform<float>, threads: 2);
        return (Error(expected.Destination, actual.Destination), Error(expected.SourceGradient, actual.SourceGradient));
    }

    private static double Error(Tensor<float> expected, Tensor<float> actual)
    {
        var sum = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = (double)actual.Span[i] - expected.Span[i];
            sum += difference * difference;
        }

        Assert.True(Norm(expected) > 0, "The expectation is all zeros: the test would prove nothing.");
        return Math.Sqrt(sum) / Norm(expected);
    }

    private static double Norm(Tensor<float> x) => Math.Sqrt(Dot(x, x));

    private static double Dot(Tensor<float> x, Tensor<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += (double)x.Span[i] * y.Span[i];
        }

        return sum;
    }

    /// <summary>Both passes of one convolution, over what was in the tensors before.</summary>
    private sealed class Passes : IDisposable
    {
        public Passes(ConvolutionGeometry geometry, Shape shape, Func<Shape, int, Tensor<float>> fill, int threads = 1, bool reference = false, bool bias = true)
        {
            using var workers = new WorkerPool(threads);
            using var pool = new TensorPool();
            using var source = fill(shape, 1);
            using var weights = fill(geometry.WeightsShape, 2);
            using var offsets = bias ? fill([geometry.DestinationChannels], 3) : null;
            using var destinationGradient = fill(geometry.DestinationShape(shape), 4);
            Destination = fill(geometry.DestinationShape(shape), 5);
            SourceGradient = fill(shape, 6);
            ConvolutionExtents extents = new(geometry, shape);
            using ConvolutionKernel<float> kernel = reference
                ? new ReferenceConvolution<float>(extents, weights, offsets)
                : new WinogradConvolution(extents, weights, offsets, workers, pool);
            kernel.Forward(source, Destination);
            kernel.BackwardSource(destinationGradient, SourceGradient);
        }

        public Tensor<float> Destination { get; }

        public Tensor<float> SourceGradient { get; }

        public void Dispose()
        {
            Destination.Dispose();
            SourceGradient.Dispose();
        }
    }
}
