using System.Numerics;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Tiling;

/// <summary>The objective in windows against the objective of the whole picture.</summary>
[Long]
public sealed class TiledObjectiveTests : IDisposable
{
    private static readonly string[] Shallow = ["relu1_2", "relu2_1"];

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly List<IDisposable> _networks = [];

    public void Dispose()
    {
        _networks.ForEach(network => network.Dispose());
        _workers.Dispose();
        Assert.Equal(0, _pool.Outstanding);
        _pool.Dispose();
    }

    [Theory]
    [InlineData(PoolingKind.Maximum, BorderMode.Zero, 55, 62)]
    [InlineData(PoolingKind.Average, BorderMode.Reflect, 63, 51)]
    [InlineData(PoolingKind.Maximum, BorderMode.Replicate, 48, 77)]
    [InlineData(PoolingKind.Average, BorderMode.Zero, 49, 80)]
    public void In_double_precision_windows_change_nothing(PoolingKind pooling, BorderMode border, int height, int width)
    {
        var setup = new Setup(Shallow, pooling, border, height, width, WithMask: true);
        var whole = Evaluate<double>(setup, null);
        var tiled = Evaluate<double>(setup, (38, 38));

        Assert.True(tiled.Windows > 4, $"{tiled.Windows} windows prove nothing.");
        Assert.InRange(Math.Abs(tiled.Value - whole.Value) / whole.Value, 0, 1e-12);
        Assert.InRange(Error(tiled.Gradient, whole.Gradient), 0, 1e-12);
    }

    [Theory]
    [InlineData(PoolingKind.Maximum, BorderMode.Zero, 231, 190)]
    [InlineData(PoolingKind.Average, BorderMode.Reflect, 163, 205)]
    [InlineData(PoolingKind.Average, BorderMode.Replicate, 159, 224)]
    public void In_single_precision_windows_change_what_rounding_does(PoolingKind pooling, BorderMode border, int height, int width)
    {
        var setup = new Setup(["relu1_1", "relu2_1", "relu3_1"], pooling, border, height, width, WithMask: true);
        var whole = Evaluate<float>(setup, null);
        var tiled = Evaluate<float>(setup, (112, 112));

        Assert.True(tiled.Windows > 4, $"{tiled.Windows} windows prove nothing.");
        Assert.InRange(Math.Abs(tiled.Value - whole.Value) / whole.Value, 0, 1e-6);
        Assert.InRange(Error(tiled.Gradient, whole.Gradient), 1e-9, 1e-5);
    }

    [Theory]
    [InlineData(61, 40)]
    [InlineData(33, 90)]
    public void A_picture_that_fits_one_way_is_cut_the_other_way(int height, int width)
    {
        var setup = new Setup(Shallow, PoolingKind.Maximum, BorderMode.Reflect, height, width, WithMask: false);
        var whole = Evaluate<float>(setup, null);
        var tiled = Evaluate<float>(setup, (45, 45));

        Assert.InRange(tiled.Windows, 2, 4);
        Assert.InRange(Error(tiled.Gradient, whole.Gradient), 1e-9, 1e-5);
    }

    [Theory]
    [InlineData(BorderMode.Zero, 300, 411, false)]
    [InlineData(BorderMode.Reflect, 407, 290, false)]
    [InlineData(BorderMode.Replicate, 613, 421, true)]
    public void Strips_change_what_rounding_does(BorderMode border, int height, int width, bool inWindows)
    {
        var setup = new Setup(["relu1_1", "relu2_1"], PoolingKind.Average, border, height, width, WithMask: true, ContentTap: "relu1_1");
        var whole = Evaluate<float>(setup, null);
        var strips = Evaluate<float>(setup with { InStrips = true }, inWindows ? (420, 288) : null);

        Assert.Equal(inWindows, strips.Windows > 1);
        Assert.InRange(Math.Abs(strips.Value - whole.Value) / whole.Value, 0, 1e-6);
        Assert.InRange(Error(strips.Gradient, whole.Gradient), VectorWidth.Bits == 0 && !inWindows ? 0 : 1e-9, 1e-5);

        using var three = new WorkerPool(3);
        var again = Evaluate<float>(setup with { InStrips = true }, inWindows ? (420, 288) : null, three);
        Assert.Equal(strips.Value, again.Value);
        Assert.Equal(strips.Gradient, again.Gradient);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var setup = new Setup(Shallow, PoolingKind.Average, BorderMode.Reflect, 97, 71, WithMask: true);
        var results = new List<(double Value, float[] Gradient)>();
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var workers = new WorkerPool(threads);
            var (value, gradient, windows) = Evaluate<float>(setup, (48, 48), workers);
            Assert.True(windows > 4);
            results.Add((value, gradient));
        }

        Assert.All(results, result =>
        {
            Assert.Equal(results[0].Value, result.Value);
            Assert.Equal(results[0].Gradient, result.Gradient);
        });
    }

    [Fact]
    public void An_evaluation_allocates_nothing_and_rents_nothing()
    {
        var setup = new Setup(Shallow, PoolingKind.Maximum, BorderMode.Zero, 61, 70, WithMask: true);
        using var objective = Objective<float>(_workers, setup, (48, 48), out _);
        var picture = Picture<float>(61, 70, seed: 3);
        var gradient = new float[picture.Length];
        var parts = new double[objective.PartNames.Count];
        objective.Evaluate(picture, gradient, parts);
        objective.Evaluate(picture, gradient, parts);

        var (allocated, rented) = (GC.GetAllocatedBytesForCurrentThread(), _pool.Bytes);
        for (var i = 0; i < 3; i++)
        {
            objective.Evaluate(picture, gradient, parts);
        }

        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(rented, _pool.Bytes);
    }

    [Fact]
    public void A_run_for_other_windows_is_refused()
    {
        using var network = Network<float>.BuildRandom(NetworkCatalogue.Find("forge-vgg"), 7);
        using var run = network.Prepare([1, 3, 40, 40], Shallow, _workers, _pool);
        var plan = WindowPlan.Cut(80, 80, 48, 48, WindowReach.Of(network.Description, Shallow)!)!;

        Assert.Throws<ArgumentException>(() => new WindowedRun<float>(run, plan, network.Description));
    }

    private static double Error<T>(T[] gradient, T[] reference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var squares = 0.0;
        var error = 0.0;
        for (var i = 0; i < gradient.Length; i++)
        {
            var (g, r) = (double.CreateChecked(gradient[i]), double.CreateChecked(reference[i]));
            squares += r * r;
            error += (g - r) * (g - r);
        }

        return Math.Sqrt(error / squares);
    }

    private sealed record Setup(string[] Taps, PoolingKind Pooling, BorderMode Border, int Height, int Width, bool WithMask, string? ContentTap = null, bool InStrips = false);

    private (double Value, T[] Gradient, int Windows) Evaluate<T>(Setup setup, (int Height, int Width)? about, WorkerPool? workers = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var objective = Objective<T>(workers ?? _workers, setup, about, out var plan);
        var picture = Picture<T>(setup.Height, setup.Width, seed: 3);
        var gradient = new T[picture.Length];
        var parts = new double[objective.PartNames.Count];
        var value = objective.Evaluate(picture, gradient, parts);
        Assert.All(parts, part => Assert.True(part > 0, "A part that is zero proves nothing."));
        return (value, gradient, plan.Gradients.Windows.Length);
    }

    private StyleObjective<T> Objective<T>(WorkerPool workers, Setup setup, (int Height, int Width)? about, out WindowPlan plan)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (taps, height, width, content) = (setup.Taps, setup.Height, setup.Width, setup.ContentTap ?? setup.Taps[^1]);
        var network = Network<T>.BuildRandom(NetworkCatalogue.Find("forge-vgg"), 7, new NetworkOptions { Pooling = setup.Pooling, Border = setup.Border });
        _networks.Add(network);
        var reach = WindowReach.Of(network.Description, taps)!;
        plan = about is null ? WindowPlan.Whole(height, width) : WindowPlan.Cut(height, width, Near(height, about.Value.Height, reach), Near(width, about.Value.Width, reach), reach)!;

        var terms = new List<FeatureTerm<T>>();
        using (var whole = network.Prepare([1, 3, height, width], taps, workers, _pool))
        {
            Picture<T>(height, width, seed: 1).CopyTo(whole.Source.Span);
            whole.Forward();
            terms.Add(new("content", content, 1, new ContentLoss<T>(whole.Tap(content), LossNormalisation.Relative, workers, _pool)));
            Picture<T>(height, width, seed: 2).CopyTo(whole.Source.Span);
            whole.Forward();
            foreach (var tap in taps)
            {
                var layer = whole.Tap(tap).Shape;
                using var target = new GramTarget<T>(layer[1], workers, _pool);
                target.Add(whole.Tap(tap), 1);
                terms.Add(new($"style {tap}", tap, 20, new GramLoss<T>(target.Gram, LossNormalisation.Relative, workers, _pool)));
                if (setup.WithMask)
                {
                    using var mask = Mask<T>(layer[2], layer[3]);
                    terms.Add(new($"masked {tap}", tap, 10, new GramLoss<T>(target.Gram, LossNormalisation.Relative, workers, _pool, mask)));
                }
            }
        }

        var run = new WindowedRun<T>(network.Prepare(plan.Source, taps, workers, _pool, inStrips: setup.InStrips), plan, network.Description);
        return new StyleObjective<T>(run, terms, new TotalVariationLoss<T>(TotalVariationKind.SquaredMean, [3, height, width], workers, _pool), 10);
    }

    // The largest window up to about this long that differs from the extent by whole tiles.
    private static int Near(int extent, int about, WindowReach reach) => Math.Min(extent, (extent % reach.Alignment) + ((about - (extent % reach.Alignment)) / reach.Alignment * reach.Alignment));

    private static Tensor<T> Mask<T>(int height, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var mask = new Tensor<T>([height, width]);
        for (var i = 0; i < mask.Length; i++)
        {
            mask.Span[i] = T.CreateChecked((double)(i % width * 7 % 11) / 10 * (i / width) / height);
        }

        return mask;
    }

    private static T[] Picture<T>(int height, int width, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var noise = new float[3 * height * width];
        new SplitMix64(seed).FillNormal(noise, 0.2);
        return [.. noise.Select(sample => T.CreateChecked(0.5f + sample))];
    }
}
