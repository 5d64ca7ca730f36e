using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The residual networks of He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (CVPR 2016, arXiv:1512.03385), table 1, with
/// torchvision's names.
/// </summary>
public static class ResNet
{
    /// <summary>18 layers.</summary>
    public static NetworkDescription ResNet18 { get; } = Published("resnet18", [2, 2, 2, 2], Basic, "f37072fd");

    /// <summary>34 layers.</summary>
    public static NetworkDescription ResNet34 { get; } = Published("resnet34", [3, 4, 6, 3], Basic, "b627a593");

    /// <summary>50 layers. As torchvision has it, the 3×3 convolution of a bottleneck halves the picture; in the paper the one before it does.</summary>
    public static NetworkDescription ResNet50 { get; } = Published("resnet50", [3, 4, 6, 3], Bottleneck, "0676ba61");

    private static NetworkDescription Published(string name, int[] blocks, Action<LayerList, string, int, int> block, string sha256Prefix)
    {
        var facts = new NetworkFacts
        {
            Title = $"ResNet-{name[6..]}, trained on ImageNet by torchvision",
            Input = InputConvention.Torchvision,
            MinimumSide = 1,
            Labels = "imagenet",
            ShorterSide = 256,
            Licence = Torchvision.Licence,
            Paper = "He, Zhang, Ren and Sun 2016, Deep Residual Learning for Image Recognition, arXiv:1512.03385",
            Origin = Torchvision.Origin,
            Weights = Torchvision.Weights(name, sha256Prefix),
        };
        var net = new LayerList(facts.Source)
            .Convolution("conv1", 64, kernel: 7, stride: 2, bias: false).Normalise("bn1").Relu("relu")
            .MaximumPool("maxpool", 3, stride: 2, padding: 1);
        for (var stage = 1; stage <= blocks.Length; stage++)
        {
            for (var number = 0; number < blocks[stage - 1]; number++)
            {
                block(net, $"layer{stage}.{number}", 32 << stage, stage > 1 && number == 0 ? 2 : 1);
            }
        }

        net.GlobalAverage("avgpool").Flatten().Full("fc", 1000).Softmax();
        return new NetworkDescription(name, facts, net.Layers);
    }

    // Figure 5, left.
    private static void Basic(LayerList net, string name, int width, int stride)
    {
        var entrance = net.Last;
        net.Convolution($"{name}.conv1", width, stride: stride, bias: false).Normalise($"{name}.bn1").Relu($"{name}.relu1")
            .Convolution($"{name}.conv2", width, bias: false).Normalise($"{name}.bn2");
        AddShortcut(net, name, entrance, stride);
    }

    // Figure 5, right.
    private static void Bottleneck(LayerList net, string name, int width, int stride)
    {
        var entrance = net.Last;
        net.Convolution($"{name}.conv1", width, kernel: 1, bias: false).Normalise($"{name}.bn1").Relu($"{name}.relu1")
            .Convolution($"{name}.conv2", width, stride: stride, bias: false).Normalise($"{name}.bn2").Relu($"{name}.relu2")
            .Convolution($"{name}.conv3", 4 * width, kernel: 1, bias: false).Normalise($"{name}.bn3");
        AddShortcut(net, name, entrance, stride);
    }

    // The entrance as it is, or where extents or channels change projected to what the block makes of it (section 3.3, option B).
    private static void AddShortcut(LayerList net, string name, string entrance, int stride)
    {
        var (residual, shortcut) = (net.Last, entrance);
        if (stride > 1 || net.Channels(entrance) != net.Channels(residual))
        {
            net.From(entrance).Convolution($"{name}.downsample.0", net.Channels(residual), kernel: 1, stride: stride, bias: false).Normalise($"{name}.downsample.1");
            shortcut = net.Last;
        }

        net.Sum($"{name}.sum", residual, shortcut).Relu(name);
    }
}
