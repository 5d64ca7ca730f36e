using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The residual networks for CIFAR-10 of He, Zhang, Ren and Sun (CVPR 2016, arXiv:1512.03385), section 4.2, with the names of Yerlan Idelbayev's weights.
/// </summary>
public static class CifarResNet
{
    /// <summary>20 layers: three blocks a stage.</summary>
    public static NetworkDescription ResNet20 { get; } = Of(20, "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8", 1_099_231);

    /// <summary>56 layers: nine blocks a stage.</summary>
    public static NetworkDescription ResNet56 { get; } = Of(56, "4bfd97631478d6b638d2764fd2baff3edb1d7d82252d54439343b6596b9b5367", 3_471_733);

    private static NetworkDescription Of(int depth, string sha256, long bytes)
    {
        var file = $"resnet{depth}-{sha256[..8]}.th";
        var facts = new NetworkFacts
        {
            Title = $"ResNet-{depth} for 32×32 pictures of the ten classes of CIFAR-10",
            Input = InputConvention.Torchvision,
            Source = [1, 3, 32, 32],
            MinimumSide = 1,
            Labels = "cifar10",
            Licence = "BSD-2-Clause",
            Paper = "He, Zhang, Ren and Sun 2016, Deep Residual Learning for Image Recognition, arXiv:1512.03385, section 4.2",
            Origin = new Uri("https://github.com/akamaster/pytorch_resnet_cifar10"),
            Weights = new PublishedWeights(
                $"cifar-{file}", GitHub.File("akamaster/pytorch_resnet_cifar10", "d5489e8995e81e91ce6b1d69dcc98ad579b0b153", $"pretrained_models/{file}"), sha256, bytes),
        };
        var net = new LayerList(facts.Source).Convolution("conv1", 16, bias: false).Normalise("bn1").Relu("relu");
        for (var stage = 1; stage <= 3; stage++)
        {
            for (var number = 0; number < (depth - 2) / 6; number++)
            {
                Block(net, $"layer{stage}.{number}", 8 << stage, stage > 1 && number == 0 ? 2 : 1);
            }
        }

        net.GlobalAverage("avgpool").Flatten().Full("linear", 10).Softmax();
        return new NetworkDescription($"cifar-resnet{depth}", facts, net.Layers);
    }

    // Where extents and channels change, the shortcut is every second pixel with channels of zeros on both sides (section 3.3, option A).
    private static void Block(LayerList net, string name, int width, int stride)
    {
        var (entrance, shortcut) = (net.Last, net.Last);
        net.Convolution($"{name}.conv1", width, stride: stride, bias: false).Normalise($"{name}.bn1").Relu($"{name}.relu1")
            .Convolution($"{name}.conv2", width, bias: false).Normalise($"{name}.bn2");
        var residual = net.Last;
        if (stride > 1)
        {
            var added = (width - net.Channels(entrance)) / 2;
            net.From(entrance).AveragePool($"{name}.every_second", 1, stride)
                .Then(new PaddingDescription($"{name}.shortcut", $"{name}.shortcut", [(added, added), (0, 0), (0, 0)]));
            shortcut = net.Last;
        }

        net.Sum($"{name}.sum", residual, shortcut).Relu(name);
    }
}
