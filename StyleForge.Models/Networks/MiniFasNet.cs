using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// MiniFASNetV2 of Minivision's Silent-Face-Anti-Spoofing (2020): a pruned MobileFaceNet (Chen, Liu, Gao and Han 2018, arXiv:1804.07573) that tells a live face from a
/// photograph or a screen that shows one.
/// </summary>
public static class MiniFasNet
{
    private const string File = "2.7_80x80_MiniFASNetV2.pth";

    /// <summary>The side of the square that it sees.</summary>
    public const int Side = 80;

    /// <summary>How many times larger than the box of the face its square is.</summary>
    public const double Enlargement = 2.7;

    /// <summary>The answer that means a live face; the others are a printed face and one on a screen.</summary>
    public const int LiveClass = 1;

    /// <summary>The network.</summary>
    public static NetworkDescription Version2 { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = new NetworkFacts
        {
            Title = "MiniFASNetV2: whether a face is live or a picture of one",
            Input = new InputConvention { Order = ChannelOrder.Bgr, Range = 255, Mean = [0, 0, 0], Deviation = [1, 1, 1] },
            Source = [1, 3, Side, Side],
            MinimumSide = 65,
            Licence = "Apache-2.0 (Minivision)",
            Paper = "Chen, Liu, Gao and Han 2018, MobileFaceNets: Efficient CNNs for Accurate Real-Time Face Verification on Mobile Devices, arXiv:1804.07573",
            Origin = new Uri("https://github.com/minivision-ai/Silent-Face-Anti-Spoofing"),
            Weights = new PublishedWeights(
                File,
                GitHub.File("minivision-ai/Silent-Face-Anti-Spoofing", "b6d5f04ad78778917853b25c778acef6d5626d15", $"resources/anti_spoof_models/{File}"),
                "a5eb02e1843f19b5386b953cc4c9f011c3f985d0ee2bb9819eea9a142099bec0",
                1_849_453),
        };
        var net = new LayerList(facts.Source);
        Unit(net, "conv1", 32, new Window(3, 2, 1, 1));
        Unit(net, "conv2_dw", 32, Window.Same(3), groups: 32);
        Narrow(net, "conv_23", 103, 64, stride: 2);
        Residuals(net, "conv_3", 13, 13, 13, 13);
        Narrow(net, "conv_34", 231, 128, stride: 2);
        Residuals(net, "conv_4", 231, 52, 26, 77, 26, 26);
        Narrow(net, "conv_45", 308, 128, stride: 2);
        Residuals(net, "conv_5", 26, 26);
        Unit(net, "conv_6_sep", 512, Window.Valid(1));
        Linear(net, "conv_6_dw", 512, Window.Valid(5), groups: 512).Flatten()
            .Then(new FullyConnectedDescription("linear", "linear", 512, 128) { HasBias = false }).Normalise("bn")
            .Then(new FullyConnectedDescription("prob", "logits", 128, 3) { HasBias = false }).Softmax("softmax");
        return new NetworkDescription("minifasnet", facts, net.Layers);
    }

    private static LayerList Linear(LayerList net, string name, int channels, Window slide, int groups = 1) =>
        net.Convolution($"{name}.conv", channels, slide, groups, bias: false).Normalise($"{name}.bn");

    private static void Unit(LayerList net, string name, int channels, Window slide, int groups = 1) =>
        Linear(net, name, channels, slide, groups).Then(new ParametricReluDescription($"{name}.prelu", $"{name}.prelu", channels));

    // Widened, looked at channel by channel, and narrowed without an activation.
    private static void Narrow(LayerList net, string name, int wide, int narrow, int stride)
    {
        Unit(net, $"{name}.conv", wide, Window.Valid(1));
        Unit(net, $"{name}.conv_dw", wide, new Window(3, stride, 1, 1), groups: wide);
        Linear(net, $"{name}.project", narrow, Window.Valid(1));
    }

    private static void Residuals(LayerList net, string name, params int[] widths)
    {
        for (var number = 0; number < widths.Length; number++)
        {
            var entrance = net.Last;
            Narrow(net, $"{name}.model.{number}", widths[number], net.Channels(entrance), stride: 1);
            net.Sum($"{name}.model.{number}", net.Last, entrance);
        }
    }
}
