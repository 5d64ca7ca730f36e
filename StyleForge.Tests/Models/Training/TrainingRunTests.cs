using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Training;

/// <summary>The gradient by the parameters through the blocked kernels against the same network layer by layer in double.</summary>
[EveryWidth]
public sealed class TrainingRunTests
{
    private static readonly string[] StyleTaps = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"];

    public static TheoryData<BorderMode, PoolingKind, int, int> Geometries()
    {
        var data = new TheoryData<BorderMode, PoolingKind, int, int>();
        foreach (var border in Enum.GetValues<BorderMode>())
        {
            foreach (var pooling in Enum.GetValues<PoolingKind>())
            {
                foreach (var (height, width) in ((int, int)[])[(8, 8), (17, 23), (30, 33)])
                {
                    data.Add(border, pooling, height, width);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void The_gradient_is_that_of_the_layers_in_double(BorderMode border, PoolingKind pooling, int height, int width) =>
        Compare(Network(16, 16, 32), ["relu1_1", "relu2_1", "relu2_2"], border, pooling, height, width);

    [Fact]
    public void So_it_is_through_a_whole_deep_network() => Compare(Vgg.Forge, StyleTaps, BorderMode.Reflect, PoolingKind.Maximum, 35, 42);

    [Theory]
    [InlineData("relu1_1")]
    [InlineData("pool1")]
    [InlineData("relu1_2 pool1 relu2_2")]
    [InlineData("relu2_1 pool2")]
    public void So_it_is_wherever_one_looks(string places)
    {
        var taps = places.Split(' ');
        Compare(Vgg.Forge, taps, BorderMode.Reflect, PoolingKind.Maximum, 19, 14);
        Compare(Vgg.Forge, taps, BorderMode.Zero, PoolingKind.Average, 19, 14);
    }

    [Theory]
    [InlineData(1, 5, 17)]
    [InlineData(7, 20, 33)]
    [InlineData(40, 50, 24)]
    public void So_it_is_for_widths_that_are_no_multiple_of_sixteen(int first, int second, int third) =>
        Compare(Network(first, second, third), ["relu1_1", "relu2_1", "relu2_2"], BorderMode.Replicate, PoolingKind.Average, 22, 19);

    [Fact]
    public void So_it_is_where_the_first_convolution_is_followed_by_a_pooling() =>
        Compare(Vgg.Vgg11 with { Layers = [.. Vgg.Vgg11.Layers.Take(5)] }, ["pool1", "relu2_1"], BorderMode.Replicate, PoolingKind.Maximum, 14, 11);

    [Fact]
    public void So_it_is_for_every_small_picture()
    {
        for (var side = 2; side <= 14; side++)
        {
            Compare(Network(3, 4, 5), ["relu1_1", "relu1_2"], (BorderMode)(side % 3), PoolingKind.Maximum, side, 16 - side);
        }
    }

    // Enough tiles that they go in several blocks, of which the last is shorter.
    [Fact]
    public void So_it_is_for_many_tiles() => Compare(Network(16, 3, 3), ["relu1_2"], BorderMode.Reflect, PoolingKind.Maximum, 57, 103);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var one = Gradient(threads: 1);
        Assert.Contains(one, number => number != 0);
        Assert.Equal(one, Gradient(threads: 2));
        Assert.Equal(one, Gradient(threads: 5));
    }

    [Fact]
    public void Runs_side_by_side_inside_the_items_of_another_pool_give_the_same_bits()
    {
        const int pictures = 6;
        var alone = SideBySide(threads: 1, pictures);
        var together = SideBySide(threads: 2, pictures);
        Assert.NotEqual(alone[0], alone[1]);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void The_gradient_is_added_and_deeper_layers_are_left_alone()
    {
        using var setting = new Setting(Vgg.Forge, new NetworkOptions(), 24, 21, threads: 1);
        using var run = setting.Run(["relu2_1"]);
        using var gradient = new Tensor<float>([run.Layout.Length]);
        using var onTop = new Tensor<float>([run.Layout.Length]);
        onTop.Span.Fill(1000);
        run.Forward();
        run.Backward(new Echo<float>(), gradient);
        run.Forward();
        run.Backward(new Echo<float>(), onTop);
        var end = run.Layout.Slots.Single(slot => slot.Name == "features.7.weight").Offset;
        for (var i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(gradient.Span[i] + 1000, onTop.Span[i], 1000 * 1e-6);
        }

        Assert.Contains(gradient.Span[..end].ToArray(), number => number != 0);
        Assert.All(gradient.Span[end..].ToArray(), number => Assert.Equal(0, number));
        Assert.All(onTop.Span[end..].ToArray(), number => Assert.Equal(1000, number));
    }

    [Fact]
    public void Weights_written_and_packed_again_are_those_of_a_new_network()
    {
        using var old = new Setting(Vgg.Forge, new NetworkOptions(), 24, 21, threads: 1);
        using var run = old.Run(StyleTaps[..4]);
        using var fresh = new Setting(Vgg.Forge, new NetworkOptions(), 24, 21, threads: 1, seed: 8);
        using var expected = fresh.Run(StyleTaps[..4]);
        using var parameters = new Tensor<float>([run.Layout.Length]);
        run.Layout.Read(fresh.Network, parameters);
        var before = Round(run);
        run.Layout.Write(parameters, old.Network);
        old.Network.Repack(old.Workers);

        var after = Round(run);
        Assert.NotEqual(before, after);
        Assert.Equal(Round(expected), after);
    }

    [Fact]
    public void Rounds_allocate_nothing_and_all_memory_comes_back()
    {
        using var setting = new Setting(Vgg.Forge, new NetworkOptions(), 40, 40, threads: 1);
        using var run = setting.Run(StyleTaps);
        using var gradient = new Tensor<float>([run.Layout.Length]);
        var gradients = new Echo<float>();
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Forward();
            run.Backward(gradients, gradient);
            setting.Network.Repack(setting.Workers);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        run.Dispose();
        Assert.Equal(0, setting.Pool.Outstanding);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_a_sentence()
    {
        using var setting = new Setting(Vgg.Forge, new NetworkOptions(), 32, 32, threads: 1);
        Assert.StartsWith("A run of forge-vgg needs at least one tap", Assert.Throws<ArgumentException>(() => setting.Run([])).Message, StringComparison.Ordinal);
        using var run = setting.Run(["relu1_1"]);
        using var gradient = new Tensor<float>([run.Layout.Length]);
        using var shorter = new Tensor<float>([2]);
        Assert.StartsWith("A gradient needs activations", Assert.Throws<InvalidOperationException>(() => run.Backward(new Echo<float>(), gradient)).Message, StringComparison.Ordinal);
        run.Forward();
        Assert.Contains("but the vector has 2.", Assert.Throws<ArgumentException>(() => run.Backward(new Echo<float>(), shorter)).Message, StringComparison.Ordinal);
        run.Backward(new Echo<float>(), gradient);
        Assert.Throws<InvalidOperationException>(() => run.Backward(new Echo<float>(), gradient));
    }

    [Fact]
    public void The_gradient_of_the_layers_is_that_of_difference_quotients()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var network = Network<double>.BuildRandom(Network(3, 2, 4), 3, new NetworkOptions { Border = BorderMode.Reflect, Pooling = PoolingKind.Average });
        Shift(network);
        using var run = new LayerwiseRun<double>(network, [1, 3, 6, 7], ["relu1_2", "relu2_2"], workers, pool, RunPurpose.ParameterGradient);
        Setting.Fill(run.Source.Span);
        using var gradient = new Tensor<double>([network.Description.ParameterOffset(network.Layers.Count)]);
        run.Forward();
        run.BackwardParameters(new Echo<double>(), gradient);
        var layout = new ParameterLayout(network.Description);
        foreach (var (slot, parameter) in layout.Slots.Zip(network.Layers.SelectMany(layer => layer.Parameters)))
        {
            using var part = Tensor<double>.From(slot.Shape, gradient.Span.Slice(slot.Offset, slot.Shape.ElementCount));
            GradientCheck.Check(slot.Name, parameter.Value, Value, part);
        }

        double Value()
        {
            run.Forward();
            var (shallow, deep) = (run.Tap("relu1_2"), run.Tap("relu2_2"));
            return HalfSquare(shallow) + HalfSquare(deep);
        }
    }

    private static unsafe double HalfSquare(FeatureMap<double> map)
    {
        var sum = 0.0;
        for (var i = 0; i < map.Length; i++)
        {
            sum += map.Pointer[i] * map.Pointer[i] / 2;
        }

        return sum;
    }

    private static NetworkDescription Network(int first, int second, int third) => new("test", Vgg.Forge.Facts,
    [
        new ConvolutionDescription("features.0", "conv1_1", 3, first), new ReluDescription("features.1", "relu1_1"),
        new ConvolutionDescription("features.2", "conv1_2", first, second), new ReluDescription("features.3", "relu1_2"),
        new PoolingDescription("features.4", "pool1"),
        new ConvolutionDescription("features.5", "conv2_1", second, third), new ReluDescription("features.6", "relu2_1"),
        new ConvolutionDescription("features.7", "conv2_2", third, second), new ReluDescription("features.8", "relu2_2"),
    ]);

    // Random filters come without biases; these are seen by the activations and let most of them live.
    private static void Shift<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var layer in network.Layers.Where(layer => layer.Parameters.Count > 1))
        {
            for (var i = 0; i < layer.Parameters[1].Value.Length; i++)
            {
                layer.Parameters[1].Value.Span[i] = T.CreateChecked(0.0625 * ((i % 5) - 1));
            }
        }
    }

    private static float[] Round(TrainingRun run)
    {
        using var gradient = new Tensor<float>([run.Layout.Length]);
        run.Forward();
        run.Backward(new Echo<float>(), gradient);
        return gradient.Span.ToArray();
    }

    private static float[] Gradient(int threads)
    {
        using var setting = new Setting(Vgg.Forge, new NetworkOptions { Border = BorderMode.Reflect }, 50, 38, threads);
        using var run = setting.Run(StyleTaps);
        return Round(run);
    }

    private static float[][] SideBySide(int threads, int pictures)
    {
        using var setting = new Setting(Vgg.Forge, new NetworkOptions(), 32, 36, threads);
        WorkerPool[] alone = [.. Enumerable.Range(0, threads).Select(_ => new WorkerPool(1))];
        TrainingRun[] runs = [.. alone.Select(workers => new TrainingRun(setting.Network, [1, 3, 32, 36], StyleTaps, workers, setting.Pool))];
        var gradients = Enumerable.Range(0, pictures).Select(_ => new Tensor<float>([runs[0].Layout.Length])).ToArray();
        setting.Workers.Run(new OnePicture(runs, gradients), pictures);
        float[][] results = [.. gradients.Select(gradient => gradient.Span.ToArray())];
        Array.ForEach(gradients, gradient => gradient.Dispose());
        Array.ForEach(runs, run => run.Dispose());
        Array.ForEach(alone, workers => workers.Dispose());
        return results;
    }

    // Two ways through the network round otherwise: a layer is off by 1e-6 of itself, and now and then a rectifier or a
    // maximum that is nearly tied flips, which costs a small layer's gradient more than all rounding. A kernel that leaves
    // out or doubles one tile or border is off by percents.
    private static void Compare(NetworkDescription description, string[] taps, BorderMode border, PoolingKind pooling, int height, int width)
    {
        var options = new NetworkOptions { Border = border, Pooling = pooling };
        using var setting = new Setting(description, options, height, width, threads: 2);
        using var run = setting.Run(taps);
        var actual = Round(run);

        using var exact = Network<double>.BuildRandom(description, 7, options);
        Shift(exact);
        using var reference = new LayerwiseRun<double>(exact, [1, 3, height, width], taps, setting.Workers, setting.Pool, RunPurpose.ParameterGradient);
        Setting.Fill(reference.Source.Span);
        using var expected = new Tensor<double>([run.Layout.Length]);
        reference.Forward();
        reference.BackwardParameters(new Echo<double>(), expected);
        var trained = run.Layout.Slots.Where(slot => slot.Offset < description.ParameterOffset(taps.Max(description.IndexOfTap))).ToList();
        Assert.NotEmpty(trained);
        foreach (var slot in trained)
        {
            var (error, size) = (0.0, 0.0);
            for (var i = slot.Offset; i < slot.Offset + slot.Shape.ElementCount; i++)
            {
                error += Math.Pow(expected.Span[i] - actual[i], 2);
                size += Math.Pow(expected.Span[i], 2);
            }

            Assert.True(size > 0 && Math.Sqrt(error / size) < 1e-4, $"{slot.Name}, {height}×{width}: off by {Math.Sqrt(error / size):E1} of it");
        }
    }

    private readonly struct OnePicture(TrainingRun[] runs, Tensor<float>[] gradients) : IWork
    {
        public void Do(int item, int worker)
        {
            Setting.Fill(runs[worker].Source.Span, item);
            runs[worker].Forward();
            runs[worker].Backward(new Echo<float>(), gradients[item]);
        }
    }

    private sealed class Setting : IDisposable
    {
        private readonly Shape _shape;

        public Setting(NetworkDescription description, NetworkOptions options, int height, int width, int threads, ulong seed = 7)
        {
            Workers = new WorkerPool(threads);
            Network = Network<float>.BuildRandom(description, seed, options);
            Shift(Network);
            _shape = [1, 3, height, width];
        }

        public WorkerPool Workers { get; }

        public Network<float> Network { get; }

        public TensorPool Pool { get; } = new();

        // The same pixels in every precision.
        public static void Fill<T>(Span<T> picture, int seed = 5)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var random = new Random(seed);
            foreach (ref var pixel in picture)
            {
                pixel = T.CreateChecked(random.NextSingle());
            }
        }

        public TrainingRun Run(string[] taps)
        {
            var run = new TrainingRun(Network, _shape, taps, Workers, Pool);
            Fill(run.Source.Span);
            return run;
        }

        public void Dispose()
        {
            Network.Dispose();
            Pool.Dispose();
            Workers.Dispose();
        }
    }
}
