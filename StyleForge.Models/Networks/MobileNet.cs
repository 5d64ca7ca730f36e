using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The network of Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications" (2017, arXiv:1704.04861), table 1, at full
/// width, with Keras' names: depthwise 3×3 convolutions, which see one channel each, and 1×1 convolutions between them.
/// </summary>
public static class MobileNet
{
    private const double Epsilon = 0.001;

    // Channels and stride of the thirteen pairs.
    private static readonly (int Channels, int Stride)[] Pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    /// <summary>The first version, at full width.</summary>
    public static NetworkDescription Version1 { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = new NetworkFacts
        {
            Title = "MobileNet v1 at full width, for the classes of ImageNet",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0.5, 0.5, 0.5], Deviation = [0.5, 0.5, 0.5] },
            MinimumSide = 1,
            Labels = "imagenet",
            ShorterSide = 256,
            Licence = "none: without weights",
            Paper = "Howard, Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto and Adam 2017, MobileNets, arXiv:1704.04861",
            Origin = new Uri("https://arxiv.org/abs/1704.04861"),
        };
        var net = new LayerList(facts.Source);
        Convolve(net, "conv1", 32, Window.SameAsTensorFlow(3, stride: 2));
        for (var number = 1; number <= Pairs.Length; number++)
        {
            var (channels, stride) = Pairs[number - 1];
            Convolve(net, $"conv_dw_{number}", net.Channels(net.Last), Window.SameAsTensorFlow(3, stride), groups: net.Channels(net.Last));
            Convolve(net, $"conv_pw_{number}", channels, Window.Valid(1));
        }

        net.GlobalAverage("avgpool").Dropout("dropout", 0.001).Convolution("conv_preds", 1000, kernel: 1).Flatten().Softmax();
        return new NetworkDescription("mobilenet", facts, net.Layers);
    }

    private static void Convolve(LayerList net, string name, int channels, Window slide, int groups = 1) => net
        .Convolution(name, channels, slide, groups, bias: false).Normalise($"{name}_bn", Epsilon).Then(new Relu6Description($"{name}_relu", $"{name}_relu"));
}
