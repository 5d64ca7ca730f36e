using StyleForge.Engine.Backends;
using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Backends.Torch;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Settings;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Engine.Backends;

/// <summary>The objective on libtorch against the managed engine's: neither knows of the other.</summary>
public sealed class TorchBackendTests : IDisposable
{
    private static readonly RenderSettings Settings = SettingsResolver.Resolve([]).Settings! with
    {
        ContentLayers = [new LayerWeight("relu3_1", 1), new LayerWeight("conv2_2", 0.5)],
        StyleLayers = [new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 2), new LayerWeight("relu4_1", 1), new LayerWeight("relu5_1", 1)],
        TotalVariationWeight = 5,
    };

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();
    private readonly NetworkWeights<float> _weights = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, 7));

    public static TheoryData<BorderMode, PoolingKind, LossNormalisation> Choices()
    {
        var choices = new TheoryData<BorderMode, PoolingKind, LossNormalisation>();
        foreach (var border in Enum.GetValues<BorderMode>())
        {
            choices.Add(border, PoolingKind.Maximum, (LossNormalisation)((int)border % 3));
            choices.Add(border, PoolingKind.Average, (LossNormalisation)(((int)border + 1) % 3));
        }

        return choices;
    }

    [TorchTheory]
    [MemberData(nameof(Choices))]
    public void Parts_and_gradient_are_those_of_the_managed_engine(BorderMode border, PoolingKind pooling, LossNormalisation normalisation)
    {
        var wanted = ObjectiveDescription.Of(Settings with { Padding = border, Pooling = pooling, Normalisation = normalisation }) with { ProtectedWeight = 3 };

        // As in TorchNetworkTests: where rounding tips a maximum the gradient is another for good, so the best of three pictures is judged.
        var errors = Enumerable.Range(1, 3).Select(seed =>
        {
            var managed = Evaluate(new ManagedBackend(), wanted, seed);
            var torch = Evaluate(new TorchBackend("torch"), wanted, seed);
            Assert.Equal(managed.Names, torch.Names);
            Assert.Contains("style relu2_1 of dots", torch.Names);
            Assert.Contains("protected relu2_1", torch.Names);
            foreach (var (name, (expected, actual)) in managed.Names.Zip(managed.Parts.Zip(torch.Parts)))
            {
                Assert.True(expected > 0 && Math.Abs(actual - expected) <= 1e-4 * expected, $"{name}: {actual} beside {expected}");
            }

            return TorchOracle.Error<float>(managed.Gradient, torch.Gradient);
        });
        Assert.Contains(errors, error => error <= 5e-5);
    }

    [TorchFact]
    public void Ten_steps_of_lbfgs_go_the_same_way()
    {
        double[][] apart = [.. Enumerable.Range(3, 3).Select(seed =>
        {
            var managed = Descend(new ManagedBackend(), seed);
            Assert.True(managed[^1] < 0.5 * managed[0], "The objective did not fall, so ten steps prove little.");
            return managed.Zip(Descend(new TorchBackend("torch"), seed), (expected, actual) => Math.Abs((actual / expected) - 1)).ToArray();
        })];

        // Each step makes more of what the one before rounded otherwise, and where rounding tips a rectifier the way of that start is a little apart from there on.
        Assert.All(apart.SelectMany(start => start[..2]), distance => Assert.InRange(distance, 0, 1e-5));
        Assert.All(apart.SelectMany(start => start), distance => Assert.InRange(distance, 0, 1e-2));
        Assert.All(Enumerable.Range(0, 10), step => Assert.InRange(apart.Select(start => start[step]).Order().ElementAt(1), 0, 1e-3));
    }

    [TorchFact]
    public void A_thousand_evaluations_leave_no_tensor_behind()
    {
        var wanted = ObjectiveDescription.Of(Settings with { ContentLayers = [new LayerWeight("relu1_2", 1)], StyleLayers = [new LayerWeight("relu1_1", 1)] });
        var pictures = new LevelPictures(Drawn(8, 8, 3), [new("waves", Drawn(9, 8, 5), 1, null)]);
        using var backend = new TorchBackend("torch");
        using var features = backend.Open(_weights, wanted, new HostShare(_workers));
        var alive = Alive();
        using (var objective = Level(features, pictures).Make(pictures, _pool, CancellationToken.None))
        {
            var gradient = new float[objective.Length];
            var parts = new double[objective.PartNames.Count];
            var before = Alive();
            for (var i = 0; i < 1000; i++)
            {
                objective.Evaluate(pictures.Content.Samples, gradient, parts);
            }

            Assert.Equal(before, Alive());
        }

        Assert.Equal(alive, Alive());
    }

    [TorchFact]
    public void Running_out_of_memory_is_a_sentence_and_leaves_no_tensor_behind()
    {
        var alive = Alive();
        var refusal = Assert.Throws<BackendMemoryException>(() => TorchMemory.Guard("torch (cpu)", "a picture of 9×9", () =>
        {
            using var scope = torch.NewDisposeScope();
            return torch.zeros(8).Plus(torch.empty([1L << 45]));
        }));

        Assert.Equal("torch (cpu) has too little memory for a picture of 9×9: lower size, or take the device cpu, which works on large pictures in windows.", refusal.Message);
        Assert.Equal(alive, Alive());
    }

    [TorchFact]
    public void Another_failure_is_a_sentence_too()
    {
        var failure = Assert.Throws<BackendException>(() => TorchMemory.Guard("torch (cpu)", "a picture of 9×9", () => torch.zeros(8).view(3)));

        Assert.Equal("torch (cpu) failed at a picture of 9×9 (shape '[3]' is invalid for input of size 8): take the device cpu.", failure.Message);
    }

    [TorchFact]
    public void Networks_in_use_stay_and_of_the_others_the_last()
    {
        using var other = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, 8));
        using var third = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, 9));
        var alive = Alive();
        using (var backend = new TorchBackend("torch"))
        {
            IFeatures Open(NetworkWeights<float> weights) => backend.Open(weights, ObjectiveDescription.Of(Settings), new HostShare(_workers));
            Open(_weights).Dispose();
            var ofOne = Alive();
            using (Open(_weights))
            {
                Assert.Equal(ofOne, Alive()); // The same tensors again.
                Open(other).Dispose();
                Assert.Equal(2, backend.NetworkCount);
                Open(third).Dispose(); // Frees the other.
                Assert.Equal(2, backend.NetworkCount);
            }

            Assert.Equal(1, backend.NetworkCount);
            Open(third).Dispose();
            Assert.Equal((1, ofOne), (backend.NetworkCount, Alive()));
        }

        Assert.Equal(alive, Alive());
    }

    [TorchFact]
    public void Where_memory_can_be_freed_the_work_is_tried_once_more()
    {
        var (tries, room) = (0, 0);
        torch.Tensor Work() => ++tries == 1 ? torch.empty([1L << 45]) : torch.zeros(8);
        bool MakeRoom() => ++room > 0;

        using var made = TorchMemory.Guard("torch (cpu)", "a picture", Work, MakeRoom);
        Assert.Equal((2, 1), (tries, room));
        Assert.Throws<BackendMemoryException>(() => TorchMemory.Guard("torch (cpu)", "a picture", () => torch.empty([1L << 45]), MakeRoom));
        Assert.Equal(2, room);
    }

    [TorchFact]
    public void Memory_that_would_be_too_little_is_foretold()
    {
        using var backend = new TorchBackend("torch");
        using var features = backend.Open(_weights, ObjectiveDescription.Of(Settings), new HostShare(_workers));
        var sizes = new LevelSizes(400, 300, [(500, 400, false)]);
        var needed = features.Plan(sizes, long.MaxValue).Cost.NeededBytes;

        Assert.True(needed > 400 * 300 * 16 * sizeof(float), "Less than the first layer alone.");
        Assert.True(features.Plan(sizes, needed).Cost.Fits);
        Assert.False(features.Plan(sizes, needed - 1).Cost.Fits);
        Assert.InRange(features.Plan(new LevelSizes(60_000, 60_000, []), needed).Cost.NeededBytes, 1L << 38, 1L << 50); // More elements than an array may have.
    }

    [TorchFact]
    public void Words_find_their_devices()
    {
        Assert.Equal(["torch"], TorchDevices.Find("torch"));
        Assert.Empty(TorchDevices.Find("cpu"));
        Assert.Null(BackendCatalogue.Problem("auto"));
        Assert.Null(BackendCatalogue.Problem("cpu"));
        Assert.Null(BackendCatalogue.Problem("torch"));
        if (TorchDevices.Find("auto").Count == 0)
        {
            Assert.StartsWith("device is \"cuda:3\", but ", BackendCatalogue.Problem("cuda:3"), StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _weights.Dispose();
        _pool.Dispose();
        _workers.Dispose();
    }

    private static LevelPictures Pictures { get; } = new(
        Drawn(61, 47, 3), [new("waves", Drawn(53, 70, 5), 0.6, null), new("ink", Drawn(40, 41, 8), 0.3, null), new("dots", Drawn(44, 44, 2), 0.1, Drawn(20, 30, 4))])
    {
        Protected = new ProtectedArea(Drawn(15, 12, 9), 0.7) { Emphasised = Drawn(11, 13, 7) },
    };

    // Of this thread alone: other tests may be using libtorch on theirs.
    private static long Alive() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    private static ILevel Level(IFeatures features, LevelPictures pictures) => features.Plan(
        new LevelSizes(pictures.Content.Width, pictures.Content.Height, [.. pictures.Styles.Select(style => (style.Picture.Width, style.Picture.Height, style.Mask is not null))]) { IsProtected = pictures.Protected is not null },
        long.MaxValue);

    private (IReadOnlyList<string> Names, double[] Parts, float[] Gradient) Evaluate(IBackend backend, ObjectiveDescription wanted, int seed)
    {
        using (backend)
        {
            using var features = backend.Open(_weights, wanted, new HostShare(_workers));
            using var objective = Level(features, Pictures).Make(Pictures, _pool, CancellationToken.None);
            var (parts, gradient) = (new double[objective.PartNames.Count], new float[objective.Length]);
            var value = objective.Evaluate(Drawn(61, 47, seed + 10).Samples, gradient, parts);
            Assert.Equal(parts.Sum(), value, 1e-9 * value);
            return (objective.PartNames, parts, gradient);
        }
    }

    private double[] Descend(IBackend backend, int seed)
    {
        using (backend)
        {
            using var features = backend.Open(_weights, ObjectiveDescription.Of(Settings), new HostShare(_workers));
            using var objective = Level(features, Pictures).Make(Pictures, _pool, CancellationToken.None);
            using var optimiser = Optimisers.Make(Settings, objective.Length, history: 10, _workers, _pool);
            var picture = Drawn(61, 47, seed).Samples.ToArray();
            var parts = new double[objective.PartNames.Count];
            return [.. Enumerable.Range(0, 10).Select(_ => optimiser.Step(objective, picture, parts))];
        }
    }

    private static Picture Drawn(int width, int height, int seed)
    {
        var picture = new Picture(width, height);
        var random = new Random(seed);
        var (a, b) = (random.NextDouble(), random.NextDouble());
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            var (x, y) = (i % width, i / width % height);
            picture.Samples[i] = (float)(0.5 + (0.3 * Math.Sin((a * x) + (b * y) + (i / (width * height)))) + (0.2 * (random.NextDouble() - 0.5)));
        }

        return picture;
    }
}
