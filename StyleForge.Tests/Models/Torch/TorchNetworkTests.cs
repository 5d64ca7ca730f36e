using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Networks, to their taps and back to the picture, against libtorch and its autograd.</summary>
[Collection(CountedTensors.Name)]
public sealed class TorchNetworkTests : IDisposable
{
    private static readonly string[] Taps = ["conv1_2", "relu2_1", "pool2", "relu4_2", "relu5_1"];

    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    public static TheoryData<BorderMode, PoolingKind> Choices()
    {
        var choices = new TheoryData<BorderMode, PoolingKind>();
        foreach (var border in Enum.GetValues<BorderMode>())
        {
            choices.Add(border, PoolingKind.Maximum);
            choices.Add(border, PoolingKind.Average);
        }

        return choices;
    }

    [TorchTheory]
    [MemberData(nameof(Choices))]
    public void Activations_and_gradient_are_libtorchs_in_single_precision(BorderMode border, PoolingKind pooling)
    {
        // Without conv1_2 all layers are joined in blocked kernels.
        Compare<float>(NarrowVgg.Network, new NetworkOptions { Border = border, Pooling = pooling }, Taps[1..], [1, 3, 43, 57], 1e-5, 5e-5);
        Compare<float>(NarrowVgg.Network, new NetworkOptions { Border = border, Pooling = pooling }, Taps, [1, 3, 41, 33], 1e-5, 5e-5);
    }

    [TorchTheory]
    [MemberData(nameof(Choices))]
    public void So_they_are_in_double(BorderMode border, PoolingKind pooling) =>
        Compare<double>(NarrowVgg.Network, new NetworkOptions { Border = border, Pooling = pooling }, Taps, [1, 3, 35, 33], 1e-12, 1e-11);

    [TorchFact]
    public void Blue_comes_first_where_the_weights_want_it() =>
        Compare<double>(NarrowVgg.Network, new NetworkOptions { Input = InputConvention.Caffe }, ["relu1_2"], [1, 3, 9, 8], 1e-12, 1e-11);

    [TorchFact]
    public void Where_the_weights_cannot_be_copied_none_stays()
    {
        using var weights = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, 1));
        var broken = InputConvention.Caffe with { Deviation = [1, 1, 1, 1] };
        var alive = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.ThrowsAny<Exception>(() => new TorchNetwork(NarrowVgg.Network, weights.Parameters, broken, torch.CPU));

        Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TorchFact]
    public void A_whole_classifier_is_libtorchs() => Compare<double>(
        new NetworkDescription(
            "small",
            NarrowVgg.Network.Facts,
            [
                .. NarrowVgg.Network.Layers.Take(4),
                new AdaptivePoolingDescription("avgpool", "avgpool", 3),
                new FlattenDescription("flatten", "flatten"),
                new FullyConnectedDescription("classifier.0", "fc6", 144, 10),
                new ReluDescription("classifier.1", "relu6"),
                new SoftmaxDescription("classifier.2", "prob"),
            ]),
        new NetworkOptions(),
        ["avgpool", "fc6", "prob"],
        [2, 3, 11, 8],
        1e-12,
        1e-11);

    [TorchFact]
    public void A_graph_with_branches_is_libtorchs_and_so_is_its_gradient() => Compare<double>(
        new NetworkDescription(
            "branches",
            NarrowVgg.Network.Facts,
            [
                new ConvolutionDescription("conv", "conv", 3, 4, new Window(3, 2, 1, 1)),
                new ReluDescription("relu", "relu"),
                new ConvolutionDescription("left", "left", 4, 5),
                new ConvolutionDescription("right", "right", 4, 5) { Inputs = ["relu"] },
                new ReluDescription("rectified", "rectified"),
                new AdditionDescription("sum", "sum") { Inputs = ["left", "rectified", "left"] },
                new ConcatenationDescription("joined", "joined") { Inputs = ["relu", "sum"] },
                new PoolingDescription("pool", "pool"),
                new ConvolutionDescription("unseen", "unseen", 9, 2) { Inputs = ["joined"] },
            ]),
        new NetworkOptions(),
        ["relu", "sum", "pool"],
        [2, 3, 15, 12],
        1e-12,
        1e-11);

    [TorchFact]
    public void Nothing_is_left_of_a_pass_but_the_taps()
    {
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 7);
        using var there = Open(network);
        using var picture = torch.zeros(1, 3, 40, 40);

        // What other tests left to the garbage collector must not go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;

        var shown = there.Forward(picture, Taps);
        Assert.Equal(before + Taps.Length, torch.Tensor.TotalCount);
        foreach (var tap in shown.Values)
        {
            tap.Dispose();
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    private static TorchNetwork Open<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var weights = RandomWeights.Make(network.Description, 7);
        return new TorchNetwork(network.Description, [.. network.Description.Layers.Select(layer => layer.Parameters.Select(parameter => weights[$"{layer.Name}.{parameter.Name}"]).ToArray())], network.Input, torch.CPU, typeof(T) == typeof(double) ? torch.ScalarType.Float64 : torch.ScalarType.Float32);
    }

    // Rounding tips a rectifier or a maximum the other way in about one picture of a dozen, and its gradient is then another for
    // good. A derivative that is wrong is wrong in every picture, so the best of three is judged.
    private void Compare<T>(NetworkDescription description, NetworkOptions options, string[] taps, Shape shape, double tolerance, double gradientTolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var network = Network<T>.BuildRandom(description, 7, options);
        using var run = network.Prepare(shape, taps, _workers, _pool);
        using var there = Open(network);
        var errors = Enumerable.Range(1, 3).Select(seed => GradientError(run, there, options, taps, seed, tolerance));
        Assert.Contains(errors, error => error <= gradientTolerance);
    }

    // The gradient of half the squared activations, which are their own gradient.
    private static double GradientError<T>(NetworkRun<T> run, TorchNetwork there, NetworkOptions options, string[] taps, int seed, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = torch.NewDisposeScope();
        using var picture = TensorFill.Uniform<T>(run.Source.Shape, seed);
        picture.Span.CopyTo(run.Source.Span);
        run.Forward();

        var x = TorchOracle.Leaf(picture);
        var shown = there.Forward(x, taps, options.Pooling, options.Border);
        var half = taps.Select(tap => shown[tap].Squared().sum().Over(2)).Aggregate((sum, term) => sum.Plus(term));
        half.backward();

        foreach (var tap in taps)
        {
            using var mine = new Tensor<T>(run.ShapeOf(tap));
            run.Tap(tap).CopyTo(mine);
            TorchOracle.Close<T>(shown[tap], mine.Span, tolerance, tap);
        }

        return TorchOracle.Error<T>(x.grad!, run.Backward(new Echo<T>()).Span);
    }

    private sealed unsafe class Echo<T> : ITapGradients<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Add(string tap, int firstRow, FeatureMap<T> activations, FeatureMap<T> gradient)
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
}
