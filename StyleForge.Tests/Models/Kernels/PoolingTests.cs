using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class PoolingTests
{
    [Theory]
    [InlineData(PoolingKind.Maximum)]
    [InlineData(PoolingKind.Average)]
    public void The_fast_kernel_of_every_size_gives_the_bits_of_the_reference(PoolingKind kind)
    {
        for (var width = 2; width <= 37; width++)
        {
            Compare(kind, [new(2, 2), new(2, 2)], [2, 3, 2 + (width % 5), width]);
        }

        Compare(kind, [new(1), new(2, 2), new(2, 2)], [1, 2, 3, 5, 18]);
    }

    [Fact]
    public void The_first_of_equals_receives_the_gradient_and_a_nan_is_not_hidden()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        PoolingExtents extents = new([new(2, 2), new(2, 2)], ceiling: false, [1, 1, 2, 8]);
        using var source = Tensor<float>.From([1, 1, 2, 8], [1, 1, 0, 0, float.NaN, 5, 3, 2, 1, 1, 0, 7, 6, 1, 3, 3]);
        using var destination = new Tensor<float>([1, 1, 1, 4]);
        using var gradient = Tensor<float>.From([1, 1, 1, 4], [1, 2, 3, 4]);
        using var sourceGradient = new Tensor<float>(source.Shape);
        using var kernel = new PoolingKernel<float>(PoolingKind.Maximum, extents, workers, pool);
        kernel.Forward(source, destination);
        kernel.Backward(gradient, sourceGradient);
        Assert.Equal([1, 7, float.NaN, 3], destination.Span.ToArray());
        Assert.Equal([1, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 2, 0, 0, 0, 0], sourceGradient.Span.ToArray());
    }

    [Fact]
    public void Padding_counts_neither_in_an_average_nor_in_a_maximum()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        PoolingExtents extents = new([new(3, 2, 1, 1)], ceiling: true, [1, 1, 4]);
        using var source = Tensor<float>.From([1, 1, 4], [-1, -3, -5, -7]);
        using var destination = new Tensor<float>(extents.DestinationShape);
        using (var average = new PoolingKernel<float>(PoolingKind.Average, extents, workers, pool))
        {
            average.Forward(source, destination);
            Assert.Equal([-2, -5, -7], destination.Span.ToArray());
        }

        using var maximum = new PoolingKernel<float>(PoolingKind.Maximum, extents, workers, pool);
        maximum.Forward(source, destination);
        Assert.Equal([-1, -3, -7], destination.Span.ToArray());
    }

    [Fact]
    public void A_window_that_sees_only_padding_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new PoolingExtents([new(2, 1, 2, 0)], ceiling: false, [1, 1, 4]));
        Assert.Contains("wholly in the padding", refusal.Message, StringComparison.Ordinal);
    }

    private static unsafe void Compare(PoolingKind kind, Window[] windows, Shape shape)
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        PoolingExtents extents = new(windows, ceiling: false, shape);
        Assert.Equal(VectorWidth.Bits > 0, HalvingPooling.Accepts(extents));
        using var s = TensorFill.Uniform<float>(shape, 1);
        using var d = TensorFill.Uniform<float>(extents.DestinationShape, 2);
        using var expected = new Tensor<float>(extents.DestinationShape);
        using var expectedGradient = new Tensor<float>(shape);
        var saved = new int[expected.Length];
        fixed (int* at = saved)
        {
            for (var plane = 0; plane < extents.Planes; plane++)
            {
                var (from, to) = (plane * extents.SourcePositions, plane * extents.DestinationPositions);
                if (kind == PoolingKind.Maximum)
                {
                    PoolingReference.Maximum(extents, s.Pointer + from, expected.Pointer + to, at + to);
                    PoolingReference.MaximumBackward(extents, d.Pointer + to, at + to, expectedGradient.Pointer + from);
                }
                else
                {
                    PoolingReference.Average(extents, s.Pointer + from, expected.Pointer + to);
                    PoolingReference.AverageBackward(extents, d.Pointer + to, expectedGradient.Pointer + from);
                }
            }
        }

        foreach (var startsAtPage in GuardedBuffer.Ends)
        {
            using var source = GuardedBuffer.Of(s, startsAtPage);
            using var destinationGradient = GuardedBuffer.Of(d, startsAtPage);
            using var destination = new GuardedBuffer(extents.DestinationShape, startsAtPage);
            using var sourceGradient = new GuardedBuffer(shape, startsAtPage);
            using var kernel = new PoolingKernel<float>(kind, extents, workers, pool);
            kernel.Forward(source.Tensor, destination.Tensor);
            kernel.Backward(destinationGradient.Tensor, sourceGradient.Tensor);
            TensorAssert.SameBits(expected, destination.Tensor);
            TensorAssert.SameBits(expectedGradient, sourceGradient.Tensor);
            source.Check();
            destinationGradient.Check();
            destination.Check();
            sourceGradient.Check();
        }
    }
}
