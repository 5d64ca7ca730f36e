using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;

namespace StyleForge.Models.Networks;

/// <summary>
/// dlib's network for faces as face-api has it: 29 layers of residuals (He, Zhang, Ren and Sun 2016) that turn the crop of a face into 128 numbers, which lie closer than
/// 0.6 for two pictures of one person.
/// </summary>
public static class FaceDescriptor
{
    /// <summary>Numbers of a descriptor.</summary>
    public const int Numbers = 128;

    /// <summary>The side of the square that it sees.</summary>
    public const int Side = 150;

    // Channels of each stage, and the blocks after the one that halves the extents; the first stage has its halving before it.
    private static readonly (int Channels, int Blocks)[] Stages = [(32, 3), (64, 3), (128, 2), (256, 2)];

    /// <summary>The network.</summary>
    public static NetworkDescription Network { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = FaceApi.Facts(
            "Descriptor of a face: 128 numbers that tell people apart", Side, "King 2009, Dlib-ml: A Machine Learning Toolkit, JMLR 10; He, Zhang, Ren and Sun 2016, arXiv:1512.03385") with
        {
            MinimumSide = 147,
            Licence = "MIT (face-api); the weights are dlib's, in the public domain",
        };
        var net = new LayerList(facts.Source);
        Convolve(net, "conv32_down", 32, new Window(7, 2)).Relu("conv32_down.relu").MaximumPool("pool", 3, stride: 2);
        foreach (var (channels, blocks) in Stages)
        {
            if (channels > net.Channels(net.Last))
            {
                AddHalving(net, $"conv{channels}_down", channels);
            }

            for (var number = 1; number <= blocks; number++)
            {
                AddBlock(net, $"conv{channels}_{number}", channels);
            }
        }

        AddHalving(net, "conv256_down_out", 256);
        net.GlobalAverage("mean").Flatten().Then(new FullyConnectedDescription("fc", "descriptor", 256, Numbers) { HasBias = false });
        return FaceApi.Network("face-descriptor", facts, net, "face_recognition", "c2cf51e45a1f96cf2ba75d6b588dc259d7f602a813ff6efbeba4884d7359fad1", 6_463_647);
    }

    private static LayerList Convolve(LayerList net, string name, int channels, Window slide) =>
        net.Convolution($"{name}.conv", channels, slide).Then(new ScaleDescription($"{name}.scale", $"{name}.scale", channels));

    private static void AddBlock(LayerList net, string name, int channels)
    {
        var entrance = net.Last;
        Convolve(net, $"{name}.conv1", channels, Window.Same(3)).Relu($"{name}.conv1.relu");
        Convolve(net, $"{name}.conv2", channels, Window.Same(3)).Sum($"{name}.sum", net.Last, entrance).Relu(name);
    }

    // The shortcut is an average of squares with channels of zeros after it. From an even extent the convolution without padding makes one position less, and gets zeros there.
    private static void AddHalving(LayerList net, string name, int channels)
    {
        var entrance = net.Last;
        Convolve(net, $"{name}.conv1", channels, new Window(3, 2)).Relu($"{name}.conv1.relu");
        Convolve(net, $"{name}.conv2", channels, Window.Same(3));
        var (residual, missing) = (net.Last, (net.Side(entrance) / 2) - net.Side(net.Last));
        if (missing > 0)
        {
            net.Then(new PaddingDescription($"{name}.wide", $"{name}.wide", [(0, 0), (0, missing), (0, missing)]));
            residual = net.Last;
        }

        net.From(entrance).AveragePool($"{name}.pool", 2, stride: 2);
        var added = channels - net.Channels(entrance);
        if (added > 0)
        {
            net.Then(new PaddingDescription($"{name}.shortcut", $"{name}.shortcut", [(0, added), (0, 0), (0, 0)]));
        }

        net.Sum($"{name}.sum", residual, net.Last).Relu(name);
    }
}
