using StyleForge.Engine.Losses;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Losses;

public sealed unsafe class SlabArithmeticTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    /// <summary>Every tail of a vector of up to 16 floats, and the borders of a slab.</summary>
    public static TheoryData<int> Lengths =>
    [
        .. Enumerable.Range(1, 40), SlabArithmetic<float>.SlabLength - 1, SlabArithmetic<float>.SlabLength,
        SlabArithmetic<float>.SlabLength + 1, (2 * SlabArithmetic<float>.SlabLength) + 19,
    ];

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Whole_numbers_come_out_exactly_at_every_length(int length)
    {
        using var slabs = new SlabArithmetic<float>(length, _workers, _pool);
        using var x = WholeNumbers(length, 7);
        using var y = WholeNumbers(length, 5);
        using var destination = new Tensor<float>([length]);
        var (xs, ys) = (x.Span.ToArray(), y.Span.ToArray());

        Assert.Equal(xs.Zip(ys, (a, b) => (double)a * b).Sum(), slabs.Dot(x.Pointer, y.Pointer));
        Assert.Equal(xs.Sum(a => (double)Math.Abs(a)), slabs.SumOfMagnitudes(x.Pointer));

        var combined = xs.Zip(ys, (a, b) => (3 * b) - (2 * a)).ToArray();
        Assert.Equal(
            combined.Zip(xs, (a, b) => (double)a * b).Sum(), slabs.Combine(destination.Pointer, 3, y.Pointer, -2, x.Pointer, x.Pointer));
        Assert.Equal(combined, destination.Span.ToArray());
    }

    [Fact]
    public void Destination_may_be_any_of_the_sources_and_is_summed_as_it_becomes()
    {
        using var slabs = new SlabArithmetic<float>(21, _workers, _pool);
        using var x = WholeNumbers(21, 7);
        var doubled = x.Span.ToArray().Select(a => 2 * a).ToArray();
        Assert.Equal(doubled.Sum(a => (double)a * a), slabs.Combine(x.Pointer, 1, x.Pointer, 1, x.Pointer, x.Pointer));
        Assert.Equal(doubled, x.Span.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Sum_of_magnitudes_betrays_a_number_that_is_none_anywhere(float bad)
    {
        using var slabs = new SlabArithmetic<float>(19, _workers, _pool);
        for (var i = 0; i < 19; i++)
        {
            using var x = WholeNumbers(19, 7);
            x.Span[i] = bad;
            Assert.False(double.IsFinite(slabs.SumOfMagnitudes(x.Pointer)));
        }
    }

    private static Tensor<float> WholeNumbers(int length, int modulus)
    {
        var tensor = new Tensor<float>([length]);
        for (var i = 0; i < length; i++)
        {
            tensor.Span[i] = (i * 31 % modulus) - (modulus / 2);
        }

        return tensor;
    }
}
