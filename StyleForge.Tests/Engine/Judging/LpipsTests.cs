using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using TorchSharp;

namespace StyleForge.Tests.Engine.Judging;

public sealed class LpipsTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly SqueezeNet _network;

    public LpipsTests()
    {
        using var weights = SqueezeWeights.Make();
        _network = SqueezeNet.Of(weights, _workers);
    }

    public void Dispose()
    {
        _network.Dispose();
        _workers.Dispose();
    }

    /// <summary>Plain loops in double, from the published weights, with the constants and the order of the published code.</summary>
    [TestDataFact]
    public void The_distance_is_that_of_another_implementation()
    {
        using var network = SqueezeNet.Read(TestData.Path("weights/squeezenet1_1_torchvision_rgb.safetensors"), _workers);
        var lpips = Lpips.Read(TestData.Path("models/lpips/squeeze_v0.1.safetensors"), network);

        var distance = lpips.Between(lpips.Look(SsimTests.Pattern(41, 38, 1)), lpips.Look(SsimTests.Pattern(41, 38, 2)));

        Assert.Equal(0.10440869100918532, distance, 1e-6);
    }

    [TorchFact]
    public void The_distance_is_libtorchs_with_random_weights_too()
    {
        using var weights = SqueezeWeights.Make();
        using var linear = SqueezeWeights.MakeLinear();
        var lpips = Lpips.Of(linear, _network);
        var (first, second) = (SsimTests.Pattern(41, 38, 3), SsimTests.Pattern(41, 38, 4));
        using var scope = torch.NewDisposeScope();
        var expected = SqueezeNetTests.TorchFeatures(weights, first).Zip(SqueezeNetTests.TorchFeatures(weights, second)).Select((tap, i) =>
        {
            var difference = (Unit(tap.First) - Unit(tap.Second)).Squared();
            return (difference * TorchOracle.Copy(linear[$"lin{i}"]).reshape(1, -1, 1, 1)).sum(1).mean().item<float>();
        }).Sum();

        Assert.InRange(expected, 0.01, 100);
        Assert.Equal(expected, lpips.Between(lpips.Look(first), lpips.Look(second)), 1e-4 * expected);

        static torch.Tensor Unit(torch.Tensor features) => features / features.Squared().sum(1, keepdim: true).sqrt();
    }

    [Fact]
    public void Equal_pictures_have_no_distance_and_more_noise_has_more_either_way()
    {
        using var linear = SqueezeWeights.MakeLinear(ending: ".model.1.weight");
        var lpips = Lpips.Of(linear, _network);
        var picture = SsimTests.Pattern(48, 40, 1);
        var (none, some, more) = (lpips.Look(picture), lpips.Look(Noisy(picture, 0.05f)), lpips.Look(Noisy(picture, 0.2f)));

        Assert.Equal(0, lpips.Between(none, lpips.Look(new Picture(48, 40, [.. picture.Samples]))));
        Assert.InRange(lpips.Between(none, some), 1e-6, 0.7 * lpips.Between(none, more));
        Assert.Equal(lpips.Between(none, more), lpips.Between(more, none));
    }

    [Fact]
    public void What_is_not_its_linear_layers_is_refused_by_name()
    {
        using var network = SqueezeWeights.Make();
        using var wide = new WeightSet("wide.safetensors", "", [("lin0", new Tensor<float>([96]))]);

        Assert.Equal(
            "'squeeze.safetensors' has no 'lin0', so it does not hold the linear layers of LPIPS over SqueezeNet.",
            Assert.Throws<WeightFormatException>(() => Lpips.Of(network, _network)).Message);
        Assert.Equal(
            "'wide.safetensors' is not of LPIPS over SqueezeNet: its 'lin0' has 96 numbers, which must be 64.",
            Assert.Throws<WeightFormatException>(() => Lpips.Of(wide, _network)).Message);
    }

    private static Picture Noisy(Picture picture, float amplitude)
    {
        var random = new Random(5);
        return new Picture(picture.Width, picture.Height, Array.ConvertAll(picture.Samples, sample => sample + (amplitude * ((2 * random.NextSingle()) - 1))));
    }
}
