using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

/// <summary>Convolutions of few channels straight from the source: exactly the reference on whole numbers, and the bits of the matrix product on others.</summary>
[EveryWidth]
public sealed class DirectConvolutionTests
{
    [VectorFact]
    public void Every_number_of_channels_and_every_length_of_a_row_gives_the_exact_sums()
    {
        for (var n = 1; n <= DirectProduct.MostChannels; n++)
        {
            Compare(new(1 + (n % 3), n, [Window.Same(3), Window.Same(3)]), [1, 1 + (n % 3), 2, n]);
            Compare(new(n, 1 + (n % 13), [Window.Same(3), Window.Same(3), Window.Same(3)]), [1, n, 2, 3, 50 - n]);
        }
    }

    [VectorTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Every_dilation_is_right_in_volumes_of_any_extents(int dilation)
    {
        Window window = Window.Same(3, dilation: dilation);
        foreach (var (depth, height, width) in new[] { (9, 7, 5), (3, 17, 33), (17, 3, 40), (1, 2, 70), (5, 1, 1) })
        {
            Compare(new(2, 5, [window, window, window]), [1, 2, depth, height, width]);
        }
    }

    [VectorFact]
    public void Kernels_of_any_size_with_uneven_borders_and_strides_across_the_rows_are_right()
    {
        Compare(new(3, 7, [new(7, 2, 3, 1), new(5, 1, 0, 4)]), [1, 3, 15, 21]);
        Compare(new(4, 9, [new(2, 3, 1, 0, 2), new(3, 2), new(2, 1, 5, 7, 3)]), [2, 4, 9, 8, 19]);
        Compare(new(2, 3, [new(4, 1, 30, 40, 11)]), [1, 2, 37]);
        Compare(new(6, 4, [Window.Valid(1), Window.Valid(1)]), [1, 6, 23, 47]);
        Compare(new(5, 6, [Window.Valid(3), Window.Valid(5)]), [3, 5, 3, 36]);
    }

    [VectorFact]
    public void Groups_pictures_and_channels_by_themselves_are_right()
    {
        Compare(new(12, 15, [Window.Same(3), Window.Same(3)], groups: 3), [2, 12, 5, 19]);
        Compare(new(9, 9, [Window.Same(3), Window.Same(3)], groups: 9), [2, 9, 4, 33]);
        Compare(new(8, 3 * DirectProduct.MostChannels, [Window.Same(3)], groups: 4), [1, 8, 40]);
    }

    [VectorTheory]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1041)]
    public void Strips_of_a_long_row_join_up(int length)
    {
        Compare(new(3, 5, [Window.Same(5, dilation: 7)]), [1, 3, length]);
        Compare(new(2, 14, [Window.Same(3), Window.Same(3)]), [1, 2, 2, length]);
    }

    [VectorTheory]
    [InlineData(1, 1, 1)]
    [InlineData(11, 11, 4)]
    [InlineData(5, 20, 16)]
    public void Any_number_of_threads_gives_the_bits_of_the_matrix_product(int channels, int rows, int dilation)
    {
        var window = Window.Same(3, dilation: dilation);
        ConvolutionGeometry geometry = new(channels, rows, [window, window, window]);
        Shape shape = [1, channels, 18, 19, 37];
        using var source = TensorFill.Uniform<float>(shape, 1);
        using var weights = TensorFill.Uniform<float>(geometry.WeightsShape, 2);
        using var bias = TensorFill.Uniform<float>([rows], 3);
        using var expected = new Tensor<float>(geometry.DestinationShape(shape));
        using var actual = new Tensor<float>(expected.Shape);
        using var pool = new TensorPool();
        using var one = new WorkerPool(1);
        using var product = new GemmConvolution(new(geometry, shape), weights, bias, one, pool);
        product.Forward(source, expected);
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var workers = new WorkerPool(threads);
            using var direct = new DirectConvolution(new(geometry, shape), weights, bias, workers, pool);
            direct.Forward(source, actual);
            TensorAssert.SameBits(expected, actual);
        }
    }

    [VectorTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Nothing_past_either_end_is_read_or_written(int dilation)
    {
        foreach (var (width, startsAtPage) in from width in (int[])[1, 4, 15, 16, 17, 33, 64] from end in GuardedBuffer.Ends select (width, end))
        {
            ConvolutionGeometry geometry = new(2, 3, [Window.Same(3, dilation: dilation), Window.Same(3, dilation: dilation)]);
            Shape shape = [1, 2, 3, width];
            using var workers = new WorkerPool(1);
            using var pool = new TensorPool();
            using var w = TensorFill.Whole(geometry.WeightsShape, 1);
            using var s = TensorFill.Whole(shape, 2);
            using var weights = GuardedBuffer.Of(w, startsAtPage);
            using var source = GuardedBuffer.Of(s, startsAtPage);
            using var destination = new GuardedBuffer(geometry.DestinationShape(shape), startsAtPage);
            using var kernel = new DirectConvolution(new(geometry, shape), weights.Tensor, null, workers, pool);

            kernel.Forward(source.Tensor, destination.Tensor);

            destination.Check();
            source.Check();
            weights.Check();
            Assert.False(destination.Tensor.Span.ContainsAny([float.NaN]));
        }
    }

    [VectorFact]
    public void A_pass_allocates_nothing_and_leaves_nothing_rented()
    {
        ConvolutionGeometry geometry = new(2, 11, [Window.Same(3), Window.Same(3), Window.Same(3)]);
        Shape shape = [1, 2, 9, 9, 9];
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var weights = TensorFill.Uniform<float>(geometry.WeightsShape, 1);
        using var source = TensorFill.Uniform<float>(shape, 2);
        using var destination = new Tensor<float>(geometry.DestinationShape(shape));
        using (var kernel = new DirectConvolution(new(geometry, shape), weights, null, workers, pool))
        {
            kernel.Forward(source, destination);
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Forward(source, destination);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [VectorFact]
    public void What_it_leaves_is_left_with_a_reason()
    {
        Window same = Window.Same(3);
        Assert.StartsWith("direct-", Judge(new(64, DirectProduct.MostChannels, [same, same, same]), [1, 64, 9, 9, 9]).Name, StringComparison.Ordinal);
        Assert.True(Judge(new(3, 8, [Window.Same(3, stride: 2), same]), [1, 3, 9, 9]).Accepted);
        Refuses("destination channels", new(64, DirectProduct.MostChannels + 1, [same, same]));
        Refuses("stride of 1 along the rows", new(64, 8, [same, Window.Same(3, stride: 2)]));
        Refuses("border of zeros", new(64, 8, [same, same], border: BorderMode.Reflect));
        Assert.False(ConvolutionPaths.List<double>(new(3, 8, [same]), [1, 3, 9])[0].Accepted);

        static void Refuses(string reason, ConvolutionGeometry geometry)
        {
            var path = Judge(geometry, [1, 64, 9, 9]);
            Assert.False(path.Accepted);
            Assert.Contains(reason, path.Reason, StringComparison.Ordinal);
        }

        static KernelPath Judge(ConvolutionGeometry geometry, Shape source) => ConvolutionPaths.List<float>(geometry, source)[0];
    }

    // With a bias and without.
    private static void Compare(ConvolutionGeometry geometry, Shape shape)
    {
        using var source = TensorFill.Whole(shape, 1);
        using var weights = TensorFill.Whole(geometry.WeightsShape, 2);
        using var bias = TensorFill.Whole([geometry.DestinationChannels], 3);
        using var expected = new Tensor<float>(geometry.DestinationShape(shape));
        using var actual = new Tensor<float>(expected.Shape);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        foreach (var used in new[] { bias, null })
        {
            using var reference = new ReferenceConvolution<float>(new(geometry, shape), weights, used);
            using var direct = new DirectConvolution(new(geometry, shape), weights, used, workers, pool);
            reference.Forward(source, expected);
            actual.Span.Fill(float.NaN);
            direct.Forward(source, actual);
            TensorAssert.Exact(expected, actual);
        }
    }
}
