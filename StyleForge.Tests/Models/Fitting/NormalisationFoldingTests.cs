using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Fitting;

/// <summary>Batch normalisations that become part of the convolutions before them.</summary>
public sealed class NormalisationFoldingTests
{
    [Fact]
    public void A_folded_network_gives_the_numbers_of_the_network_as_it_is_written()
    {
        var expected = Logits(CifarResNet.ResNet20, keeps: true);
        var actual = Logits(CifarResNet.ResNet20, keeps: false);

        Assert.True(TorchOracle.Error<double>(expected, actual) < 1e-11);
    }

    [Fact]
    public void A_convolution_goes_by_the_tap_of_its_normalisation()
    {
        using var weights = SeededWeights.Make(CifarResNet.ResNet20, 3);
        using var network = Network<float>.Build(CifarResNet.ResNet20, weights);

        Assert.DoesNotContain(network.Description.Layers, layer => layer is BatchNormalisationDescription);
        Assert.Equal(("conv1", "bn1"), (network.Description.Layers[0].Name, network.Description.Layers[0].Tap));
        Assert.Equal(CifarResNet.ResNet20.Layers.Count - 19, network.Layers.Count);
    }

    [Fact]
    public void A_convolution_that_somebody_else_reads_stays_as_it_is()
    {
        var description = new NetworkDescription("test", NarrowVgg.Network.Facts,
        [
            new ConvolutionDescription("conv", "conv", 3, 4) { HasBias = false },
            new BatchNormalisationDescription("bn", "bn", 4),
            new AdditionDescription("sum", "sum") { Inputs = ["conv", "bn"] },
            new BatchNormalisationDescription("after", "after", 4),
        ]);
        using var weights = SeededWeights.Make(description, 3);
        using var network = Network<float>.Build(description, weights);

        Assert.Equal(["conv", "bn", "sum", "after"], network.Description.Layers.Select(layer => layer.Tap));
    }

    private static double[] Logits(NetworkDescription description, bool keeps)
    {
        using var weights = SeededWeights.Make(description, 3);
        using var network = Network<double>.Build(description, weights, new NetworkOptions { KeepsNormalisation = keeps });
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 16, 16], ["linear"], workers, pool, isForwardOnly: true);
        using var picture = TensorFill.Uniform<double>(run.Source.Shape, 1);
        picture.Span.CopyTo(run.Source.Span);
        run.Forward();
        using var logits = new Tensor<double>(run.ShapeOf("linear"));
        run.Tap("linear").CopyTo(logits);
        return logits.Span.ToArray();
    }
}
