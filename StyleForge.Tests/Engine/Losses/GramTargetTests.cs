using StyleForge.Engine.Losses;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Losses;

public sealed class GramTargetTests : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public void One_style_of_any_weight_is_the_style(double weight) => Assert.Equal(Blend((Waves.A, 1)), Blend((Waves.A, weight)));

    [Fact]
    public void Entries_are_sums_over_positions_divided_by_their_number()
    {
        using var features = Tensor<double>.From([1, 2, 1, 3], [1, 2, 3, 4, 5, 9]);
        Assert.Equal([14.0 / 3, 41.0 / 3, 41.0 / 3, 122.0 / 3], Blend((features, 1)), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Styles_of_different_sizes_are_averaged_by_weight()
    {
        var (large, small) = (Blend((Waves.A, 1)), Blend((Waves.X, 1)));
        var expected = large.Zip(small, (a, b) => (0.75 * a) + (0.25 * b)).ToArray();
        Assert.Equal(expected, Blend((Waves.A, 3), (Waves.X, 1)), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(expected, Blend((Waves.X, 0.25), (Waves.A, 0.75)), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void Position_weights_count_by_their_squares()
    {
        using var features = Tensor<double>.From([1, 1, 1, 2], [3, 5]);
        using var weights = Tensor<double>.From([1, 2], [0.5, 1]);
        using var target = new GramTarget<double>(1, _workers, _pool);
        target.Add(features, 1, weights);
        Assert.Equal(((0.25 * 9) + 25) / 1.25, target.Gram.Span[0], tolerance: 1e-14);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void Weight_that_is_not_above_0_is_refused(double weight)
    {
        using var target = new GramTarget<double>(3, _workers, _pool);
        Assert.Throws<ArgumentOutOfRangeException>(() => target.Add(Waves.A, weight));
    }

    [Fact]
    public void Features_of_another_tap_are_refused_in_one_sentence()
    {
        using var target = new GramTarget<double>(4, _workers, _pool);
        var problem = Assert.Throws<ArgumentException>(() => target.Add(Waves.A, 1));
        Assert.Equal(
            "The features have the shape 1×3×6×4, but a Gram matrix of 4 channels needs 1×4×H×W: use the same tap for both.",
            problem.Message);
    }

    private double[] Blend(params (Tensor<double> Features, double Weight)[] styles)
    {
        using var target = new GramTarget<double>(styles[0].Features.Shape[1], _workers, _pool);
        foreach (var (features, weight) in styles)
        {
            target.Add(features, weight);
        }

        return target.Gram.Span.ToArray();
    }
}
