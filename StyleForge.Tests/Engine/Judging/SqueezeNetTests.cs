using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Tests.Engine.Judging;

public sealed class SqueezeNetTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly WeightSet _weights = SqueezeWeights.Make();

    public void Dispose()
    {
        _weights.Dispose();
        _workers.Dispose();
    }

    [TorchFact]
    public void Features_are_libtorchs_where_the_expanding_filters_of_a_module_stay_apart()
    {
        using var network = SqueezeNet.Of(_weights, _workers);
        var picture = SsimTests.Pattern(61, 38, 1);
        using var scope = torch.NewDisposeScope();
        var expected = TorchFeatures(_weights, picture);

        var seen = 0;
        network.Extract(picture, (tap, features) =>
        {
            using var copy = new Tensor<float>(features.Shape);
            features.CopyTo(copy);
            Assert.Equal(expected[tap].shape, features.Shape.Select(side => (long)side));
            TorchOracle.Close(expected[tap], copy.Span, 1e-5, network.Taps[tap]);
            seen++;
        });

        Assert.Equal(network.Taps.Count, seen);
    }

    /// <summary>Plain loops in double, from the published weights.</summary>
    [TestDataFact]
    public void Gram_distances_are_those_of_another_implementation()
    {
        using var network = SqueezeNet.Read(TestData.Path("weights/squeezenet1_1_torchvision_rgb.safetensors"), _workers);
        var distance = new StyleDistance(network, _workers);

        var style = distance.Between(distance.GramsOf(SsimTests.Pattern(41, 38, 1)), distance.GramsOf(SsimTests.Pattern(41, 38, 2)));

        Assert.Equal(["relu1", "fire3", "fire5", "fire6", "fire7", "fire8", "fire9"], style.Layers.Select(layer => layer.Tap));
        Assert.Equal(0.1723955803642432, style.Layers[0].Distance, 1e-5);
        Assert.Equal(0.12928876892835503, style.Layers[1].Distance, 1e-5);
        Assert.Equal(0.24803501001194214, style.Layers[2].Distance, 1e-5);
        Assert.Equal(0.6723606206248841, style.Layers[6].Distance, 1e-5);
    }

    [Fact]
    public void The_smallest_picture_reaches_the_last_module_and_a_smaller_one_is_refused()
    {
        using var network = SqueezeNet.Of(_weights, _workers);
        var last = default(Shape);

        network.Extract(SsimTests.Pattern(SqueezeNet.MinimumSide, SqueezeNet.MinimumSide, 1), (_, features) => last = features.Shape);

        Assert.Equal([1, 512, 1, 1], last);
        var refusal = Assert.Throws<ArgumentException>(() => network.Extract(SsimTests.Pattern(90, SqueezeNet.MinimumSide - 1, 1), (_, _) => { }));
        Assert.StartsWith("A picture of 90×24 pixels is too small for fire6 of squeezenet1_1: it needs at least 25×25.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_by_the_tensor_that_is_wrong()
    {
        using var lacking = Without("features.7.expand3x3.bias");
        using var narrow = With("features.4.squeeze.weight", new Tensor<float>([8, 128, 1, 1]));

        Assert.Equal(
            "'squeeze.safetensors' holds a part of fire5_expand3x3 only: 'features.7.expand3x3.bias' is missing.",
            Assert.Throws<WeightFormatException>(() => SqueezeNet.Of(lacking, _workers)).Message);
        Assert.Equal(
            "'squeeze.safetensors': 'features.4.squeeze.bias' has the shape 16, but 'features.4.squeeze.weight' of shape 8×128×1×1 needs 8 numbers.",
            Assert.Throws<WeightFormatException>(() => SqueezeNet.Of(narrow, _workers)).Message);
    }

    /// <summary>As torchvision writes it: each filter by itself, joined afterwards.</summary>
    internal static TorchTensor[] TorchFeatures(WeightSet weights, Picture picture)
    {
        var mean = torch.tensor(new[] { 0.485, 0.456, 0.406 }).reshape(1, 3, 1, 1);
        var deviation = torch.tensor(new[] { 0.229, 0.224, 0.225 }).reshape(1, 3, 1, 1);
        var x = TorchOracle.Copy<float>(picture.Samples, 1, 3, picture.Height, picture.Width).@double();
        x = Convolve((x - mean) / deviation, "features.0", stride: 2);
        var taps = new List<TorchTensor> { x };
        foreach (var number in (int[])[3, 4, 6, 7, 9, 10, 11, 12])
        {
            x = number is 3 or 6 or 9 ? F.max_pool2d(x, 3, 2, ceil_mode: true) : x;
            x = Convolve(x, $"features.{number}.squeeze");
            x = torch.cat([Convolve(x, $"features.{number}.expand1x1"), Convolve(x, $"features.{number}.expand3x3", padding: 1)], 1);
            if (number is not (3 or 6))
            {
                taps.Add(x);
            }
        }

        return [.. taps.Select(tap => tap.@float())];

        TorchTensor Convolve(TorchTensor source, string name, long stride = 1, long padding = 0) => F.relu(F.conv2d(
            source, TorchOracle.Copy(weights[$"{name}.weight"]).@double(), TorchOracle.Copy(weights[$"{name}.bias"]).@double(), [stride, stride], [padding, padding]));
    }

    private WeightSet Without(string name) => new(_weights.Origin, _weights.Sha256, Copies().Where(tensor => tensor.Name != name));

    private WeightSet With(string name, Tensor<float> other) =>
        new(_weights.Origin, _weights.Sha256, Copies().Select(tensor => tensor.Name == name ? (name, other) : tensor));

    private IEnumerable<(string Name, Tensor<float> Tensor)> Copies() => _weights.Names.Select(name => (name, Tensor<float>.From(_weights[name].Shape, _weights[name].Span)));
}
