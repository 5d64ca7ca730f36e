using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class GramTests
{
    [Fact]
    public void Every_number_of_channels_gives_exactly_the_reference_on_whole_numbers()
    {
        for (var channels = 1; channels <= 33; channels++)
        {
            CompareExactly([1, channels, 3, channels]);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 90, 101)]
    [InlineData(100, 17, 16)]
    [InlineData(260, 3, 7)]
    public void Several_blocks_and_slabs_join_up(int channels, int height, int width) => CompareExactly([1, channels, height, width]);

    [Fact]
    public void The_matrix_is_symmetric_to_the_bit_and_forgets_where_pixels_were()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<float>([1, 40, 9, 11], 1);
        using var gram = new Tensor<float>([40, 40]);
        GramMatrix.Forward(features, 0.25f, gram, workers, pool);
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(BitConverter.SingleToInt32Bits(gram.Span[(i * 40) + j]), BitConverter.SingleToInt32Bits(gram.Span[(j * 40) + i]));
            }
        }

        using var moved = new Tensor<float>(features.Shape);
        for (var i = 0; i < features.Length; i++)
        {
            moved.Span[i] = features.Span[(i / 99 * 99) + (((i % 99) + 37) % 99)];
        }

        using var gramMoved = new Tensor<float>([40, 40]);
        GramMatrix.Forward(moved, 0.25f, gramMoved, workers, pool);
        TensorAssert.Close(gram, gramMoved, 99.0 / 3 * Math.Pow(2, -48), "the same 99 products added in another order, both sides rounded");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        using var features = TensorFill.Uniform<float>([1, 110, 80, 70], 1);
        var (one, oneGradient) = Both(features, 1);
        var (many, manyGradient) = Both(features, threads);
        using (one)
        using (oneGradient)
        using (many)
        using (manyGradient)
        {
            TensorAssert.SameBits(one, many);
            TensorAssert.SameBits(oneGradient, manyGradient);
        }
    }

    [Fact]
    public void The_derivative_agrees_with_differences()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<double>([1, 4, 3, 5], 1);
        using var direction = TensorFill.Uniform<double>([4, 4], 2);
        using var error = new Tensor<double>([4, 4]);
        for (var i = 0; i < 16; i++)
        {
            error.Span[i] = direction.Span[i] + direction.Span[(i % 4 * 4) + (i / 4)];
        }

        using var gram = new Tensor<double>([4, 4]);
        using var gradient = new Tensor<double>(features.Shape);
        GramMatrix.Backward(error, features, 0.3, gradient, workers, pool);
        GradientCheck.Check("the Gram matrix by its features", features, () =>
        {
            GramMatrix.Forward(features, 0.3, gram, workers, pool);
            return Enumerable.Range(0, 16).Sum(i => gram.Span[i] * direction.Span[i]);
        }, gradient);
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_call()
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var features = TensorFill.Uniform<float>([1, 20, 9, 11], 1);
        using var gradient = new Tensor<float>(features.Shape);
        using var gram = new Tensor<float>([20, 20]);
        void Step()
        {
            GramMatrix.Forward(features, 1, gram, workers, pool);
            GramMatrix.Backward(gram, features, 1, gradient, workers, pool);
        }

        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void Shapes_that_do_not_belong_together_are_refused_in_words()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var features = new Tensor<float>([1, 4, 3, 3]);
        using var two = new Tensor<float>([2, 4, 3, 3]);
        using var gram = new Tensor<float>([4, 4]);
        using var other = new Tensor<float>([4, 5]);
        Assert.Contains("one picture", Assert.Throws<ArgumentException>(() => GramMatrix.Forward(two, 1, gram, workers, pool)).Message, StringComparison.Ordinal);
        Assert.Contains("4×4, not 4×5", Assert.Throws<ArgumentException>(() => GramMatrix.Forward(features, 1, other, workers, pool)).Message, StringComparison.Ordinal);
        Assert.Contains("same shape", Assert.Throws<ArgumentException>(() => GramMatrix.Backward(gram, features, 1, two, workers, pool)).Message, StringComparison.Ordinal);
    }

    private static (Tensor<float> Gram, Tensor<float> Gradient) Both(Tensor<float> features, int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        var channels = features.Shape[1];
        var gram = new Tensor<float>([channels, channels]);
        var gradient = TensorFill.Uniform<float>(features.Shape, 9);
        GramMatrix.Forward(features, 0.5f, gram, workers, pool);
        GramMatrix.Backward(gram, features, 0.125f, gradient, workers, pool);
        return (gram, gradient);
    }

    private static void CompareExactly(Shape shape)
    {
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        var channels = shape[1];
        using var features = TensorFill.Whole(shape, 1, limit: 2);
        using var expected = new Tensor<float>([channels, channels]);
        using var actual = new Tensor<float>([channels, channels]);
        GramReference.Forward<float>(features.Span, channels, 0.5f, expected.Span);
        GramMatrix.Forward(features, 0.5f, actual, workers, pool);
        TensorAssert.Exact(expected, actual);

        using var error = TensorFill.Whole([channels, channels], 2);
        using var expectedGradient = TensorFill.Whole(shape, 3);
        using var actualGradient = TensorFill.Whole(shape, 3);
        GramReference.Backward<float>(error.Span, features.Span, channels, 0.5f, expectedGradient.Span);
        GramMatrix.Backward(error, features, 0.5f, actualGradient, workers, pool);
        TensorAssert.Exact(expectedGradient, actualGradient);
    }
}
