using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Backends;

/// <summary>Objectives as they are made for a level: targets looked at whole against targets and picture looked at in windows.</summary>
public sealed class ManagedBackendTests : IDisposable
{
    private static readonly ObjectiveDescription Wanted = ObjectiveDescription.Of(SettingsResolver.Resolve([]).Settings! with
    {
        Pooling = PoolingKind.Maximum,
        Padding = BorderMode.Zero,
        ContentLayers = [new LayerWeight("relu2_1", 1), new LayerWeight("conv1_2", 0.5)],
        StyleLayers = [new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 2)],
        TotalVariationWeight = 5,
    });

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly NetworkWeights<float> _weights = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, 7));
    private readonly ManagedBackend _backend = new();

    public void Dispose()
    {
        _backend.Dispose();
        _weights.Dispose();
        _workers.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Targets_and_gradient_in_windows_are_those_of_whole_pictures()
    {
        var pictures = new LevelPictures(Drawn(111, 87, 3), [new("waves", Drawn(203, 140, 5), 0.6, null), new("ink", Drawn(90, 121, 8), 0.3, null), new("dots", Drawn(64, 64, 2), 0.1, Drawn(20, 30, 4))]);
        using var features = _backend.Open(_weights, Wanted, new HostShare(_workers));
        var whole = Evaluate(features.Plan(SizesOf(pictures), long.MaxValue), pictures);
        var level = features.Plan(SizesOf(pictures), memory: 0);
        var tiled = Evaluate(level, pictures);

        Assert.False(level.Cost.Fits);
        Assert.InRange(level.Cost.Windows, 5, 1000);
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
    public void What_is_protected_has_terms_of_its_own_and_less_style_in_windows_too()
    {
        var plain = new LevelPictures(Drawn(111, 87, 3), [new("waves", Drawn(203, 140, 5), 1, null)]);
        var guarded = plain with { Protected = new ProtectedArea(Disc(37, 29), 0.9) };
        using var features = _backend.Open(_weights, Wanted with { ProtectedWeight = 2 }, new HostShare(_workers));
        var free = Evaluate(features.Plan(SizesOf(guarded), long.MaxValue), plain);
        var whole = Evaluate(features.Plan(SizesOf(guarded), long.MaxValue), guarded);
        var tiled = Evaluate(features.Plan(SizesOf(guarded), memory: 0), guarded);

        Assert.DoesNotContain(free.Names, name => name.StartsWith("protected", StringComparison.Ordinal));
        Assert.Equal(Wanted.Taps.Select(tap => $"protected {tap}"), whole.Names.Where(name => name.StartsWith("protected", StringComparison.Ordinal)));
        Assert.All(whole.Parts.Zip(tiled.Parts), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / whole.Parts.Sum(), 0, 1e-6));
        var error = Math.Sqrt(whole.Gradient.Zip(tiled.Gradient, (a, b) => (double)(a - b) * (a - b)).Sum() / whole.Gradient.Sum(a => (double)a * a));
        Assert.InRange(error, 1e-9, 1e-5);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void An_area_that_was_not_planned_for_is_refused()
    {
        var pictures = new LevelPictures(Drawn(40, 32, 1), [new("waves", Drawn(40, 32, 2), 1, null)]) { Protected = new ProtectedArea(Disc(10, 10), 1) };
        using var features = _backend.Open(_weights, Wanted, new HostShare(_workers));
        var level = features.Plan(SizesOf(pictures) with { IsProtected = false }, long.MaxValue);

        Assert.Throws<ArgumentException>(() => level.Make(pictures, _pool, CancellationToken.None));
    }

    [Fact]
    public void Memory_of_a_protected_objective_is_foretold_within_a_tenth()
    {
        var pictures = new LevelPictures(Drawn(211, 187, 3), [new("waves", Drawn(203, 140, 5), 1, null)]) { Protected = new ProtectedArea(Disc(50, 40), 0.9) };
        using var features = _backend.Open(_weights, Wanted with { ProtectedWeight = 2 }, new HostShare(_workers));
        var level = features.Plan(SizesOf(pictures), memory: 0);
        Evaluate(level, pictures);

        Assert.InRange((double)Math.Max(level.Cost.TargetBytes, level.Cost.WorkBytes) / _pool.PeakBytes, 0.9, 1.1);
    }

    [Fact]
    public void Memory_of_an_objective_in_windows_is_foretold_within_a_tenth()
    {
        var pictures = new LevelPictures(Drawn(211, 187, 3), [new("waves", Drawn(403, 240, 5), 0.6, null), new("dots", Drawn(300, 264, 2), 0.1, Drawn(20, 30, 4))]);
        using var features = _backend.Open(_weights, Wanted, new HostShare(_workers));
        var level = features.Plan(SizesOf(pictures), memory: 0);
        Evaluate(level, pictures);

        Assert.InRange((double)Math.Max(level.Cost.TargetBytes, level.Cost.WorkBytes) / _pool.PeakBytes, 0.9, 1.1);
    }

    [Fact]
    public void Windows_go_by_the_threads_that_they_are_to_be_chosen_for_and_not_by_those_that_work()
    {
        using var many = new WorkerPool(12);
        var sizes = new LevelSizes(400, 300, [(500, 400, false)]);
        (int, int) Windows(HostShare host, long memory)
        {
            using var features = _backend.Open(_weights, Wanted, host);
            var cost = features.Plan(sizes, memory).Cost;
            return (cost.WindowWidth, cost.WindowHeight);
        }

        using var open = _backend.Open(_weights, Wanted, new HostShare(many));
        var whole = open.Plan(sizes, long.MaxValue).Cost.NeededBytes;
        var amounts = Enumerable.Range(1, 24).Select(part => whole * part / 24).ToArray();
        var ofMany = amounts.Select(bytes => Windows(new HostShare(many), bytes)).ToArray();

        Assert.Equal(ofMany, amounts.Select(bytes => Windows(new HostShare(_workers, MostThreads: 12), bytes)));
        Assert.NotEqual(ofMany, amounts.Select(bytes => Windows(new HostShare(_workers), bytes)));
    }

    [Fact]
    public void What_is_needed_is_enough_and_less_is_not()
    {
        var sizes = new LevelSizes(400, 300, [(500, 400, false)]);
        using var features = _backend.Open(_weights, Wanted, new HostShare(_workers));
        var whole = features.Plan(sizes, long.MaxValue).Cost;
        var enough = features.Plan(sizes, whole.NeededBytes).Cost;
        var less = features.Plan(sizes, whole.NeededBytes - 1).Cost;

        Assert.Equal((true, 1), (enough.Fits, enough.Windows));
        Assert.True(less.Fits && less.Windows > 1 && less.RelativeCost > 1 && less.NeededBytes < whole.NeededBytes);
    }

    [Fact]
    public void Pictures_of_other_sizes_than_planned_are_refused()
    {
        using var features = _backend.Open(_weights, Wanted, new HostShare(_workers));
        var level = features.Plan(new LevelSizes(40, 32, [(40, 32, false)]), long.MaxValue);

        Assert.Throws<ArgumentException>(() => level.Make(new LevelPictures(Drawn(40, 32, 1), [new("waves", Drawn(40, 40, 2), 1, null)]), _pool, CancellationToken.None));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void A_cancelled_look_gives_everything_back()
    {
        var pictures = new LevelPictures(Drawn(111, 87, 3), [new("waves", Drawn(203, 140, 5), 1, null)]);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var features = _backend.Open(_weights, Wanted, new HostShare(_workers));
        var level = features.Plan(SizesOf(pictures), memory: 0);

        Assert.Throws<OperationCanceledException>(() => level.Make(pictures, _pool, cancellation.Token));
        Assert.Equal(0, _pool.Outstanding);
    }

    private static LevelSizes SizesOf(LevelPictures pictures) => new(
        pictures.Content.Width, pictures.Content.Height, [.. pictures.Styles.Select(style => (style.Picture.Width, style.Picture.Height, style.Mask is not null))])
    {
        IsProtected = pictures.Protected is not null,
    };

    private (IReadOnlyList<string> Names, double[] Parts, float[] Gradient) Evaluate(ILevel level, LevelPictures pictures)
    {
        using var objective = level.Make(pictures, _pool, CancellationToken.None);
        var gradient = new float[objective.Length];
        var parts = new double[objective.PartNames.Count];
        objective.Evaluate(Drawn(pictures.Content.Width, pictures.Content.Height, 6).Samples, gradient, parts);
        return (objective.PartNames, parts, gradient);
    }

    // White in the middle, grey at its edge.
    private static Picture Disc(int width, int height)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            var (x, y) = (i % width, i / width % height);
            picture.Samples[i] = (float)Math.Clamp(2 - (6 * Math.Sqrt(Math.Pow(((x + 0.5) / width) - 0.5, 2) + Math.Pow(((y + 0.5) / height) - 0.5, 2))), 0, 1);
        }

        return picture;
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
