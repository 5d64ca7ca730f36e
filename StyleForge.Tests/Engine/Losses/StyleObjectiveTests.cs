using System.Numerics;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Losses;

/// <summary>The whole objective, network included, against finite differences and against itself in other precisions.</summary>
[Long]
public sealed class StyleObjectiveTests : IDisposable
{
    private static readonly string[] StyleTaps = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"];

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly List<IDisposable> _networks = [];

    public void Dispose()
    {
        _networks.ForEach(network => network.Dispose());
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(PoolingKind.Average, BorderMode.Reflect, LossNormalisation.Relative)]
    [InlineData(PoolingKind.Maximum, BorderMode.Zero, LossNormalisation.Mean)]
    [InlineData(PoolingKind.Average, BorderMode.Replicate, LossNormalisation.Gatys)]
    public void The_gradient_of_the_whole_objective_agrees_with_finite_differences(PoolingKind pooling, BorderMode border, LossNormalisation normalisation)
    {
        const int height = 33, width = 34;
        using var objective = Objective<double>(_workers, pooling, border, normalisation, height, width);
        var picture = Picture<double>(height, width, seed: 3);
        var gradient = new double[picture.Length];
        var parts = new double[objective.PartNames.Count];
        var value = objective.Evaluate(picture, gradient, parts);
        Assert.Equal(value, parts.Sum(), 1e-12 * value);
        Assert.All(parts, part => Assert.True(part > 0, "A part that is zero proves nothing."));

        var random = new SplitMix64(99);
        for (var trial = 0; trial < 3; trial++)
        {
            var direction = new float[picture.Length];
            random.FillNormal(direction, 1);

            // Central differences err by h² and, in doubles, by 1e-14/h of the value. The step is this small so that none of the
            // hundred thousand rectifiers and maxima changes sides along the way: at 1e-6 one did, and moved the third digit.
            const double step = 1e-8;
            var numeric = (Value(objective, picture, direction, step) - Value(objective, picture, direction, -step)) / (2 * step);
            var analytic = gradient.Zip(direction, (g, d) => g * d).Sum();
            Assert.True(Math.Abs(numeric - analytic) <= 1e-5 * Math.Abs(analytic), $"Along direction {trial} the gradient is {analytic}, finite differences give {numeric}.");
        }
    }

    [Fact]
    public void The_float_gradient_stays_within_rounding_of_the_double_one()
    {
        const int height = 48, width = 40;
        using var exact = Objective<double>(_workers, PoolingKind.Average, BorderMode.Reflect, LossNormalisation.Relative, height, width);
        using var fast = Objective<float>(_workers, PoolingKind.Average, BorderMode.Reflect, LossNormalisation.Relative, height, width);
        var reference = new double[3 * height * width];
        var gradient = new float[reference.Length];
        exact.Evaluate(Picture<double>(height, width, seed: 3), reference, new double[exact.PartNames.Count]);
        fast.Evaluate(Picture<float>(height, width, seed: 3), gradient, new double[fast.PartNames.Count]);

        var error = Math.Sqrt(gradient.Zip(reference, (g, r) => (g - r) * (g - r)).Sum() / reference.Sum(r => r * r));

        // Thirteen convolutions of up to 1152 products, each rounded to 24 bits, give about 1e-6; a tied ReLU may add a little.
        Assert.InRange(error, 1e-9, 5e-5);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        const int height = 65, width = 71;
        var results = new List<(double Value, float[] Gradient)>();
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var workers = new WorkerPool(threads);
            using var objective = Objective<float>(workers, PoolingKind.Average, BorderMode.Reflect, LossNormalisation.Relative, height, width);
            var gradient = new float[3 * height * width];
            var value = objective.Evaluate(Picture<float>(height, width, seed: 5), gradient, new double[objective.PartNames.Count]);
            results.Add((value, gradient));
        }

        Assert.NotEqual(0, results[0].Value);
        Assert.All(results, result =>
        {
            Assert.Equal(results[0].Value, result.Value);
            Assert.Equal(results[0].Gradient, result.Gradient);
        });
    }

    [Fact]
    public void At_the_content_itself_only_style_and_total_variation_are_left()
    {
        const int height = 32, width = 32;
        using var objective = Objective<float>(_workers, PoolingKind.Average, BorderMode.Reflect, LossNormalisation.Relative, height, width);
        var parts = new double[objective.PartNames.Count];

        objective.Evaluate(Picture<float>(height, width, ContentSeed), new float[3 * height * width], parts);

        Assert.Equal(0, parts[0]);
        Assert.All(parts[1..], part => Assert.True(part > 0));
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        const int height = 40, width = 40;
        using var objective = Objective<float>(_workers, PoolingKind.Maximum, BorderMode.Zero, LossNormalisation.Relative, height, width);
        var picture = Picture<float>(height, width, seed: 3);
        var gradient = new float[picture.Length];
        var parts = new double[objective.PartNames.Count];
        objective.Evaluate(picture, gradient, parts);
        objective.Evaluate(picture, gradient, parts);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5; i++)
        {
            objective.Evaluate(picture, gradient, parts);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private const ulong ContentSeed = 1;

    private static double Value(StyleObjective<double> objective, double[] picture, float[] direction, double step)
    {
        var moved = picture.Zip(direction, (p, d) => p + (step * d)).ToArray();
        return objective.Evaluate(moved, new double[picture.Length], new double[objective.PartNames.Count]);
    }

    private static T[] Picture<T>(int height, int width, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var noise = new float[3 * height * width];
        new SplitMix64(seed).FillNormal(noise, 0.2);
        return [.. noise.Select(sample => T.CreateChecked(0.5f + sample))];
    }

    private StyleObjective<T> Objective<T>(WorkerPool workers, PoolingKind pooling, BorderMode border, LossNormalisation normalisation, int height, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = Network<T>.BuildRandom(NetworkCatalogue.Find("forge-vgg"), 7, new NetworkOptions { Pooling = pooling, Border = border });
        _networks.Add(network);
        var run = network.Prepare([1, 3, height, width], ["relu4_2", .. StyleTaps], workers, _pool);
        Picture<T>(height, width, ContentSeed).CopyTo(run.Source.Span);
        run.Forward();
        var terms = new List<FeatureTerm<T>>
        {
            new("content relu4_2", "relu4_2", 1, new ContentLoss<T>(run.Tap("relu4_2"), normalisation, workers, _pool)),
        };
        Picture<T>(height, width, seed: 2).CopyTo(run.Source.Span);
        run.Forward();
        foreach (var tap in StyleTaps)
        {
            using var target = new GramTarget<T>(run.Tap(tap).Shape[1], workers, _pool);
            target.Add(run.Tap(tap), 1);
            terms.Add(new($"style {tap}", tap, 20, new GramLoss<T>(target.Gram, normalisation, workers, _pool)));
        }

        return new StyleObjective<T>(run, terms, new TotalVariationLoss<T>(TotalVariationKind.SquaredMean, [3, height, width], workers, _pool), 10);
    }
}
