using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>Networks for handwritten digits.</summary>
public static class LeNet
{
    /// <summary>
    /// LeNet-5 of LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (Proceedings of the IEEE, 1998), as it is
    /// usually counted: all maps of a layer read all of the layer before, pooling has nothing to learn, and the end is a softmax.
    /// </summary>
    public static NetworkDescription LeNet5 { get; } = Describe(
        "lenet5",
        "LeNet-5, for digits of 32×32 pixels",
        new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0.1307], Deviation = [0.3081] },
        "LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition",
        new Uri("https://doi.org/10.1109/5.726791"),
        "none: without weights",
        new LayerList([1, 1, 32, 32])
            .Convolution("c1", 6, kernel: 5, padding: 0).Then(new TanhDescription("tanh1", "tanh1")).AveragePool("s2", 2, 2)
            .Convolution("c3", 16, kernel: 5, padding: 0).Then(new TanhDescription("tanh3", "tanh3")).AveragePool("s4", 2, 2)
            .Flatten()
            .Full("c5", 120).Then(new TanhDescription("tanh5", "tanh5"))
            .Full("f6", 84).Then(new TanhDescription("tanh6", "tanh6"))
            .Full("output", 10).Softmax(),
        minimumSide: 32);

    /// <summary>The network for MNIST of the ONNX model zoo, which CNTK's tutorial trained: 98.9 % of the test digits.</summary>
    public static NetworkDescription Mnist { get; } = Describe(
        "mnist-cnn",
        "The MNIST network of the ONNX model zoo, for digits of 28×28 pixels",
        new InputConvention { Order = ChannelOrder.Rgb, Range = 255, Mean = [0], Deviation = [1] },
        "none; after LeCun et al. 1998",
        new Uri("https://github.com/onnx/models"),
        "MIT",
        new LayerList([1, 1, 28, 28])
            .Convolution("conv1", 8, kernel: 5).Relu("relu1").MaximumPool("pool1", 2, 2)
            .Convolution("conv2", 16, kernel: 5).Relu("relu2").MaximumPool("pool2", 3, 3)
            .Flatten().Full("fc", 10).Softmax(),
        minimumSide: 24,
        new PublishedWeights(
            "mnist-cnn/opt-mnist.onnx",
            GitHub.File("webonnx/wonnx", "c62f5d336c152102882a163ebc1eb18e63550de8", "data/models/opt-mnist.onnx"),
            "486cf6b7d7cdb5fdce37e65537326fac02f9c9866efe1f09e3f9779e495e8624",
            25_905),
        PublishedNames.Of(
            WeightLayout.Onnx,
            ("conv1.weight", "Parameter5"), ("conv1.bias", "23"),
            ("conv2.weight", "Parameter87"), ("conv2.bias", "24"),
            ("fc.weight", "Parameter193_reshape1"), ("fc.bias", "Parameter194")));

    private static NetworkDescription Describe(
        string name, string title, InputConvention input, string paper, Uri origin, string licence, LayerList net, int minimumSide, PublishedWeights? weights = null, PublishedNames? names = null) => new(
        name,
        new NetworkFacts
        {
            Title = title,
            Input = input,
            Source = net.Picture,
            MinimumSide = minimumSide,
            Labels = "mnist",
            Licence = licence,
            Paper = paper,
            Origin = origin,
            Weights = weights,
            Names = names,
        },
        net.Layers);
}
