using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The network of Szegedy et al., "Going Deeper with Convolutions" (CVPR 2015, arXiv:1409.4842), table 1, as torchvision has it: batch
/// normalisation after every convolution, and 3×3 filters where the paper has 5×5.
/// </summary>
public static class GoogLeNet
{
    private const double Epsilon = 0.001;

    // Table 1: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj.
    private static readonly (string Name, int[] Widths)[] Modules =
    [
        ("3a", [64, 96, 128, 16, 32, 32]),
        ("3b", [128, 128, 192, 32, 96, 64]),
        ("4a", [192, 96, 208, 16, 48, 64]),
        ("4b", [160, 112, 224, 24, 64, 64]),
        ("4c", [128, 128, 256, 24, 64, 64]),
        ("4d", [112, 144, 288, 32, 64, 64]),
        ("4e", [256, 160, 320, 32, 128, 128]),
        ("5a", [256, 160, 320, 32, 128, 128]),
        ("5b", [384, 192, 384, 48, 128, 128]),
    ];

    /// <summary>With its two auxiliary classifiers, <c>aux1</c> and <c>aux2</c>, which only those compute who look at them.</summary>
    public static NetworkDescription Inception1 { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = new NetworkFacts
        {
            Title = "GoogLeNet, trained on ImageNet by torchvision",

            // Its weights came from TensorFlow, which shows them −1 to 1.
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0.5, 0.5, 0.5], Deviation = [0.5, 0.5, 0.5] },
            MinimumSide = 31,
            Labels = "imagenet",
            ShorterSide = 256,
            Licence = Torchvision.Licence,
            Paper = "Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke and Rabinovich 2015, Going Deeper with Convolutions, arXiv:1409.4842",
            Origin = Torchvision.Origin,
            Weights = Torchvision.Weights("googlenet", "1378be20"),
        };
        var net = new LayerList(facts.Source);
        Convolve(net, "conv1", 64, kernel: 7, stride: 2).MaximumPool("maxpool1", 3, stride: 2, ceiling: true);
        Convolve(net, "conv2", 64, kernel: 1);
        Convolve(net, "conv3", 192, kernel: 3).MaximumPool("maxpool2", 3, stride: 2, ceiling: true);
        foreach (var (name, widths) in Modules)
        {
            Inception(net, $"inception{name}", widths);
            switch (name)
            {
                case "3b":
                    net.MaximumPool("maxpool3", 3, stride: 2, ceiling: true);
                    break;
                case "4e":
                    net.MaximumPool("maxpool4", 2, stride: 2, ceiling: true);
                    break;
                case "4a":
                    Auxiliary(net, "aux1");
                    break;
                case "4d":
                    Auxiliary(net, "aux2");
                    break;
            }
        }

        net.GlobalAverage("avgpool").Flatten().Dropout("dropout", 0.2).Full("fc", 1000).Softmax();
        return new NetworkDescription("googlenet", facts, net.Layers);
    }

    // Figure 2b: four ways side by side, three of them behind bottlenecks of 1×1 filters.
    private static void Inception(LayerList net, string name, int[] widths)
    {
        var entrance = net.Last;
        Convolve(net.From(entrance), $"{name}.branch1", widths[0], kernel: 1);
        Convolve(net.From(entrance), $"{name}.branch2.0", widths[1], kernel: 1);
        Convolve(net, $"{name}.branch2.1", widths[2], kernel: 3);
        Convolve(net.From(entrance), $"{name}.branch3.0", widths[3], kernel: 1);
        Convolve(net, $"{name}.branch3.1", widths[4], kernel: 3);
        net.From(entrance).MaximumPool($"{name}.branch4.0", 3, stride: 1, padding: 1, ceiling: true);
        Convolve(net, $"{name}.branch4.1", widths[5], kernel: 1);
        net.Join(name, $"{name}.branch1", $"{name}.branch2.1", $"{name}.branch3.1", $"{name}.branch4.1");
    }

    // Section 5: a classifier half-way, whose gradient helps the layers before it. The way to the end goes on before it.
    private static void Auxiliary(LayerList net, string name)
    {
        var entrance = net.Last;
        net.Then(new AdaptivePoolingDescription($"{name}.pool", $"{name}.pool", 4));
        Convolve(net, $"{name}.conv", 128, kernel: 1).Flatten($"{name}.flatten")
            .Full($"{name}.fc1", 1024).Relu($"{name}.relu").Dropout($"{name}.dropout", 0.7).Full($"{name}.fc2", 1000).Softmax(name)
            .From(entrance);
    }

    private static LayerList Convolve(LayerList net, string name, int channels, int kernel, int stride = 1) =>
        net.Convolution($"{name}.conv", channels, kernel, stride, bias: false).Normalise($"{name}.bn", Epsilon).Relu(name);
}
