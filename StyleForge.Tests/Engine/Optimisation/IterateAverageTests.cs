using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.Engine.Losses;

namespace StyleForge.Tests.Engine.Optimisation;

public sealed class IterateAverageTests : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Average_of_1_to_4_equals_the_reference_number() => Expect.Near(2.51256256029, Average(0.99, 1, 2, 3, 4));

    [Fact]
    public void Average_of_one_picture_is_the_picture() => Expect.Near(0.7, Average(0.99, 0.7), share: 1e-14); // ·(1−d) and back

    [Fact]
    public void Average_that_keeps_nothing_is_the_last_picture() => Assert.Equal(4, Average(0, 1, 2, 4));

    [Fact]
    public void Average_of_nothing_is_refused()
    {
        using var average = new IterateAverage<double>(1, 0.99, _workers, _pool);
        Assert.Throws<InvalidOperationException>(() => average.CopyTo(new double[1]));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    public void Decay_out_of_range_is_refused(double decay)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new IterateAverage<double>(1, decay, _workers, _pool));

    private double Average(double decay, params double[] numbers)
    {
        using var average = new IterateAverage<double>(3, decay, _workers, _pool);
        foreach (var number in numbers)
        {
            average.Add([number, number, number]);
        }

        var result = new double[3];
        average.CopyTo(result);
        Assert.Equal(result[0], result[2]);
        return result[1];
    }
}
