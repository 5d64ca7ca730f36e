using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The residual networks of He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (CVPR 2016, arXiv:1512.03385), table 1, with
/// torchvision's names.
/// </summary>
public static class ResNet
{
    private const string Paper = "He, Zhang, Ren and Sun 2016, Deep Residual Learning for Image Recognition, arXiv:1512.03385";

    // What CNTK numbered the tensors of a convolution and of the normalisation after it, of which four follow one another.
    private static readonly (string Convolution, string Normalisation, int Kernel, int First)[] Numbers =
    [
        ("conv1", "bn1", 91, 96),
        ("layer1.0.conv1", "layer1.0.bn1", 86, 113), ("layer1.0.conv2", "layer1.0.bn2", 82, 127),
        ("layer1.1.conv1", "layer1.1.bn1", 77, 144), ("layer1.1.conv2", "layer1.1.bn2", 73, 158),
        ("layer2.0.conv1", "layer2.0.bn1", 68, 175), ("layer2.0.conv2", "layer2.0.bn2", 64, 189), ("layer2.0.downsample.0", "layer2.0.downsample.1", 199, 203),
        ("layer2.1.conv1", "layer2.1.bn1", 59, 220), ("layer2.1.conv2", "layer2.1.bn2", 55, 234),
        ("layer3.0.conv1", "layer3.0.bn1", 50, 251), ("layer3.0.conv2", "layer3.0.bn2", 46, 265), ("layer3.0.downsample.0", "layer3.0.downsample.1", 275, 279),
        ("layer3.1.conv1", "layer3.1.bn1", 41, 296), ("layer3.1.conv2", "layer3.1.bn2", 37, 310),
        ("layer4.0.conv1", "layer4.0.bn1", 32, 327), ("layer4.0.conv2", "layer4.0.bn2", 28, 341), ("layer4.0.downsample.0", "layer4.0.downsample.1", 351, 355),
        ("layer4.1.conv1", "layer4.1.bn1", 23, 372), ("layer4.1.conv2", "layer4.1.bn2", 19, 386),
        ("layer4.2.conv1", "layer4.2.bn1", 14, 403), ("layer4.2.conv2", "layer4.2.bn2", 10, 417),
    ];

    /// <summary>18 layers.</summary>
    public static NetworkDescription ResNet18 { get; } = Published("resnet18", [2, 2, 2, 2], Basic, "f37072fd");

    /// <summary>34 layers.</summary>
    public static NetworkDescription ResNet34 { get; } = Published("resnet34", [3, 4, 6, 3], Basic, "b627a593");

    /// <summary>50 layers. As torchvision has it, the 3×3 convolution of a bottleneck halves the picture; in the paper the one before it does.</summary>
    public static NetworkDescription ResNet50 { get; } = Published("resnet50", [3, 4, 6, 3], Bottleneck, "0676ba61");

    /// <summary>18 layers without a classifier, whose last stage has three blocks, as Microsoft publishes them for ML.NET: 512 features of a picture.</summary>
    public static NetworkDescription Features { get; } = MakeFeatures();

    private static NetworkDescription MakeFeatures()
    {
        var net = Stages(new LayerList([1, 3, 224, 224]), [2, 2, 2, 3], Basic).GlobalAverage("avgpool").Flatten();
        return new NetworkDescription(
            "resnet18-features",
            new NetworkFacts
            {
                Title = "ResNet-18 with a third block at its end and no classifier, trained on ImageNet: 512 features of a picture",

                // The means of the picture that its publisher takes off, whose pixels are all within 13 of them.
                Input = new InputConvention { Order = ChannelOrder.Bgr, Range = 255, Mean = [103.063, 115.903, 123.152], Deviation = [1, 1, 1] },
                MinimumSide = 1,
                Licence = "MIT (ML.NET)",
                Paper = Paper,
                Origin = new Uri("https://github.com/dotnet/machinelearning"),
                Weights = new PublishedWeights(
                    "ResNet18.onnx",
                    new PackagePlace(PackageRegistry.NuGet, "Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1", "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx"),
                    "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f",
                    63_653_533),
                Names = PublishedNames.Of(WeightLayout.Onnx, [.. Numbers.SelectMany(Named)]),
            },
            net.Layers);
    }

    private static (string Own, string There)[] Named((string Convolution, string Normalisation, int Kernel, int First) numbers) =>
    [
        ($"{numbers.Convolution}.weight", $"Parameter{numbers.Kernel}"),
        ($"{numbers.Normalisation}.weight", $"Parameter{numbers.First}"),
        ($"{numbers.Normalisation}.bias", $"Parameter{numbers.First + 1}"),
        ($"{numbers.Normalisation}.running_mean", $"Constant{numbers.First + 2}"),
        ($"{numbers.Normalisation}.running_var", $"Constant{numbers.First + 3}"),
    ];

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
            Paper = Paper,
            Origin = Torchvision.Origin,
            Weights = Torchvision.Weights(name, sha256Prefix),
        };
        var net = Stages(new LayerList(facts.Source), blocks, block).GlobalAverage("avgpool").Flatten().Full("fc", 1000).Softmax();
        return new NetworkDescription(name, facts, net.Layers);
    }

    private static LayerList Stages(LayerList net, int[] blocks, Action<LayerList, string, int, int> block)
    {
        net.Convolution("conv1", 64, kernel: 7, stride: 2, bias: false).Normalise("bn1").Relu("relu").MaximumPool("maxpool", 3, stride: 2, padding: 1);
        for (var stage = 1; stage <= blocks.Length; stage++)
        {
            for (var number = 0; number < blocks[stage - 1]; number++)
            {
                block(net, $"layer{stage}.{number}", 32 << stage, stage > 1 && number == 0 ? 2 : 1);
            }
        }

        return net;
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
