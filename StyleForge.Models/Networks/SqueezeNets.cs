using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// SqueezeNet of Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and
/// less than 0.5MB model size" (2016, arXiv:1602.07360), in its authors' version 1.1, with torchvision's names.
/// </summary>
public static class SqueezeNets
{
    // Channels squeezed and, on each side, expanded, for fire2 to fire9.
    private static readonly (int Squeezed, int Expanded)[] Fires = [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)];

    /// <summary>Version 1.1.</summary>
    public static NetworkDescription Version11 { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = new NetworkFacts
        {
            Title = "SqueezeNet 1.1, trained on ImageNet",
            Input = InputConvention.Torchvision,
            MinimumSide = 25,
            Labels = "imagenet",
            ShorterSide = 256,
            Licence = Torchvision.Licence,
            Paper = "Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer 2016, SqueezeNet, arXiv:1602.07360",
            Origin = Torchvision.Origin,
            Weights = Torchvision.Weights("squeezenet1_1", "b8a52dc0"),
        };
        var net = new LayerList(facts.Source).Convolution("features.0", 64, stride: 2, padding: 0, tap: "conv1").Relu("features.1", "relu1");
        var number = 2;
        for (var fire = 2; fire <= 9; fire++)
        {
            if (fire is 2 or 4 or 6)
            {
                net.MaximumPool($"features.{number++}", 3, stride: 2, ceiling: true, tap: $"pool{fire - 1}");
            }

            AddFire(net, $"features.{number++}", $"fire{fire}", Fires[fire - 2]);
        }

        net.Dropout("classifier.0", tap: "drop9").Convolution("classifier.1", 1000, kernel: 1, tap: "conv10").Relu("classifier.2", "relu10")
            .GlobalAverage("pool10").Flatten().Softmax();
        return new NetworkDescription("squeezenet1_1", facts, net.Layers);
    }

    // Figure 1: 1×1 filters squeeze the channels, 1×1 and 3×3 filters beside each other expand them.
    private static void AddFire(LayerList net, string name, string tap, (int Squeezed, int Expanded) widths)
    {
        var squeezed = $"{tap}_relu_squeeze1x1";
        net.Convolution($"{name}.squeeze", widths.Squeezed, kernel: 1, tap: $"{tap}_squeeze1x1").Relu($"{name}.squeeze_activation", squeezed)
            .Convolution($"{name}.expand1x1", widths.Expanded, kernel: 1, tap: $"{tap}_expand1x1").Relu($"{name}.expand1x1_activation", $"{tap}_relu_expand1x1")
            .From(squeezed).Convolution($"{name}.expand3x3", widths.Expanded, tap: $"{tap}_expand3x3").Relu($"{name}.expand3x3_activation", $"{tap}_relu_expand3x3")
            .Join(tap, $"{tap}_relu_expand1x1", $"{tap}_relu_expand3x3");
    }
}
