using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Execution;

/// <summary>The joined, blocked kernels against the same network layer by layer.</summary>
[EveryWidth]
public sealed class BlockedRunTests
{
    private static readonly string[] StyleTaps = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu4_2"];

    public static TheoryData<BorderMode, PoolingKind, int, int> Geometries()
    {
        var data = new TheoryData<BorderMode, PoolingKind, int, int>();
        foreach (var border in Enum.GetValues<BorderMode>())
        {
            foreach (var pooling in Enum.GetValues<PoolingKind>())
            {
                // At 70×52 a maximum is tied to within rounding, and the gradient goes the other way: see Compare.
                foreach (var (height, width) in ((int, int)[])[(16, 16), (33, 47), (71, 52), (39, 16)])
                {
                    data.Add(border, pooling, height, width);
                }
            }
        }

        return data;
    }

    [VectorTheory]
    [MemberData(nameof(Geometries))]
    public void Activations_and_gradient_are_those_of_the_layers_one_by_one(BorderMode border, PoolingKind pooling, int height, int width) =>
        Compare(NarrowVgg.Network, StyleTaps, border, pooling, height, width);

    [VectorTheory]
    [InlineData("relu1_1")]
    [InlineData("pool1")]
    [InlineData("relu1_2 pool1 relu2_2")]
    [InlineData("relu1_2 relu3_4 pool3")]
    [InlineData("conv1_1")]
    [InlineData("conv1_2")]
    [InlineData("conv1_1 relu1_1 conv2_2")]
    [InlineData("conv1_1 conv1_2 pool1 relu2_1")]
    [InlineData("relu1_1 conv1_2 relu1_2 conv3_4 relu4_1")]
    public void So_they_are_wherever_one_looks(string places)
    {
        var taps = places.Split(' ');
        Compare(NarrowVgg.Network, taps, BorderMode.Reflect, PoolingKind.Maximum, 37, 29);
        Compare(NarrowVgg.Network, taps, BorderMode.Zero, PoolingKind.Average, 37, 29);
    }

    [VectorFact]
    public void So_they_are_for_every_small_picture()
    {
        for (var side = 1; side <= 20; side++)
        {
            Compare(NarrowVgg.Network, ["relu1_1", "relu1_2"], BorderMode.Zero, PoolingKind.Maximum, side, 21 - side);
        }

        for (var side = 2; side <= 20; side++)
        {
            Compare(NarrowVgg.Network, ["relu1_2"], BorderMode.Reflect, PoolingKind.Maximum, side, 22 - side);
        }
    }

    [VectorTheory]
    [InlineData(1, 5, 17)]
    [InlineData(7, 20, 33)]
    [InlineData(40, 136, 130)]
    public void So_they_are_for_widths_that_are_no_multiple_of_sixteen(int first, int second, int third) =>
        Compare(Network(first, second, third), ["relu1_1", "relu2_1", "relu2_2"], BorderMode.Reflect, PoolingKind.Average, 26, 35);

    [VectorFact]
    public void So_they_are_where_the_first_convolution_is_followed_by_a_pooling() =>
        Compare(Vgg.Vgg11 with { Layers = [.. Vgg.Vgg11.Layers.Take(7)] }, ["pool1", "relu2_1"], BorderMode.Replicate, PoolingKind.Maximum, 34, 21);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var one = Gradient(threads: 1);
        Assert.Contains(one, number => number != 0);
        Assert.Equal(one, Gradient(threads: 2));
        Assert.Equal(one, Gradient(threads: 5));
    }

    [Theory]
    [InlineData("relu1_1 relu2_1 relu3_1")]
    [InlineData("conv1_1 relu1_2 conv2_1 relu2_1")]
    public void Rounds_allocate_nothing_and_all_memory_comes_back(string taps)
    {
        using var setting = new Setting(NarrowVgg.Network, taps.Split(' '), new NetworkOptions(), 40, 40, threads: 1);
        using var run = setting.Blocked();
        var gradients = new Echo();
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Forward();
            run.Backward(gradients);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        run.Dispose();
        Assert.Equal(0, setting.Pool.Outstanding);
    }

    [VectorFact]
    public void A_run_for_looking_takes_less_memory_and_refuses_to_go_back()
    {
        using var setting = new Setting(NarrowVgg.Network, StyleTaps, new NetworkOptions(), 64, 64, threads: 1);
        using (setting.Blocked())
        {
        }

        var both = setting.Pool.PeakBytes;
        using var pool = new TensorPool();
        using var run = setting.Network.Prepare([1, 3, 64, 64], StyleTaps, setting.Workers, pool, isForwardOnly: true);
        Assert.True(pool.PeakBytes < both);
        run.Forward();
        Assert.Throws<InvalidOperationException>(() => run.Backward(new Echo()));
    }

    [Fact]
    public void What_it_cannot_take_goes_layer_by_layer()
    {
        Assert.Equal(VectorWidth.Bits > 0, BlockedRun.Judge(NarrowVgg.Network, [1, 3, 32, 32], ["relu1_1"]).Accepted);
        Assert.False(BlockedRun.Judge(NarrowVgg.Network, [2, 3, 32, 32], ["relu1_1"]).Accepted);
    }

    [VectorFact]
    public void Layers_that_it_does_not_have_are_named()
    {
        Assert.True(BlockedRun.Judge(NarrowVgg.Network, [1, 3, 32, 32], ["relu1_1", "conv2_1", "relu3_1"]).Accepted);
        Assert.Contains("conv1_1 is another layer", BlockedRun.Judge(NarrowVgg.Network with { Layers = [new ConvolutionDescription("0", "conv1_1", 3, 8, Window.Same(5))] }, [1, 3, 32, 32], ["conv1_1"]).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "relu1_2 reads another layer than the one before it",
            BlockedRun.Judge(NarrowVgg.Network with { Layers = [.. NarrowVgg.Network.Layers.Take(3), new ReluDescription("x", "relu1_2") { Inputs = ["relu1_1"] }] }, [1, 3, 32, 32], ["relu1_2"]).Reason,
            StringComparison.Ordinal);
        Assert.Contains("avgpool is another layer", BlockedRun.Judge(Vgg.Vgg11, [1, 3, 32, 32], ["avgpool"]).Reason, StringComparison.Ordinal);
    }

    public static TheoryData<BorderMode, PoolingKind, int, int, string> StripGeometries()
    {
        var data = new TheoryData<BorderMode, PoolingKind, int, int, string>();
        foreach (var border in Enum.GetValues<BorderMode>())
        {
            data.Add(border, PoolingKind.Maximum, 256, 300, "relu1_1 relu2_1");
            data.Add(border, PoolingKind.Average, 301, 243, "relu1_1 pool1 relu1_2");
            data.Add(border, PoolingKind.Maximum, 1023, 90, "relu1_2");
            data.Add(border, PoolingKind.Average, 1028, 65, "pool1");
            data.Add(border, PoolingKind.Maximum, 41, 2000, "relu1_1 relu1_2 relu2_1");
        }

        return data;
    }

    [VectorTheory]
    [MemberData(nameof(StripGeometries))]
    public void Strips_give_the_same_bits_as_the_whole(BorderMode border, PoolingKind pooling, int height, int width, string places)
    {
        var options = new NetworkOptions { Border = border, Pooling = pooling };
        CompareStrips(NarrowVgg.Network, places.Split(' '), options, height, width, threads: 2);
    }

    [VectorFact]
    public void Strips_give_the_same_bits_for_every_number_of_rows_and_threads()
    {
        for (var height = 120; height < 140; height++)
        {
            CompareStrips(Network(30, 20, 16), ["relu1_1", "relu2_1"], new NetworkOptions { Border = BorderMode.Reflect }, height, 277, threads: 1 + (height % 5));
        }
    }

    [VectorTheory]
    [InlineData(161, 109)]
    [InlineData(133, 129)]
    [InlineData(136, 132)]
    public void Strips_of_fewer_tiles_may_need_more_scratch_memory(int height, int width) =>
        CompareStrips(Network(64, 64, 16), ["relu1_1", "relu1_2"], new NetworkOptions { Border = BorderMode.Reflect }, height, width, threads: 3);

    [Fact]
    public void Where_somebody_looks_before_a_rectifier_there_are_no_strips()
    {
        using var setting = new Setting(NarrowVgg.Network, ["conv1_1", "relu1_2"], new NetworkOptions(), 256, 300, threads: 2);
        using var run = setting.Blocked(inStrips: true);
        run.Forward();

        Assert.Equal(new Shape(1, 16, 256, 300), run.Tap("conv1_1").Shape);
        Assert.Contains(Elements(run.Tap("conv1_1")), number => number < 0);
    }

    [VectorFact]
    public void Rounds_in_strips_allocate_nothing()
    {
        using var setting = new Setting(NarrowVgg.Network, StyleTaps, new NetworkOptions { Border = BorderMode.Reflect }, 270, 270, threads: 1);
        using var run = setting.Blocked(inStrips: true);
        var (gradients, observer) = (new Echo(), new NoObserver());
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Forward(observer);
            run.Backward(gradients);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [VectorFact]
    public void Strips_take_less_memory_and_are_not_kept()
    {
        using var setting = new Setting(NarrowVgg.Network, StyleTaps, new NetworkOptions(), 400, 400, threads: 1);
        using (setting.Blocked())
        {
        }

        var whole = setting.Pool.PeakBytes;
        using var pool = new TensorPool();
        using var run = setting.Network.Prepare([1, 3, 400, 400], StyleTaps, setting.Workers, pool, inStrips: true);
        Assert.InRange(pool.PeakBytes, 1, whole * 0.8);
        run.Forward();
        Assert.Contains("'relu1_1' are not kept", Assert.Throws<InvalidOperationException>(() => run.Tap("relu1_1")).Message, StringComparison.Ordinal);
        Assert.Equal([1, 16, 400, 400], run.ShapeOf("relu1_1"));
        Assert.Equal(run.Tap("relu2_1").Shape, run.ShapeOf("relu2_1"));
    }

    // A loss that looks at each number by itself sees no difference.
    private static void CompareStrips(NetworkDescription description, string[] taps, NetworkOptions options, int height, int width, int threads)
    {
        using var setting = new Setting(description, taps, options, height, width, threads);
        using var whole = setting.Blocked();
        using var strips = setting.Blocked(inStrips: true);
        var (expected, actual) = (new Collector(whole), new Collector(strips));
        whole.Forward(expected);
        strips.Forward(actual);
        foreach (var tap in taps)
        {
            Assert.True(expected.Elements[tap].AsSpan().SequenceEqual(actual.Elements[tap]), tap);
        }

        Assert.Equal(taps.Contains("relu1_1"), actual.Pieces > taps.Length);
        Assert.Equal(taps.Length, expected.Pieces);
        var gradient = whole.Backward(new Echo()).Span.ToArray();
        Assert.Contains(gradient, number => number != 0);
        Assert.True(gradient.AsSpan().SequenceEqual(strips.Backward(new Echo()).Span), "gradient");
    }

    private static NetworkDescription Network(int first, int second, int third) => new("test", NarrowVgg.Network.Facts,
    [
        new ConvolutionDescription("features.0", "conv1_1", 3, first), new ReluDescription("features.1", "relu1_1"),
        new ConvolutionDescription("features.2", "conv1_2", first, second), new ReluDescription("features.3", "relu1_2"),
        new PoolingDescription("features.4", "pool1"),
        new ConvolutionDescription("features.5", "conv2_1", second, third), new ReluDescription("features.6", "relu2_1"),
        new ConvolutionDescription("features.7", "conv2_2", third, second), new ReluDescription("features.8", "relu2_2"),
    ]);

    private static float[] Gradient(int threads)
    {
        using var setting = new Setting(NarrowVgg.Network, StyleTaps, new NetworkOptions { Border = BorderMode.Reflect }, 66, 70, threads);
        using var run = setting.Blocked();
        run.Forward();
        return run.Backward(new Echo()).Span.ToArray();
    }

    // Winograd's sums round otherwise than the layers' own, and a rectifier or maximum that is nearly tied may flip: seldom
    // enough that the whole stays within a hundredth of a percent.
    private static void Compare(NetworkDescription description, string[] taps, BorderMode border, PoolingKind pooling, int height, int width)
    {
        using var setting = new Setting(description, taps, new NetworkOptions { Border = border, Pooling = pooling }, height, width, threads: 2);
        using var expected = setting.Layerwise();
        using var actual = setting.Blocked();
        expected.Forward();
        actual.Forward();
        foreach (var tap in taps)
        {
            Near(Elements(expected.Tap(tap)), Elements(actual.Tap(tap)), 1e-5, tap);
        }

        Near(expected.Backward(new Echo()).Span.ToArray(), actual.Backward(new Echo()).Span.ToArray(), 1e-4, "gradient");
    }

    private static void Near(float[] expected, float[] actual, double tolerance, string what)
    {
        var error = expected.Zip(actual, (e, a) => Math.Pow(e - (double)a, 2)).Sum();
        var size = expected.Sum(e => (double)e * e);
        Assert.True(size > 0 && Math.Sqrt(error / size) < tolerance, $"{what}: off by {Math.Sqrt(error / size):E1} of it");
    }

    private static float[] Elements(FeatureMap<float> map)
    {
        using var tensor = new Tensor<float>(map.Shape);
        map.CopyTo(tensor);
        return tensor.Span.ToArray();
    }

    /// <summary>The gradient of half the squared activations, which are the activations themselves.</summary>
    private sealed class Echo : ITapGradients<float>
    {
        public unsafe void Add(string tap, int firstRow, FeatureMap<float> activations, FeatureMap<float> gradient)
        {
            for (var plane = 0; plane < gradient.Planes; plane++)
            {
                for (var i = 0; i < gradient.PlaneLength; i++)
                {
                    gradient.Pointer[(plane * gradient.PlaneStride) + i] += activations.Pointer[(plane * activations.PlaneStride) + i];
                }
            }
        }
    }

    private sealed class NoObserver : ITapObserver<float>
    {
        public void Observe(string tap, int firstRow, FeatureMap<float> activations)
        {
        }
    }

    /// <summary>Puts the pieces of each layer together.</summary>
    private sealed class Collector(NetworkRun<float> run) : ITapObserver<float>
    {
        public Dictionary<string, float[]> Elements { get; } = [];

        public int Pieces { get; private set; }

        public void Observe(string tap, int firstRow, FeatureMap<float> activations)
        {
            var layer = run.ShapeOf(tap);
            if (!Elements.TryGetValue(tap, out var elements))
            {
                Elements[tap] = elements = new float[layer.ElementCount];
            }

            Pieces++;
            var piece = BlockedRunTests.Elements(activations);
            var rows = activations.Shape[2] * layer[3];
            for (var channel = 0; channel < layer[1]; channel++)
            {
                piece.AsSpan(channel * rows, rows).CopyTo(elements.AsSpan((channel * layer[2] * layer[3]) + (firstRow * layer[3])));
            }
        }
    }

    private sealed class Setting : IDisposable
    {
        private readonly string[] _taps;
        private readonly Shape _shape;

        public Setting(NetworkDescription description, string[] taps, NetworkOptions options, int height, int width, int threads)
        {
            Workers = new WorkerPool(threads);
            Network = Network<float>.BuildRandom(description, 7, options);
            (_taps, _shape) = (taps, [1, 3, height, width]);
        }

        public WorkerPool Workers { get; }

        public Network<float> Network { get; }

        public TensorPool Pool { get; } = new();

        public NetworkRun<float> Layerwise() => Fill(new GraphRun<float>(Network, _shape, _taps, Workers, Pool, RunPurpose.PictureGradient));

        public NetworkRun<float> Blocked(bool inStrips = false) =>
            Fill(VectorWidth.Bits == 0 ? Layerwise() : new BlockedRun(Network, _shape, _taps, Workers, Pool, RunPurpose.PictureGradient, inStrips));

        public void Dispose()
        {
            Network.Dispose();
            Pool.Dispose();
            Workers.Dispose();
        }

        private static NetworkRun<float> Fill(NetworkRun<float> run)
        {
            var random = new Random(5);
            foreach (ref var pixel in run.Source.Span)
            {
                pixel = random.NextSingle();
            }

            return run;
        }
    }
}
