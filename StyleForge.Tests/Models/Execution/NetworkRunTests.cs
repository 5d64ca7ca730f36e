using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.Models.Fitting;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Execution;

public sealed class NetworkRunTests
{
    [TestDataFact]
    public void The_quarter_width_VGG_gives_the_stored_activations() => AssertActivations(
        "weights/vgg19_quarter_conv1_1-5_1_torchvision_rgb.safetensors", "weights/vgg19_quarter_reference_activations.safetensors", taps: 13, options: null, interior: false);

    [TestDataFact]
    public void The_normalised_VGG_gives_the_stored_activations() => AssertActivations(
        "weights/vgg19_norm_conv1_1-3_4_torchvision_rgb.safetensors", "weights/vgg19_norm_reference_activations.safetensors", taps: 8, options: null, interior: false);

    [TestDataFact]
    public void The_same_VGG_in_its_Caffe_form_gives_them_too_where_no_border_is_seen() => AssertActivations(
        "weights/vgg19_norm_conv1_1-3_4_bgr255.pth", "weights/vgg19_norm_reference_activations.safetensors", taps: 2, options: new NetworkOptions { Input = InputConvention.Caffe }, interior: true);

    public static TheoryData<BorderMode, PoolingKind> Choices => new()
    {
        { BorderMode.Zero, PoolingKind.Maximum }, { BorderMode.Reflect, PoolingKind.Average }, { BorderMode.Replicate, PoolingKind.Maximum },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void The_gradient_by_the_picture_agrees_with_finite_differences(BorderMode border, PoolingKind pooling) =>
        AssertGradient(NarrowVgg.Network, ["relu1_1", "relu3_1"], new NetworkOptions { Border = border, Pooling = pooling });

    [Fact]
    public void So_it_does_for_taps_before_and_after_a_ReLU_and_at_a_pooling() =>
        AssertGradient(NarrowVgg.Network, ["conv2_1", "relu2_1", "conv1_2", "pool1"], new NetworkOptions { Input = InputConvention.Caffe with { Range = 4, Mean = [0.1, 0.2, 0.3] } });

    [Fact]
    public void So_it_does_for_a_tap_that_is_only_one_convolution_deep() => AssertGradient(NarrowVgg.Network, ["conv1_1"], new NetworkOptions());

    [Fact]
    public void So_it_does_through_a_classifier() => AssertGradient(NetworkFittingTests.Small(), ["relu2_1", "prob"], new NetworkOptions(), side: 33);

    [Fact]
    public void Another_round_gives_the_same_gradient_and_one_forward_pass_serves_one_backward_pass()
    {
        using var setting = new Setting<double>(NarrowVgg.Network, ["relu1_1", "conv2_1"], new NetworkOptions(), height: 6, width: 8);
        var run = setting.Run;
        var gradients = new TapGradients<double> { ["relu1_1"] = _ => 1, ["conv2_1"] = _ => 2 };
        run.Forward();
        var first = run.Backward(gradients).Span.ToArray();
        Assert.Equal(["conv2_1", "relu1_1"], gradients.Asked);
        Assert.StartsWith("A gradient needs activations", Assert.Throws<InvalidOperationException>(() => run.Backward(gradients)).Message, StringComparison.Ordinal);

        run.Forward();
        Assert.Same(run.SourceGradient, run.Backward(gradients));
        Assert.Equal(first, run.SourceGradient.Span.ToArray());
        run.Forward();
        Assert.All(run.Backward(new TapGradients<double>()).Span.ToArray(), gradient => Assert.Equal(0, gradient));
    }

    // Beside a tap before a ReLU the layers are computed one by one, and round otherwise.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Which_taps_are_asked_for_does_not_change_what_they_show(bool oneByOne)
    {
        string[] all = [.. NarrowVgg.Network.Layers.Take(12).Select(layer => layer.Tap).Where(tap => oneByOne || !tap.StartsWith("conv", StringComparison.Ordinal))];
        using var everything = new Setting<float>(NarrowVgg.Network, all, new NetworkOptions(), height: 9, width: 14);
        everything.Run.Forward();
        foreach (var tap in all)
        {
            using var one = new Setting<float>(NarrowVgg.Network, oneByOne ? [tap, "conv3_1"] : [tap], new NetworkOptions(), height: 9, width: 14);
            one.Run.Forward();
            Assert.Equal(everything.Run.Tap(tap).Shape, one.Run.Tap(tap).Shape);
            Assert.True(Elements(everything.Run.Tap(tap)).SequenceEqual(Elements(one.Run.Tap(tap))), tap);
        }

        // Taps before and after a ReLU are kept apart.
        Assert.Equal(oneByOne, all.Any(tap => Elements(everything.Run.Tap(tap)).Any(activation => activation < 0)));
        Assert.DoesNotContain(Elements(everything.Run.Tap("relu1_1")), activation => activation < 0);
    }

    [Fact]
    public void One_thread_and_four_give_the_same_bits()
    {
        float[] Round(int threads)
        {
            using var setting = new Setting<float>(NarrowVgg.Network, ["relu1_1", "relu4_1"], new NetworkOptions(), height: 66, width: 70, threads);
            setting.Run.Forward();
            var (deep, shallow) = (Elements(setting.Run.Tap("relu4_1")), Elements(setting.Run.Tap("relu1_1")));
            return [.. deep, .. setting.Run.Backward(new TapGradients<float> { ["relu4_1"] = i => deep[i], ["relu1_1"] = i => shallow[i] }).Span];
        }

        Assert.Equal(Round(1), Round(4));
    }

    [Fact]
    public void Rounds_allocate_nothing_and_all_memory_comes_back()
    {
        using var setting = new Setting<float>(NarrowVgg.Network, ["relu1_1", "conv2_1", "relu3_1"], new NetworkOptions(), height: 16, width: 16, threads: 1);
        long allocated = 0;
        var gradients = new Constant();
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            setting.Run.Forward();
            setting.Run.Backward(gradients);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.True(setting.Pool.Outstanding > 0);
        setting.Run.Dispose();
        Assert.Equal(0, setting.Pool.Outstanding);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_a_sentence()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 1);
        Assert.StartsWith(
            "A picture of 20×15 pixels is too small for relu5_1 of forge-vgg: it needs at least 16×16. Take a larger size or a shallower tap.",
            Assert.Throws<ArgumentException>(() => network.Prepare([1, 3, 15, 20], ["relu1_1", "relu5_1"], workers, pool)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "forge-vgg has no tap 'relu9_1'", Assert.Throws<ArgumentException>(() => network.Prepare([1, 3, 16, 16], ["relu9_1"], workers, pool)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "A run of forge-vgg needs at least one tap", Assert.Throws<ArgumentException>(() => network.Prepare([1, 3, 16, 16], [], workers, pool)).Message, StringComparison.Ordinal);
        Assert.Equal(0, pool.Outstanding);
        using var run = network.Prepare([1, 3, 16, 16], ["relu1_1", "relu1_1"], workers, pool);
        Assert.StartsWith(
            "This run of forge-vgg was not set up for the tap 'relu2_1', but for relu1_1.", Assert.Throws<ArgumentException>(() => run.Tap("relu2_1")).Message, StringComparison.Ordinal);
        Assert.StartsWith("A gradient needs activations", Assert.Throws<InvalidOperationException>(() => run.Backward(new TapGradients<float>())).Message, StringComparison.Ordinal);
    }

    private static void AssertActivations(string weightFile, string referenceFile, int taps, NetworkOptions? options, bool interior)
    {
        using var weights = WeightFile.Read(TestData.Path(weightFile));
        using var reference = WeightFile.Read(TestData.Path(referenceFile));
        using var network = Network<float>.Build(Vgg.Vgg19, weights, options);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        var names = reference.Names.Where(name => name.StartsWith("relu_after_", StringComparison.Ordinal)).Take(taps).ToArray();
        Assert.Equal(taps, names.Length);
        string TapOf(string name) => network.Description.Layers[network.Description.Layers.ToList().FindIndex(layer => layer.Name == name["relu_after_".Length..]) + 1].Tap;
        using var run = network.Prepare([1, 3, 32, 48], [.. names.Select(TapOf)], workers, pool);
        var picture = reference["input_rgb_u8_as_float"].Span;
        for (var i = 0; i < picture.Length; i++)
        {
            run.Source.Span[i] = picture[i] / 255;
        }

        run.Forward();
        foreach (var name in names)
        {
            var expected = reference[name];
            Assert.Equal(expected.Shape, run.Tap(TapOf(name)).Shape);
            var actual = Elements(run.Tap(TapOf(name)));
            double error = 0, size = 0;
            var (height, width) = (expected.Shape[2], expected.Shape[3]);
            var margin = interior ? 2 : 0;
            for (var i = 0; i < expected.Length; i++)
            {
                var (y, x) = (i / width % height, i % width);
                if (y >= margin && y < height - margin && x >= margin && x < width - margin)
                {
                    error += Math.Pow(actual[i] - expected.Span[i], 2);
                    size += Math.Pow(expected.Span[i], 2);
                }
            }

            Assert.True(size > 0, name);
            Assert.True(Math.Sqrt(error / size) < 1e-4, $"{name}: {Math.Sqrt(error / size)}"); // the promise for float32 against PyTorch
        }
    }

    // A random linear functional of the taps, in double precision, where a step of 1e-6 leaves eight digits; whoever
    // crosses the kink of a ReLU or changes the winner of a maximum within the step is told apart by two step lengths.
    private static void AssertGradient(NetworkDescription description, string[] taps, NetworkOptions options, int side = 10)
    {
        using var setting = new Setting<double>(description, taps, options, side, side + 3);
        var run = setting.Run;
        var random = new Random(11);
        run.Forward();
        var functional = taps.ToDictionary(tap => tap, tap => Enumerable.Range(0, run.Tap(tap).Length).Select(_ => random.NextDouble() - 0.5).ToArray());
        run.Forward();
        var gradients = new TapGradients<double>();
        foreach (var tap in taps)
        {
            gradients[tap] = i => functional[tap][i];
        }

        var gradient = run.Backward(gradients).Span.ToArray();
        var largest = gradient.Max(Math.Abs);
        Assert.True(largest > 1e-6);
        double Value()
        {
            run.Forward();
            var sum = 0.0;
            foreach (var tap in taps)
            {
                var activations = Elements(run.Tap(tap));
                for (var i = 0; i < activations.Length; i++)
                {
                    sum += functional[tap][i] * activations[i];
                }
            }

            return sum;
        }

        double Difference(int pixel, double step)
        {
            var kept = run.Source.Span[pixel];
            run.Source.Span[pixel] = kept + step;
            var above = Value();
            run.Source.Span[pixel] = kept - step;
            var below = Value();
            run.Source.Span[pixel] = kept;
            return (above - below) / (2 * step);
        }

        var smooth = 0;
        for (var sample = 0; sample < 40; sample++)
        {
            var pixel = random.Next(gradient.Length);
            var (coarse, fine) = (Difference(pixel, 2e-6), Difference(pixel, 1e-6));
            if (Math.Abs(coarse - fine) < 1e-7 * largest)
            {
                smooth++;
                Assert.Equal(fine, gradient[pixel], 1e-6 * largest);
            }
        }

        Assert.InRange(smooth, 30, 40);
    }

    private static T[] Elements<T>(FeatureMap<T> map)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var tensor = new Tensor<T>(map.Shape);
        map.CopyTo(tensor);
        return tensor.Span.ToArray();
    }

    /// <summary>Gradients by taps as functions of the element, row-major; zero where a tap has none.</summary>
    private sealed class TapGradients<T> : Dictionary<string, Func<int, double>>, ITapGradients<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public List<string> Asked { get; } = [];

        public void Add(string tap, int firstRow, FeatureMap<T> activations, FeatureMap<T> gradient)
        {
            Asked.Add(tap);
            if (TryGetValue(tap, out var element))
            {
                using var sum = new Tensor<T>(gradient.Shape);
                gradient.CopyTo(sum);
                for (var i = 0; i < sum.Length; i++)
                {
                    sum.Span[i] += T.CreateChecked(element(i));
                }

                gradient.CopyFrom(sum);
            }
        }
    }

    /// <summary>Adds 1 to one element of each tap's gradient, without allocating.</summary>
    private sealed class Constant : ITapGradients<float>
    {
        public void Add(string tap, int firstRow, FeatureMap<float> activations, FeatureMap<float> gradient) => gradient[0, 0, 0] += 1;
    }

    private sealed class Setting<T> : IDisposable
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly WorkerPool _workers;
        private readonly Network<T> _network;

        public Setting(NetworkDescription description, string[] taps, NetworkOptions options, int height, int width, int threads = 2)
        {
            _workers = new WorkerPool(threads);
            _network = Network<T>.BuildRandom(description, 7, options);
            Run = _network.Prepare([1, 3, height, width], taps, _workers, Pool);
            var random = new Random(5);
            foreach (ref var pixel in Run.Source.Span)
            {
                pixel = T.CreateChecked(random.NextDouble());
            }
        }

        public TensorPool Pool { get; } = new();

        public NetworkRun<T> Run { get; }

        public void Dispose()
        {
            Run.Dispose();
            _network.Dispose();
            Pool.Dispose();
            _workers.Dispose();
        }
    }
}
