using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace StyleForge.Tests.Models.Torch;

/// <summary>Networks of the catalogue against those that TorchSharp's torchvision has written down on its own, with the same random weights and measured statistics.</summary>
public sealed class TorchvisionTests
{
    private const string Features = "features";

    // Of those whose fully connected layers have most of the weights the layers before these are compared.
    [TorchTheory]
    [InlineData("resnet18", 64, null)]
    [InlineData("resnet34", 64, null)]
    [InlineData("resnet50", 64, null)]
    [InlineData("googlenet", 64, null)]
    [InlineData("alexnet", 96, "pool5")]
    [InlineData("vgg11", 48, "pool5")]
    [InlineData("vgg13", 48, "pool5")]
    [InlineData("vgg16", 48, "pool5")]
    [InlineData("vgg19", 48, "pool5")]
    public void Networks_compute_what_torchvision_does(string name, int side, string? end)
    {
        var description = NetworkCatalogue.Every.Single(network => network.Name == name);
        using var weights = SeededWeights.Make(description, 7, end);
        using var network = Network<float>.Build(description, weights, new NetworkOptions { LastTap = end, Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0, 0, 0], Deviation = [1, 1, 1] } });
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        var tap = end ?? description.Scores();
        using var run = network.Prepare([2, 3, side, side], [tap], workers, pool, isForwardOnly: true);
        using var picture = TensorFill.Uniform<float>(run.Source.Shape, 5);
        picture.Span.CopyTo(run.Source.Span);
        run.Forward();
        using var here = new Tensor<float>(run.ShapeOf(tap));
        run.Tap(tap).CopyTo(here);

        using var scope = NewDisposeScope();
        using var free = no_grad();
        using var there = Module(name);
        there.eval();
        var part = end is null ? there : (nn.Module<Tensor, Tensor>)there.named_children().Single(child => child.name == Features).module;
        Fill(part, weights, end is null ? "" : $"{Features}.");

        TorchOracle.Close<float>(part.forward(TorchOracle.Copy(picture)), here.Span, 1e-4, name);
    }

    private static nn.Module<Tensor, Tensor> Module(string name) => name switch
    {
        "resnet18" => torchvision.models.resnet18(),
        "resnet34" => torchvision.models.resnet34(),
        "resnet50" => torchvision.models.resnet50(),
        "googlenet" => torchvision.models.googlenet(),
        "alexnet" => torchvision.models.alexnet(),
        "vgg11" => torchvision.models.vgg11(),
        "vgg13" => torchvision.models.vgg13(),
        "vgg16" => torchvision.models.vgg16(),
        _ => torchvision.models.vgg19(),
    };

    // Every tensor of the module, by its name.
    private static void Fill(nn.Module module, WeightSet weights, string prefix)
    {
        foreach (var (name, tensor) in module.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)))
        {
            var own = weights[prefix + name];
            Assert.Equal(own.Shape.Select(extent => (long)extent), tensor.shape);
            tensor.copy_(TorchOracle.Copy(own));
        }
    }
}
