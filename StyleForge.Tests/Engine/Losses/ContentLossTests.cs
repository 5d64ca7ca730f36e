using StyleForge.Engine.Losses;
using StyleForge.Engine.Settings;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Losses;

public sealed class ContentLossTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(LossNormalisation.Gatys, 3.11295588724)]
    [InlineData(LossNormalisation.Mean, 0.103765196241)]
    public void Value_equals_the_reference_number(LossNormalisation normalisation, double expected)
    {
        var (value, _) = Evaluate(Waves.P, Waves.X, normalisation);
        Expect.Near(expected, value);
    }

    [Fact]
    public void Gradient_of_the_mean_has_the_reference_length()
    {
        var (_, gradient) = Evaluate(Waves.P, Waves.X, LossNormalisation.Mean);
        Expect.Near(0.509926564318, gradient.Sum(Math.Abs));
    }

    [Fact]
    public void Relative_value_is_the_squared_distance_over_the_targets_square()
    {
        var target = Waves.P.Span.ToArray();
        var features = Waves.X.Span.ToArray();
        var expected = features.Zip(target, (f, t) => (f - t) * (f - t)).Sum() / target.Sum(t => t * t);
        var (value, _) = Evaluate(Waves.P, Waves.X, LossNormalisation.Relative);
        Expect.Near(expected, value, share: 1e-14); // the same sums in another order
    }

    [Fact]
    public void Relative_value_of_nothing_at_all_is_1()
    {
        using var nothing = new Tensor<double>(Waves.P.Shape);
        var (value, _) = Evaluate(Waves.P, nothing, LossNormalisation.Relative);
        Expect.Near(1, value, share: 1e-14); // one division of equal sums
    }

    [Fact]
    public void Target_of_zeros_has_a_finite_loss_with_the_floor_in_its_place()
    {
        using var nothing = new Tensor<double>(Waves.X.Shape);
        var meanSquare = Waves.X.Span.ToArray().Average(f => f * f);
        var (value, gradient) = Evaluate(nothing, Waves.X, LossNormalisation.Relative);
        Expect.Near(meanSquare / ContentLoss<double>.MinimumMeanSquare, value);
        Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
    }

    [Theory]
    [InlineData(LossNormalisation.Relative)]
    [InlineData(LossNormalisation.Mean)]
    [InlineData(LossNormalisation.Gatys)]
    public void Loss_and_gradient_are_zero_at_the_target(LossNormalisation normalisation)
    {
        var (value, gradient) = Evaluate(Waves.X, Waves.X, normalisation);
        Assert.Equal(0, value);
        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Theory]
    [InlineData(LossNormalisation.Relative)]
    [InlineData(LossNormalisation.Mean)]
    [InlineData(LossNormalisation.Gatys)]
    public void Gradient_agrees_with_finite_differences(LossNormalisation normalisation)
    {
        var error = WorstError(normalisation, tamper: 1);
        Assert.True(error < 1e-8, $"{error:E2}"); // differences of a parabola are exact but for rounding, near 1e-11
    }

    [Fact]
    public void Finite_differences_catch_a_gradient_that_is_wrong_by_a_millionth()
        => Assert.InRange(WorstError(LossNormalisation.Gatys, tamper: 1 + 1e-6), 0.5e-6, 2e-6);

    [Fact]
    public void Gradient_is_added_to_what_is_there_and_scales_with_the_weight()
    {
        var features = Waves.X;
        using var loss = new ContentLoss<double>(FeatureMap<double>.Of(Waves.P), LossNormalisation.Mean, _workers, _pool);
        using var once = new Tensor<double>(features.Shape);
        using var thrice = new Tensor<double>(features.Shape);
        once.Span.Fill(7);
        thrice.Span.Fill(7);
        var value = loss.Evaluate(features, 1, once);
        Expect.Near(3 * value, loss.Evaluate(features, 3, thrice), share: 1e-15);
        for (var i = 0; i < features.Length; i++)
        {
            Assert.Equal(3 * (once.Span[i] - 7), thrice.Span[i] - 7, tolerance: 1e-14); // rounding at 7
        }
    }

    [Theory]
    [InlineData(LossNormalisation.Relative)]
    [InlineData(LossNormalisation.Mean)]
    [InlineData(LossNormalisation.Gatys)]
    public void Positions_count_as_far_as_they_are_said_to(LossNormalisation normalisation)
    {
        var (target, features) = (Waves.P, Waves.X);
        var positions = target.Shape.Positions;
        float[] shares = [.. Enumerable.Range(0, positions).Select(i => i % 4 / 4f)];
        var weighed = new FeatureTarget<double>(FeatureMap<double>.Of(target), _workers, _pool);
        weighed.Weigh(shares);
        using var loss = new ContentLoss<double>(weighed, normalisation);
        using var gradient = new Tensor<double>(features.Shape);
        var value = loss.Evaluate(features, 2, gradient);

        double Each(Func<int, double> of) => Enumerable.Range(0, target.Length).Sum(i => shares[i % positions] * of(i));
        var lambda = normalisation switch
        {
            LossNormalisation.Relative => 1 / Each(i => target.Span[i] * target.Span[i]),
            LossNormalisation.Mean => 1 / Each(_ => 1),
            _ => 0.5,
        };
        Expect.Near(2 * lambda * Each(i => Math.Pow(features.Span[i] - target.Span[i], 2)), value, share: 1e-13);
        Assert.All(Enumerable.Range(0, target.Length), i =>
            Assert.Equal(4 * lambda * shares[i % positions] * (features.Span[i] - target.Span[i]), gradient.Span[i], 1e-13));
    }

    [Fact]
    public void Features_of_another_size_are_refused_in_one_sentence()
    {
        using var loss = new ContentLoss<double>(FeatureMap<double>.Of(Waves.P), LossNormalisation.Mean, _workers, _pool);
        using var gradient = new Tensor<double>(Waves.A.Shape);
        var problem = Assert.Throws<ArgumentException>(() => loss.Evaluate(Waves.A, 1, gradient));
        Assert.Equal(
            "features.Shape is 1×3×6×4, but the content target has the shape 1×3×4×5: both must come from the same tap at the same size.",
            problem.Message);
    }

    [Fact]
    public void Number_of_threads_does_not_change_a_bit()
    {
        var alone = EvaluateLarge(threads: 1);
        Assert.Equal(alone, EvaluateLarge(threads: 2));
        Assert.Equal(alone, EvaluateLarge(threads: 5));
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var features = Waves.X;
        using var loss = new ContentLoss<double>(FeatureMap<double>.Of(Waves.P), LossNormalisation.Relative, _workers, _pool);
        using var gradient = new Tensor<double>(features.Shape);
        loss.Evaluate(features, 1, gradient);
        var before = GC.GetAllocatedBytesForCurrentThread();
        loss.Evaluate(features, 1, gradient);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string EvaluateLarge(int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var features = Waves.Features<float>(7, 101, 97, 0.9, 0.5, 0.3, 0.25);
        using var target = Waves.Features<float>(7, 101, 97, 0.4, 0.7, 0.2, 0.10);
        using var loss = new ContentLoss<float>(FeatureMap<float>.Of(target), LossNormalisation.Relative, workers, pool);
        using var gradient = new Tensor<float>(features.Shape);
        var value = loss.Evaluate(features, 0.7, gradient);
        return Bits.Of(value, gradient.Span);
    }

    private (double Value, double[] Gradient) Evaluate(Tensor<double> target, Tensor<double> features, LossNormalisation normalisation)
    {
        using var loss = new ContentLoss<double>(FeatureMap<double>.Of(target), normalisation, _workers, _pool);
        using var gradient = new Tensor<double>(features.Shape);
        var value = loss.Evaluate(features, 1, gradient);
        return (value, gradient.Span.ToArray());
    }

    private double WorstError(LossNormalisation normalisation, double tamper)
    {
        var features = Waves.X;
        using var loss = new ContentLoss<double>(FeatureMap<double>.Of(Waves.P), normalisation, _workers, _pool);
        using var gradient = new Tensor<double>(features.Shape);
        using var ignored = new Tensor<double>(features.Shape);
        loss.Evaluate(features, 1.5, gradient);
        var tampered = gradient.Span.ToArray().Select(g => g * tamper).ToArray();
        return GradientCheck.WorstError(() => loss.Evaluate(features, 1.5, ignored), features.Span, tampered);
    }
}
