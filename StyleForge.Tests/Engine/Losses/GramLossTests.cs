using StyleForge.Engine.Losses;
using StyleForge.Engine.Settings;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Losses;

public sealed class GramLossTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Gatys_value_equals_the_reference_number()
        => Expect.Near(0.00953045744068, Evaluate(Waves.A2, Waves.X, LossNormalisation.Gatys).Value);

    [Fact]
    public void Mean_value_and_gradient_against_a_style_of_another_size_equal_the_reference_numbers()
    {
        var (value, gradient) = Evaluate(Waves.A, Waves.X, LossNormalisation.Mean);
        Expect.Near(0.00405466588775, value);
        Expect.Near(0.0589065498007, gradient.Sum(Math.Abs));
    }

    [Fact]
    public void Mean_value_equals_the_reference_number_and_is_4_over_C_squared_of_Gatys()
    {
        var (mean, _) = Evaluate(Waves.A2, Waves.X, LossNormalisation.Mean);
        Expect.Near(0.00423575886252, mean);
        Expect.Near(Evaluate(Waves.A2, Waves.X, LossNormalisation.Gatys).Value, mean * 3 * 3 / 4, share: 1e-15);
    }

    [Fact]
    public void Gatys_value_against_a_style_of_another_size_is_a_quarter_of_the_notebooks()
        => Expect.Near(0.0364919929897, 4 * Evaluate(Waves.A, Waves.X, LossNormalisation.Gatys).Value);

    [Fact]
    public void Relative_value_is_the_squared_distance_over_the_targets_square()
    {
        var target = Gram(Waves.A);
        var expected = Gram(Waves.X).Zip(target, (g, t) => (g - t) * (g - t)).Sum() / target.Sum(t => t * t);
        Expect.Near(expected, Evaluate(Waves.A, Waves.X, LossNormalisation.Relative).Value, share: 1e-13); // sums in another order
    }

    [Fact]
    public void Target_of_zeros_has_a_finite_loss_with_the_floor_in_its_place()
    {
        using var black = new Tensor<double>(Waves.A.Shape);
        var (value, gradient) = Evaluate(black, Waves.X, LossNormalisation.Relative);
        Expect.Near(Gram(Waves.X).Average(g => g * g) / GramLoss<double>.MinimumMeanSquare, value);
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

    [Fact]
    public void Value_does_not_change_when_positions_trade_places()
    {
        using var shuffled = Waves.X;
        var positions = shuffled.Shape.Positions;
        for (var c = 0; c < 3; c++)
        {
            shuffled.Span.Slice(c * positions, positions).Reverse();
        }

        var straight = Evaluate(Waves.A, Waves.X, LossNormalisation.Relative).Value;
        Expect.Near(straight, Evaluate(Waves.A, shuffled, LossNormalisation.Relative).Value, share: 1e-13); // sums in another order
    }

    [Theory]
    [InlineData(LossNormalisation.Relative, false)]
    [InlineData(LossNormalisation.Mean, false)]
    [InlineData(LossNormalisation.Gatys, false)]
    [InlineData(LossNormalisation.Relative, true)]
    [InlineData(LossNormalisation.Gatys, true)]
    public void Gradient_agrees_with_finite_differences(LossNormalisation normalisation, bool masked)
    {
        var error = WorstError(normalisation, masked, tamper: 1);
        Assert.True(error < 1e-8, $"{error:E2}"); // step² times the third derivative, and rounding over the step
    }

    [Fact]
    public void Finite_differences_catch_a_gradient_that_is_wrong_by_a_millionth()
        => Assert.InRange(WorstError(LossNormalisation.Gatys, masked: true, tamper: 1 + 1e-6), 0.5e-6, 2e-6);

    [Fact]
    public void Mask_of_ones_equals_no_mask()
    {
        using var ones = new Tensor<double>([4, 5]);
        ones.Span.Fill(1);
        var (value, gradient) = Evaluate(Waves.A, Waves.X, LossNormalisation.Relative);
        var (maskedValue, maskedGradient) = Evaluate(Waves.A, Waves.X, LossNormalisation.Relative, ones);
        Assert.Equal(value, maskedValue);
        Assert.Equal(gradient, maskedGradient);
    }

    [Fact]
    public void Mask_of_zeros_and_ones_sees_only_the_region()
    {
        // The left two columns of X, once cut out and once masked.
        using var mask = new Tensor<double>([4, 5]);
        using var region = new Tensor<double>([1, 3, 4, 2]);
        for (var row = 0; row < 12; row++)
        {
            mask.Span.Slice(row % 4 * 5, 2).Fill(1);
            Waves.X.Span.Slice(row * 5, 2).CopyTo(region.Span[(row * 2)..]);
        }

        var (value, gradient) = Evaluate(Waves.A, region, LossNormalisation.Mean);
        var (maskedValue, maskedGradient) = Evaluate(Waves.A, Waves.X, LossNormalisation.Mean, mask);
        Expect.Near(value, maskedValue, share: 1e-13); // sums in another order
        for (var row = 0; row < 12; row++)
        {
            Assert.Equal(gradient[row * 2], maskedGradient[row * 5], tolerance: 1e-15);
            Assert.Equal(gradient[(row * 2) + 1], maskedGradient[(row * 5) + 1], tolerance: 1e-15);
            Assert.All(maskedGradient[((row * 5) + 2)..((row * 5) + 5)], g => Assert.Equal(0, g));
        }
    }

    [Theory]
    [InlineData(0.0, "All 20 position weights are 0, so there is no style to measure: enlarge the white part of the mask.")]
    [InlineData(1.5, "A position weight is 1.5, but weights of positions lie from 0 (not at all) to 1 (fully).")]
    [InlineData(double.NaN, "A position weight is NaN, but weights of positions lie from 0 (not at all) to 1 (fully).")]
    public void Mask_that_makes_no_sense_is_refused_in_one_sentence(double weight, string message)
    {
        using var mask = new Tensor<double>([4, 5]);
        mask.Span.Fill(weight);
        using var target = new Tensor<double>([3, 3]);
        var problem = Assert.Throws<ArgumentException>(
            () => new GramLoss<double>(target, LossNormalisation.Mean, _workers, _pool, mask));
        Assert.Equal(message, problem.Message);
    }

    [Fact]
    public void Mask_of_another_size_is_refused_in_one_sentence()
    {
        using var mask = new Tensor<double>([2, 2]);
        mask.Span.Fill(1);
        using var target = new Tensor<double>([3, 3]);
        using var loss = new GramLoss<double>(target, LossNormalisation.Mean, _workers, _pool, mask);
        using var gradient = new Tensor<double>(Waves.X.Shape);
        var problem = Assert.Throws<ArgumentException>(() => loss.Evaluate(Waves.X, 1, gradient));
        Assert.Equal(
            "The features have the shape 1×3×4×5, but there are 4 position weights: scale the mask to the layer's height and width.",
            problem.Message);
    }

    [Fact]
    public void Number_of_threads_does_not_change_a_bit()
    {
        var alone = EvaluateLarge(threads: 1);
        Assert.Equal(alone, EvaluateLarge(threads: 2));
        Assert.Equal(alone, EvaluateLarge(threads: 5));
    }

    private static string EvaluateLarge(int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var style = Waves.Features<float>(130, 9, 11, 1.1, 0.3, 0.8, 0.40);
        using var features = Waves.Features<float>(130, 17, 13, 0.9, 0.5, 0.3, 0.25);
        using var mask = Waves.Features<float>(1, 17, 13, 0, 0.1, 0.1, -0.2);
        using var target = new GramTarget<float>(130, workers, pool);
        target.Add(style, 1);
        using var loss = new GramLoss<float>(target.Gram, LossNormalisation.Relative, workers, pool, mask);
        using var gradient = new Tensor<float>(features.Shape);
        return Bits.Of(loss.Evaluate(features, 0.7, gradient), gradient.Span);
    }

    /// <summary>F·Fᵀ/M by its definition.</summary>
    private static double[] Gram(Tensor<double> features)
    {
        var (channels, positions) = (features.Shape[1], features.Shape.Positions);
        var gram = new double[channels * channels];
        for (var i = 0; i < channels; i++)
        {
            for (var j = 0; j < channels; j++)
            {
                for (var p = 0; p < positions; p++)
                {
                    gram[(i * channels) + j] += features.Span[(i * positions) + p] * features.Span[(j * positions) + p] / positions;
                }
            }
        }

        return gram;
    }

    private (double Value, double[] Gradient) Evaluate(
        Tensor<double> style, Tensor<double> features, LossNormalisation normalisation, Tensor<double>? mask = null)
    {
        using var target = new GramTarget<double>(style.Shape[1], _workers, _pool);
        target.Add(style, 1);
        using var loss = new GramLoss<double>(target.Gram, normalisation, _workers, _pool, mask);
        using var gradient = new Tensor<double>(features.Shape);
        return (loss.Evaluate(features, 1, gradient), gradient.Span.ToArray());
    }

    private double WorstError(LossNormalisation normalisation, bool masked, double tamper)
    {
        var features = Waves.X;
        using var mask = Waves.Features<double>(1, 4, 5, 0, 0.3, 0.2, -0.1);
        using var target = new GramTarget<double>(3, _workers, _pool);
        target.Add(Waves.A, 1);
        using var loss = new GramLoss<double>(target.Gram, normalisation, _workers, _pool, masked ? mask : null);
        using var gradient = new Tensor<double>(features.Shape);
        using var ignored = new Tensor<double>(features.Shape);
        loss.Evaluate(features, 1.5, gradient);
        var tampered = gradient.Span.ToArray().Select(g => g * tamper).ToArray();
        return GradientCheck.WorstError(() => loss.Evaluate(features, 1.5, ignored), features.Span, tampered);
    }
}
