using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>Small networks of this project to be trained on signals and volumes: three convolutions, each normalised, and the mean of what the last one sees.</summary>
public static class SmallClassifiers
{
    /// <summary>For signals: one channel of 128 numbers and two classes until it is trained for others.</summary>
    public static NetworkDescription Signal { get; } = Make(
        "signal-net",
        "A small network for signals of any length and number of channels, without weights until it is trained",
        "none; after Wang, Yan and Oates 2017, Time series classification from scratch with deep neural networks: a strong baseline, arXiv:1611.06455",
        new Uri("https://arxiv.org/abs/1611.06455"),
        new LayerList([1, 1, 128]),
        [(32, 7), (64, 5), (64, 3)]);

    /// <summary>For volumes: one channel of 32×32×32 voxels and two classes until it is trained for others.</summary>
    public static NetworkDescription Volume { get; } = Make(
        "volume-net",
        "A small network for volumes of any extents and number of channels, without weights until it is trained",
        "none; after Maturana and Scherer 2015, VoxNet: a 3D convolutional neural network for real-time object recognition",
        new Uri("https://doi.org/10.1109/IROS.2015.7353481"),
        new LayerList([1, 1, 32, 32, 32]),
        [(8, 3), (16, 3), (32, 3)]);

    private static NetworkDescription Make(string name, string title, string paper, Uri origin, LayerList net, (int Channels, int Kernel)[] convolutions)
    {
        var facts = new NetworkFacts
        {
            Title = title,
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0], Deviation = [1] },
            Source = net.Picture,
            MinimumSide = 4,
            Licence = "none: without weights",
            Paper = paper,
            Origin = origin,
        };
        for (var number = 1; number <= convolutions.Length; number++)
        {
            var (channels, kernel) = convolutions[number - 1];
            net.Convolution($"conv{number}", channels, kernel, bias: false).Normalise($"bn{number}").Relu($"relu{number}");
            if (number < convolutions.Length)
            {
                net.MaximumPool($"pool{number}", 2, 2);
            }
        }

        net.GlobalAverage("mean").Flatten().Full("fc", 2).Softmax();
        return new NetworkDescription(name, facts, net.Layers);
    }
}
