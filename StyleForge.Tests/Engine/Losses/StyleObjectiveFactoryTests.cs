using StyleForge.Engine.Imaging;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Losses;

/// <summary>Objectives as they are made for a level: targets looked at whole against targets and picture looked at in windows.</summary>
public sealed class StyleObjectiveFactoryTests : IDisposable
{
    private static readonly RenderSettings Settings = SettingsResolver.Resolve([]).Settings! with
    {
        ContentLayers = [new LayerWeight("relu2_1", 1), new LayerWeight("conv1_2", 0.5)],
        StyleLayers = [new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 2)],
        TotalVariationWeight = 5,
    };

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly Network<float> _network = Network<float>.BuildRandom(NetworkCatalogue.Find("forge-vgg"), 7);

    public void Dispose()
    {
        _network.Dispose();
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Targets_and_gradient_in_windows_are_those_of_whole_pictures()
    {
        var pictures = new LevelPictures(Drawn(111, 87, 3), [new("waves", Drawn(203, 140, 5), 0.6, null), new("ink", Drawn(90, 121, 8), 0.3, null), new("dots", Drawn(64, 64, 2), 0.1, Drawn(20, 30, 4))]);
        var sizes = new LevelSizes(111, 87, [(203, 140, false), (90, 121, false), (64, 64, true)]);
        var factory = new StyleObjectiveFactory(_network, _workers);
        var whole = Evaluate(factory, pictures, long.MaxValue);
        var forecast = factory.Forecast(Settings, sizes, networkBytes: 0, threads: 2);
        var tiled = Evaluate(factory, pictures, networkBytes: 0);

        Assert.False(forecast.Fits);
        Assert.InRange(forecast.Windows.Gradients.Windows.Length, 5, 1000);
        Assert.Equal(whole.Names, tiled.Names);
        Assert.Contains("style relu2_1 of dots", tiled.Names);
        foreach (var (a, b) in whole.Parts.Zip(tiled.Parts))
        {
            Assert.InRange(Math.Abs(a - b) / whole.Parts.Sum(), 0, 1e-6);
        }

        var error = Math.Sqrt(whole.Gradient.Zip(tiled.Gradient, (a, b) => (double)(a - b) * (a - b)).Sum() / whole.Gradient.Sum(a => (double)a * a));
        Assert.InRange(error, 1e-9, 1e-5);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Memory_of_an_objective_in_windows_is_foretold_within_a_tenth()
    {
        var pictures = new LevelPictures(Drawn(211, 187, 3), [new("waves", Drawn(403, 240, 5), 0.6, null), new("dots", Drawn(300, 264, 2), 0.1, Drawn(20, 30, 4))]);
        var factory = new StyleObjectiveFactory(_network, _workers);
        var forecast = factory.Forecast(Settings, new LevelSizes(211, 187, [(403, 240, false), (300, 264, true)]), networkBytes: 0, threads: 2);
        Evaluate(factory, pictures, networkBytes: 0);

        Assert.InRange((double)Math.Max(forecast.StyleBytes, forecast.RunBytes + forecast.LossBytes) / _pool.PeakBytes, 0.9, 1.1);
    }

    [Fact]
    public void Windows_go_by_the_threads_that_they_are_to_be_chosen_for_and_not_by_those_that_work()
    {
        using var many = new WorkerPool(12);
        var sizes = new LevelSizes(400, 300, [(500, 400, false)]);
        (int, int) Windows(StyleObjectiveFactory factory, long networkBytes)
        {
            var chosen = factory.Forecast(Settings, sizes, networkBytes, threads: 2).Windows;
            return (chosen.WindowWidth, chosen.WindowHeight);
        }

        var whole = new StyleObjectiveFactory(_network, many).Forecast(Settings, sizes, long.MaxValue, threads: 12).RunBytes;
        var amounts = Enumerable.Range(1, 24).Select(part => whole * part / 24).ToArray();
        var ofMany = amounts.Select(bytes => Windows(new StyleObjectiveFactory(_network, many), bytes)).ToArray();

        Assert.Equal(ofMany, amounts.Select(bytes => Windows(new StyleObjectiveFactory(_network, _workers, threads: 12), bytes)));
        Assert.NotEqual(ofMany, amounts.Select(bytes => Windows(new StyleObjectiveFactory(_network, _workers), bytes)));
    }

    [Fact]
    public void A_cancelled_look_gives_everything_back()
    {
        var pictures = new LevelPictures(Drawn(111, 87, 3), [new("waves", Drawn(203, 140, 5), 1, null)]);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => new StyleObjectiveFactory(_network, _workers).Create(Settings, pictures, 0, _pool, cancellation.Token));
        Assert.Equal(0, _pool.Outstanding);
    }

    private (IReadOnlyList<string> Names, double[] Parts, float[] Gradient) Evaluate(StyleObjectiveFactory factory, LevelPictures pictures, long networkBytes)
    {
        using var objective = factory.Create(Settings, pictures, networkBytes, _pool, CancellationToken.None);
        var gradient = new float[objective.Length];
        var parts = new double[objective.PartNames.Count];
        objective.Evaluate(Drawn(pictures.Content.Width, pictures.Content.Height, 6).Samples, gradient, parts);
        return (objective.PartNames, parts, gradient);
    }

    private static Picture Drawn(int width, int height, ulong seed)
    {
        var picture = new Picture(width, height);
        // Each as restless as its seed: were all alike, a style loss would be the small difference of large numbers.
        new SplitMix64(seed).FillNormal(picture.Samples, 0.03 * seed);
        foreach (ref var sample in picture.Samples.AsSpan())
        {
            sample = Math.Clamp(sample + 0.5f, 0, 1);
        }

        return picture;
    }
}
