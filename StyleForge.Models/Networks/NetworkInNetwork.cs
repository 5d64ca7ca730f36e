using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The network of Lin, Chen and Yan, "Network In Network" (ICLR 2014, arXiv:1312.4400), for ImageNet, with the names and windows of its authors' Caffe model:
/// after each convolution 1×1 convolutions as small networks of their own («cccp»), and at the end the mean of each class's channel.
/// </summary>
public static class NetworkInNetwork
{
    /// <summary>For the thousand classes of ImageNet.</summary>
    public static NetworkDescription ImageNet { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = new NetworkFacts
        {
            Title = "Network in network, for the classes of ImageNet",
            Input = InputConvention.Caffe,
            MinimumSide = 55,
            Labels = "imagenet",
            ShorterSide = 256,
            Licence = "none: without weights",
            Paper = "Lin, Chen and Yan 2014, Network In Network, arXiv:1312.4400",
            Origin = new Uri("https://arxiv.org/abs/1312.4400"),
        };
        var net = new LayerList(facts.Source).Convolution("conv1", 96, kernel: 11, stride: 4, padding: 0).Relu("relu1");
        AddMaps(net, "cccp1", 96).MaximumPool("pool1", 3, stride: 2, ceiling: true).Convolution("conv2", 256, kernel: 5).Relu("relu2");
        AddMaps(net, "cccp3", 256).MaximumPool("pool2", 3, stride: 2, ceiling: true).Convolution("conv3", 384).Relu("relu3");
        AddMaps(net, "cccp5", 384).MaximumPool("pool3", 3, stride: 2, ceiling: true).Dropout("drop").Convolution("conv4", 1024).Relu("relu4");
        AddMaps(net, "cccp7", 1024, last: 1000).GlobalAverage("pool4").Flatten().Softmax();
        return new NetworkDescription("nin", facts, net.Layers);
    }

    // Two 1×1 convolutions, the second numbered one higher.
    private static LayerList AddMaps(LayerList net, string name, int width, int? last = null)
    {
        var second = $"cccp{name[^1] - '0' + 1}";
        return net.Convolution(name, width, kernel: 1).Relu($"relu_{name}").Convolution(second, last ?? width, kernel: 1).Relu($"relu_{second}");
    }
}
