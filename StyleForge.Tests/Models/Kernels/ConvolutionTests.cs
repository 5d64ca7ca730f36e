using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class ConvolutionTests
{
    // One for each way to cut the work: few channels, a plain product, strides, slabs of positions, rows shared out.
    private static readonly (ConvolutionGeometry Geometry, Shape Source)[] Various =
    [
        (new(3, 20, [Window.Same(7, stride: 2), Window.Same(7, stride: 2)]), [1, 3, 41, 39]),
        (new(70, 30, [Window.Valid(1), Window.Valid(1)]), [2, 70, 23, 19]),
        (new(30, 210, [Window.Valid(1, stride: 2), Window.Valid(1, stride: 2)]), [1, 30, 23, 19]),
        (new(24, 18, [Window.Same(3, stride: 2, dilation: 3), Window.Same(5)], groups: 3), [1, 24, 15, 19]),
        (new(8, 11, [Window.Same(3)]), [2, 8, 3000]),
        (new(9, 7, [Window.Same(3, stride: 2), Window.Same(3), Window.Same(2)]), [1, 9, 7, 9, 31]),
    ];

    public static TheoryData<string> Names => ConvolutionCases.Names;

    public static TheoryData<int> Geometries => [.. Enumerable.Range(0, Various.Length)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_chosen_path_gives_exactly_the_reference_on_whole_numbers(string name)
    {
        var (geometry, source) = ConvolutionCases.Get(name);
        CompareExactly(geometry, source);
    }

    [Fact]
    public void Every_number_of_channels_and_every_width_has_its_tail_right()
    {
        for (var n = 1; n <= 33; n++)
        {
            CompareExactly(new(n, 34 - n, [Window.Same(3), Window.Same(3)]), [1, n, 3, n]);
            CompareExactly(new(34 - n, n, [Window.Same(3), Window.Same(3)]), [1, 34 - n, 2, n]);
        }
    }

    [Theory]
    [InlineData(40, 7, 1, 600)]
    [InlineData(33, 13, 17, 31)]
    [InlineData(7, 100, 23, 24)]
    public void Several_blocks_of_channels_positions_and_rows_join_up(int ic, int oc, int height, int width) =>
        CompareExactly(new(ic, oc, [Window.Same(5), Window.Same(3)]), [1, ic, height, width]);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(15, 2, 1)]
    [InlineData(16, 1, 2)]
    [InlineData(17, 3, 1)]
    [InlineData(40, 2, 3)]
    public void Strips_of_a_scattered_gradient_join_up(int height, int stride, int dilation) => CompareExactly(
        new(3, 20, [Window.Same(5, stride, dilation), new(3, stride, 2, 1, dilation)]), [2, 3, height, 19]);

    [Fact]
    public void A_1x1_kernel_is_right_for_every_number_of_positions()
    {
        for (var n = 1; n <= 64; n++)
        {
            CompareExactly(new((n * 5 % 37) + 1, (n * 11 % 41) + 1, [Window.Valid(1), Window.Valid(1)]), [1 + (n % 2), (n * 5 % 37) + 1, n % 4 == 0 ? 4 : 1, n % 4 == 0 ? n / 4 : n]);
        }
    }

    [Fact]
    public void Plain_dimensions_are_joined_only_where_nothing_happens_along_them()
    {
        Window one = new(1);
        foreach (var windows in new Window[][] { [one, one, one], [one, one, new(3)], [new(2), one, one], [new(2), one, new(1, 2)], [one, new(1, 1, 1), one], [one, new(1, 3), one] })
        {
            CompareExactly(new(7, 9, windows), [1, 7, 3, 5, 4]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_stride_is_right_with_every_kernel_dilation_and_remainder(int stride)
    {
        foreach (var (size, dilation) in new[] { (1, 1), (2, 1), (3, 1), (3, 2), (2, 3), (4, 5), (7, 1) })
        {
            for (var before = 0; before <= 3; before++)
            {
                var window = new Window(size, stride, before, 3 - before, dilation);
                CompareExactly(new(7, 5, [window]), [2, 7, 21 + before]);
                CompareExactly(new(14, 8, [window, new Window(2, 3, 1, 0)], groups: 2), [1, 14, 20 - before, 5 + before]);
            }
        }
    }

    [Theory]
    [InlineData(BorderMode.Reflect)]
    [InlineData(BorderMode.Replicate)]
    public void A_strided_gradient_is_folded_back_from_its_border(BorderMode border) => CompareExactly(
        new(9, 17, [new(3, 2, 2, 1), new(5, 3, 1, 2), new(3, 2, 1, 1, 2)], border: border), [1, 9, 5, 7, 6]);

    [Theory]
    [InlineData(5, 7, 3, 1700, 1)]
    [InlineData(5, 7, 1, 830, 2)]
    [InlineData(150, 6, 1, 9, 1)]
    [InlineData(3, 400, 2, 270, 1)]
    [InlineData(31, 5, 17, 20, 3)]
    public void Slabs_columns_and_rows_of_the_gradient_by_the_weights_join_up(int ic, int oc, int size, int length, int batch) =>
        CompareExactly(new(ic, oc, [Window.Same(size)]), [batch, ic, length]);

    [Fact]
    public void A_kernel_larger_than_a_block_of_depth_is_still_right() =>
        CompareExactly(new(3, 2, [Window.Same(19), Window.Same(17)]), [1, 3, 5, 6]);

    [Fact]
    public void Random_numbers_agree_with_a_reference_in_double()
    {
        // Not 3×3 taps, whose sums are not one chain where Winograd's path takes them.
        ConvolutionGeometry geometry = new(48, 27, [Window.Valid(1), Window.Same(9)]);
        Shape shape = [1, 48, 13, 21];
        using var source = TensorFill.Uniform<float>(shape, 1);
        using var weights = TensorFill.Uniform<float>(geometry.WeightsShape, 2);
        using var bias = TensorFill.Uniform<float>([27], 3);
        using var expected = new Tensor<double>(geometry.DestinationShape(shape));
        using var sourceDouble = TensorFill.Widen(source);
        using var weightsDouble = TensorFill.Widen(weights);
        using var biasDouble = TensorFill.Widen(bias);
        using var actual = new Tensor<float>(expected.Shape);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var kernel = ConvolutionPaths.Prepare(geometry, shape, weights, bias, workers, pool);
        using var reference = new ReferenceConvolution<double>(new(geometry, shape), weightsDouble, biasDouble);

        kernel.Forward(source, actual);
        reference.Forward(sourceDouble, expected);

        using var widened = TensorFill.Widen(actual);
        // A partial sum of k products is about √k large and is rounded by up to u = 2⁻²⁴ of itself, u²/3 on the mean square;
        // over 432 of them that adds up to 432²/2 · u²/3 beside a square of 432.
        var tolerance = 432.0 / 6 * Math.Pow(2, -48);
        TensorAssert.Close(expected, widened, tolerance, "432 roundings to float of a sum that grows like a random walk");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        ConvolutionGeometry geometry = new(12, 52, [Window.Same(5), Window.Same(3)], border: BorderMode.Reflect);
        using var one = new Passes(geometry, [1, 12, 29, 31], TensorFill.Uniform<float>, threads: 1);
        using var many = new Passes(geometry, [1, 12, 29, 31], TensorFill.Uniform<float>, threads);
        TensorAssert.SameBits(one.Destination, many.Destination);
        TensorAssert.SameBits(one.SourceGradient, many.SourceGradient);
        TensorAssert.SameBits(one.WeightsGradient, many.WeightsGradient);
        TensorAssert.SameBits(one.BiasGradient, many.BiasGradient);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Every_geometry_gives_the_same_bits_on_any_number_of_threads(int number)
    {
        var (geometry, shape) = Various[number];
        using var one = new Passes(geometry, shape, TensorFill.Uniform<float>, threads: 1);
        foreach (var threads in new[] { 2, 5 })
        {
            using var many = new Passes(geometry, shape, TensorFill.Uniform<float>, threads);
            TensorAssert.SameBits(one.Destination, many.Destination);
            TensorAssert.SameBits(one.SourceGradient, many.SourceGradient);
            TensorAssert.SameBits(one.WeightsGradient, many.WeightsGradient);
            TensorAssert.SameBits(one.BiasGradient, many.BiasGradient);
        }
    }

    [Theory]
    [InlineData(3, 3, 1)]
    [InlineData(8, 1, 1)]
    [InlineData(8, 1, 2)]
    [InlineData(7, 3, 2)]
    [InlineData(8, 2, 3)]
    public void Nothing_past_either_end_is_read_or_written(int channels, int size, int stride)
    {
        foreach (var (width, startsAtPage) in from width in (int[])[1, 5, 7, 8, 16, 17, 33] from end in GuardedBuffer.Ends select (width, end))
        {
            var window = new Window(size, stride, size / 2, size / 2);
            ConvolutionGeometry geometry = new(channels, 7, [window, window]);
            Shape shape = [1, channels, 3, width];
            using var workers = new WorkerPool(1);
            using var pool = new TensorPool();
            using var w = TensorFill.Whole(geometry.WeightsShape, 1);
            using var s = TensorFill.Whole(shape, 2);
            using var weights = GuardedBuffer.Of(w, startsAtPage);
            using var source = GuardedBuffer.Of(s, startsAtPage);
            using var destination = new GuardedBuffer(geometry.DestinationShape(shape), startsAtPage);
            using var gradient = new GuardedBuffer(shape, startsAtPage);
            using var weightsGradient = new GuardedBuffer(geometry.WeightsShape, startsAtPage);
            using var kernel = ConvolutionPaths.Prepare(geometry, shape, weights.Tensor, null, workers, pool);

            kernel.Forward(source.Tensor, destination.Tensor);
            kernel.BackwardSource(destination.Tensor, gradient.Tensor);
            kernel.BackwardParameters(source.Tensor, destination.Tensor, weightsGradient.Tensor, null);

            foreach (var buffer in new[] { weights, source, destination, gradient, weightsGradient })
            {
                buffer.Check();
                Assert.False(buffer.Tensor.Span.ContainsAny([float.NaN]));
            }
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    public void A_pass_allocates_nothing_and_leaves_nothing_rented(int channels, int stride)
    {
        ConvolutionGeometry geometry = new(channels, 7, [Window.Same(3, stride), Window.Same(3, stride)]);
        Shape shape = [1, channels, 9, 9];
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var weights = TensorFill.Uniform<float>(geometry.WeightsShape, 1);
        using var source = TensorFill.Uniform<float>(shape, 2);
        using var destination = new Tensor<float>(geometry.DestinationShape(shape));
        using var weightsGradient = new Tensor<float>(geometry.WeightsShape);
        using (var kernel = ConvolutionPaths.Prepare(geometry, shape, weights, null, workers, pool))
        {
            kernel.Forward(source, destination);
            kernel.BackwardSource(destination, source);
            kernel.BackwardParameters(source, destination, weightsGradient, null);
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Forward(source, destination);
            kernel.BackwardSource(destination, source);
            kernel.BackwardParameters(source, destination, weightsGradient, null);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void The_list_of_paths_names_the_width_and_ends_with_the_reference()
    {
        ConvolutionGeometry geometry = new(3, 7, [Window.Same(3), Window.Same(3)]);
        var paths = ConvolutionPaths.List<float>(geometry, [1, 3, 9, 9]);
        Assert.Equal(VectorWidth.Bits == 0 ? ["reference"] : [$"direct-{VectorWidth.Bits}", $"gemm-{VectorWidth.Bits}", "reference"], paths.Where(path => path.Accepted).Select(path => path.Name));
        Assert.Equal("reference", paths[^1].Name);
        Assert.True(paths[^1].Accepted);
        Assert.Equal("reference", ConvolutionPaths.List<double>(geometry, [1, 3, 9, 9]).First(path => path.Accepted).Name);
    }

    private static void CompareExactly(ConvolutionGeometry geometry, Shape source)
    {
        using var expected = new Passes(geometry, source, (shape, seed) => TensorFill.Whole(shape, seed), threads: 1, reference: true);
        using var actual = new Passes(geometry, source, (shape, seed) => TensorFill.Whole(shape, seed), threads: 2);
        TensorAssert.Exact(expected.Destination, actual.Destination);
        TensorAssert.Exact(expected.SourceGradient, actual.SourceGradient);
        TensorAssert.Exact(expected.WeightsGradient, actual.WeightsGradient);
        TensorAssert.Exact(expected.BiasGradient, actual.BiasGradient);

        // Few channels have a path of their own; the matrix product takes them too.
        if (VectorWidth.Bits > 0)
        {
            using var workers = new WorkerPool(2);
            using var pool = new TensorPool();
            using var s = TensorFill.Whole(source, 1);
            using var weights = TensorFill.Whole(geometry.WeightsShape, 2);
            using var bias = TensorFill.Whole([geometry.DestinationChannels], 3);
            using var product = new GemmConvolution(new(geometry, source), weights, bias, workers, pool);
            product.Forward(s, actual.Destination);
            TensorAssert.Exact(expected.Destination, actual.Destination);
        }
    }

    /// <summary>All passes of one convolution.</summary>
    private sealed class Passes : IDisposable
    {
        public Passes(ConvolutionGeometry geometry, Shape shape, Func<Shape, int, Tensor<float>> fill, int threads, bool reference = false)
        {
            using var workers = new WorkerPool(threads);
            using var pool = new TensorPool();
            using var source = fill(shape, 1);
            using var weights = fill(geometry.WeightsShape, 2);
            using var bias = fill([geometry.DestinationChannels], 3);
            using var destinationGradient = fill(geometry.DestinationShape(shape), 4);
            Destination = fill(geometry.DestinationShape(shape), 5);
            SourceGradient = fill(shape, 6);
            WeightsGradient = fill(geometry.WeightsShape, 7);
            BiasGradient = fill(bias.Shape, 8);
            using var kernel = reference
                ? new ReferenceConvolution<float>(new(geometry, shape), weights, bias)
                : ConvolutionPaths.Prepare(geometry, shape, weights, bias, workers, pool);
            kernel.Forward(source, Destination);
            kernel.BackwardSource(destinationGradient, SourceGradient);
            kernel.BackwardParameters(source, destinationGradient, WeightsGradient, BiasGradient);
        }

        public Tensor<float> Destination { get; }

        public Tensor<float> SourceGradient { get; }

        public Tensor<float> WeightsGradient { get; }

        public Tensor<float> BiasGradient { get; }

        public void Dispose()
        {
            Destination.Dispose();
            SourceGradient.Dispose();
            WeightsGradient.Dispose();
            BiasGradient.Dispose();
        }
    }
}
