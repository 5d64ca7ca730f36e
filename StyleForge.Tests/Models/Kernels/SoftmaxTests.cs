using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Softmax;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Kernels;

[EveryWidth]
public sealed class SoftmaxTests
{
    [Fact]
    public void Every_number_of_rows_gives_what_each_row_gives_by_itself_in_double()
    {
        for (var step = 1; step <= 70; step++)
        {
            Compare([2, 1 + (step % 7), step]);
        }

        Compare([1, 3, 4099]);
    }

    [Fact]
    public void Rows_with_large_numbers_and_with_none_keep_to_themselves()
    {
        const int step = 40;
        using var source = TensorFill.Uniform<float>([1, 3, step], 1);
        source.Span[5] = 1000;
        source.Span[(2 * step) + 6] = -1000;
        source.Span[step + 7] = float.NaN;
        using var destination = Run(source, threads: 1);
        for (var row = 0; row < step; row++)
        {
            var sum = destination.Span[row] + destination.Span[step + row] + destination.Span[(2 * step) + row];
            if (row == 7)
            {
                Assert.True(float.IsNaN(sum));
            }
            else
            {
                Assert.Equal(1, sum, 6);
            }
        }

        Assert.Equal(1, destination.Span[5]);
        Assert.Equal(0, destination.Span[(2 * step) + 6]);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_in_place_too()
    {
        using var source = TensorFill.Uniform<float>([1, 3, 9001], 1);
        using var one = Run(source, threads: 1);
        using var three = Run(source, threads: 3);
        TensorAssert.SameBits(one, three);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var layer = new SoftmaxLayer<float>("prob");
        using var run = layer.Prepare(source.Shape, workers, pool);
        run.Forward(source, source);
        TensorAssert.SameBits(one, source);
    }

    [Fact]
    public void Only_rows_that_lie_apart_are_computed_at_once()
    {
        Assert.Equal(VectorWidth.Bits > 0, Softmax.Accepts<float>(2));
        Assert.False(Softmax.Accepts<float>(1));
        Assert.False(Softmax.Accepts<double>(2));
    }

    private static void Compare(Shape shape)
    {
        using var source = TensorFill.Uniform<float>(shape, shape[2]);
        using var wide = TensorFill.Widen(source);
        using var expected = new Tensor<double>(shape);
        using var actual = Run(source, threads: 2);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var layer = new SoftmaxLayer<double>("prob");
        using var run = layer.Prepare(shape, workers, pool);
        run.Forward(wide, expected);
        using var widened = TensorFill.Widen(actual);
        TensorAssert.Close(expected, widened, 1e-13, "a power, a sum of seven and a quotient are each off by a few 2⁻²⁴");
    }

    private static Tensor<float> Run(Tensor<float> source, int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var layer = new SoftmaxLayer<float>("prob");
        using var run = layer.Prepare(source.Shape, workers, pool);
        var destination = new Tensor<float>(source.Shape);
        run.Forward(source, destination);
        return destination;
    }
}
