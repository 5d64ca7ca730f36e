using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Training;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;

namespace StyleForge.Tests.Engine.Training;

/// <summary>Muon, Adam, and the coordinates in which a convolution is moved.</summary>
public sealed class FeatureOptimiserTests : IDisposable
{
    private const int Width = 4;

    private static readonly TrainerOptions Adam = new() { Method = TrainingMethod.Adam };

    private readonly Network<float> _network = Network<float>.BuildRandom(Toy.Description(Width), 1, Toy.Options);
    private readonly WorkerPool _workers = new(1);

    public void Dispose()
    {
        _network.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void Adam_is_the_adam_of_pictures()
    {
        using var pool = new TensorPool();
        var length = new ParameterLayout(_network.Description).Length;
        var goal = Goal(length);
        var (ours, theirs) = (new float[length], new float[length]);
        using var optimiser = new FeatureOptimiser(_network, length, Adam, _workers);
        using var reference = new Adam<float>(length, new AdamOptions { LearningRate = 0.01, KeepInBox = false }, _workers, pool);
        for (var step = 0; step < 30; step++)
        {
            optimiser.Step(new Bowl(goal), ours, 0.01, new double[1]);
            reference.Step(new Bowl(goal), theirs, new double[1]);
        }

        Assert.Contains(ours, number => Math.Abs(number) > 0.1);
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Theory]
    [InlineData(TrainingMethod.Adam)]
    [InlineData(TrainingMethod.Muon)]
    public void The_value_falls(TrainingMethod method)
    {
        var length = new ParameterLayout(_network.Description).Length + 5;
        var goal = Goal(length);
        var numbers = new float[length];
        using var optimiser = new FeatureOptimiser(_network, length, Adam with { Method = method }, _workers);
        optimiser.SetMeans([[1, 2, 0.5f, 0], [0.3f, 0, 1, 4]]);
        var first = optimiser.Step(new Bowl(goal), numbers, 0.01, new double[1]);
        var last = first;
        for (var step = 0; step < 300; step++)
        {
            last = optimiser.Step(new Bowl(goal), numbers, 0.01, new double[1]);
        }

        Assert.True(last < 0.2 * first, $"{method} went from {first} to {last}.");
    }

    // z = W·x + b at x = μ is c, and c alone moves as the bias's own update says: the kernels' update does not show there.
    [Theory]
    [InlineData(TrainingMethod.Adam)]
    [InlineData(TrainingMethod.Muon)]
    public void At_the_mean_a_convolution_moves_by_its_bias_alone(TrainingMethod method)
    {
        var layout = new ParameterLayout(_network.Description);
        float[][] means = [[1, 2, 0.5f, 0.25f], [0.3f, 0.1f, 1, 4]];
        var numbers = new float[layout.Length];
        using var optimiser = new FeatureOptimiser(_network, layout.Length, Adam with { Method = method }, _workers);
        optimiser.SetMeans(means);
        Assert.Equal(["relu1_1", "pool1"], optimiser.MeanTaps);
        optimiser.Step(new Bowl(Goal(layout.Length)), numbers, 0.01, new double[1]);

        foreach (var (weights, bias, mean) in new[] { (2, 3, means[0]), (4, 5, means[1]) })
        {
            var (w, b) = (layout.Slots[weights], layout.Slots[bias]);
            var columns = w.Shape.ElementCount / w.Shape[0];
            for (var row = 0; row < w.Shape[0]; row++)
            {
                double c = numbers[b.Offset + row];
                for (var i = 0; i < columns; i++)
                {
                    c += numbers[w.Offset + (row * columns) + i] * (double)mean[i / 9];
                }

                // Adam's first step is the learning rate, whatever the gradient.
                Assert.Equal(0.01, Math.Abs(c), 1e-5);
            }
        }
    }

    [Fact]
    public void A_gradient_that_only_knows_the_mean_moves_no_kernel()
    {
        var layout = new ParameterLayout(_network.Description);
        float[][] means = [[1, 2, 0.5f, 0.25f], [0.3f, 0.1f, 1, 4]];
        var slope = new float[layout.Length];
        foreach (var (weights, bias, mean) in new[] { (2, 3, means[0]), (4, 5, means[1]) })
        {
            var (w, b) = (layout.Slots[weights], layout.Slots[bias]);
            var columns = w.Shape.ElementCount / w.Shape[0];
            for (var row = 0; row < w.Shape[0]; row++)
            {
                slope[b.Offset + row] = 1 + row;
                for (var i = 0; i < columns; i++)
                {
                    slope[w.Offset + (row * columns) + i] = (1 + row) * mean[i / 9];
                }
            }
        }

        var numbers = new float[layout.Length];
        using var optimiser = new FeatureOptimiser(_network, layout.Length, Adam, _workers);
        optimiser.SetMeans(means);
        optimiser.Step(new Slope(slope), numbers, 0.01, new double[1]);

        var kernels = numbers.AsSpan(layout.Slots[2].Offset, layout.Slots[2].Shape.ElementCount).ToArray();
        Assert.All(kernels, number => Assert.Equal(0, number));
        Assert.NotEqual(0, numbers[layout.Slots[3].Offset]);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_named()
    {
        var length = new ParameterLayout(_network.Description).Length;
        using var optimiser = new FeatureOptimiser(_network, length, Adam, _workers);
        var goal = Goal(length);
        goal[3] = float.NaN;
        Assert.Equal(
            "The loss is no longer a number at step 1: lower the learning rate (0.005).",
            Assert.Throws<OptimisationException>(() => optimiser.Step(new Bowl(goal), new float[length], 0.01, new double[1])).Message);
    }

    private static float[] Goal(int length)
    {
        var goal = new float[length];
        new SplitMix64(9).FillNormal(goal, 0.3);
        return goal;
    }

    /// <summary>½·Σ(x − goal)².</summary>
    private sealed class Bowl(float[] goal) : IObjective<float>
    {
        public int Length => goal.Length;

        public IReadOnlyList<string> PartNames => ["bowl"];

        public double Evaluate(ReadOnlySpan<float> picture, Span<float> gradient, Span<double> parts)
        {
            double value = 0;
            for (var i = 0; i < goal.Length; i++)
            {
                gradient[i] = picture[i] - goal[i];
                value += 0.5 * gradient[i] * gradient[i];
            }

            return parts[0] = value;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>The same slope everywhere.</summary>
    private sealed class Slope(float[] slope) : IObjective<float>
    {
        public int Length => slope.Length;

        public IReadOnlyList<string> PartNames => ["slope"];

        public double Evaluate(ReadOnlySpan<float> picture, Span<float> gradient, Span<double> parts)
        {
            slope.CopyTo(gradient);
            return parts[0] = 1;
        }

        public void Dispose()
        {
        }
    }
}
