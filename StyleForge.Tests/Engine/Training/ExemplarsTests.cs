using StyleForge.Engine.Training;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Training;

/// <summary>The recipe without a teacher.</summary>
public sealed class ExemplarsTests : IDisposable
{
    private static readonly ExemplarOptions Options = new() { Taps = ["relu1_2", "relu2_1"], Crops = 6 };

    private readonly Network<float> _network = Network<float>.BuildRandom(Toy.Description(4), 1, Toy.Options);
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly CropSampler _crops = new(Toy.Pictures, new CropOptions { Side = Toy.Side, Coloured = 0, Shuffled = 0 }, 5);
    private readonly Exemplars _task;

    public ExemplarsTests() => _task = new Exemplars(_network, _crops, Toy.Pictures.Count, Options, 3, 2, _pool);

    public void Dispose()
    {
        _task.Dispose();
        _network.Dispose();
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void At_first_every_picture_is_as_likely_as_any_other()
    {
        using var objective = new TrainingObjective(_network, _task, _workers);
        var parts = new double[2];
        var numbers = objective.First();
        objective.Evaluate(numbers, new float[numbers.Length], parts);
        Assert.All(parts, part => Assert.Equal(Math.Log(Toy.Pictures.Count), part, 1e-5));
        Assert.Equal(["exemplar relu1_2", "exemplar relu2_1"], objective.PartNames);
        Assert.Equal((4 * 5) + (4 * 6), _task.HeadLength);
    }

    [Fact]
    public void The_gradient_is_that_of_difference_quotients()
    {
        using var objective = new TrainingObjective(_network, _task, _workers) { StepNumber = 2 };
        var numbers = objective.First();
        new SplitMix64(4).FillNormal(numbers.AsSpan(numbers.Length - _task.HeadLength), 0.5);
        var gradient = new float[numbers.Length];
        var parts = new double[2];
        objective.Evaluate(numbers, gradient, parts);
        foreach (var part in new[] { ..(numbers.Length - _task.HeadLength), (numbers.Length - _task.HeadLength).. })
        {
            // Along the signs of the gradient, by a thousandth of the loss in all: above rounding, below most rectifiers' corners.
            var direction = new float[numbers.Length];
            var (offset, length) = part.GetOffsetAndLength(numbers.Length);
            for (var i = offset; i < offset + length; i++)
            {
                direction[i] = Math.Sign(gradient[i]);
            }

            var analytic = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
            var step = 5e-4 / analytic;
            Assert.Equal(1, (At(step) - At(-step)) / (2 * step) / analytic, 0.02);

            double At(double distance)
            {
                objective.Evaluate([.. numbers.Zip(direction, (number, d) => (float)(number + (distance * d)))], new float[numbers.Length], parts);
                return parts.Average();
            }
        }
    }

    [Fact]
    public void Pictures_are_learned()
    {
        var points = new List<TrainingPoint>();
        using var trainer = new FeatureTrainer(
            _network, _task, _crops, new TrainerOptions { Steps = 300, CurveEvery = 20, LearningRate = 0.03 }, "toy", _workers, _pool);
        trainer.Run(points.Add, _ => { }, CancellationToken.None);
        Assert.True(points[^1].Loss < 0.7 * points[0].Loss, $"From {points[0].Loss} to {points[^1].Loss}.");
    }
}
