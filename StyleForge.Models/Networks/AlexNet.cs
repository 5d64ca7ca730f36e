using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>The network of Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks" (NeurIPS 2012).</summary>
public static class AlexNet
{
    private const string Paper = "Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks";

    /// <summary>
    /// As it was published, with local response normalisation and two groups of channels, for 227×227 pixels; layers and order as in Caffe's
    /// <c>bvlc_alexnet</c>, which normalises before it pools.
    /// </summary>
    public static NetworkDescription Original { get; } = Describe(
        "alexnet-lrn",
        "AlexNet as published, with local response normalisation, for 227×227 pixels",
        InputConvention.Caffe,
        "none: without weights",
        new Uri("https://github.com/BVLC/caffe"),
        weights: null,
        new LayerList([1, 3, 227, 227])
            .Convolution("conv1", 96, kernel: 11, stride: 4, padding: 0).Relu("relu1").Then(new LocalResponseNormalisationDescription("norm1", "norm1")).MaximumPool("pool1", 3, stride: 2)
            .Convolution("conv2", 256, kernel: 5, groups: 2).Relu("relu2").Then(new LocalResponseNormalisationDescription("norm2", "norm2")).MaximumPool("pool2", 3, stride: 2)
            .Convolution("conv3", 384).Relu("relu3")
            .Convolution("conv4", 384, groups: 2).Relu("relu4")
            .Convolution("conv5", 256, groups: 2).Relu("relu5").MaximumPool("pool5", 3, stride: 2)
            .Flatten()
            .Full("fc6", 4096).Relu("relu6").Dropout("drop6")
            .Full("fc7", 4096).Relu("relu7").Dropout("drop7")
            .Full("fc8", 1000).Softmax(),
        minimumSide: 227);

    /// <summary>As torchvision has it: the single-column network of Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014, arXiv:1404.5997).</summary>
    public static NetworkDescription SingleColumn { get; } = Describe(
        "alexnet",
        "AlexNet in one column, trained on ImageNet by torchvision",
        InputConvention.Torchvision,
        Torchvision.Licence,
        Torchvision.Origin,
        Torchvision.Weights("alexnet-owt", "7be5be79"),
        new LayerList([1, 3, 224, 224])
            .Convolution("features.0", 64, kernel: 11, stride: 4, padding: 2, tap: "conv1").Relu("features.1", "relu1").MaximumPool("features.2", 3, stride: 2, tap: "pool1")
            .Convolution("features.3", 192, kernel: 5, tap: "conv2").Relu("features.4", "relu2").MaximumPool("features.5", 3, stride: 2, tap: "pool2")
            .Convolution("features.6", 384, tap: "conv3").Relu("features.7", "relu3")
            .Convolution("features.8", 256, tap: "conv4").Relu("features.9", "relu4")
            .Convolution("features.10", 256, tap: "conv5").Relu("features.11", "relu5").MaximumPool("features.12", 3, stride: 2, tap: "pool5")
            .Then(new AdaptivePoolingDescription("avgpool", "avgpool", 6)).Flatten()
            .Dropout("classifier.0", tap: "drop6").Full("classifier.1", 4096, "fc6").Relu("classifier.2", "relu6")
            .Dropout("classifier.3", tap: "drop7").Full("classifier.4", 4096, "fc7").Relu("classifier.5", "relu7")
            .Full("classifier.6", 1000, "fc8").Softmax(),
        minimumSide: 63);

    private static NetworkDescription Describe(string name, string title, InputConvention input, string licence, Uri origin, PublishedWeights? weights, LayerList net, int minimumSide) => new(
        name,
        new NetworkFacts
        {
            Title = title,
            Input = input,
            Source = net.Picture,
            MinimumSide = minimumSide,
            Labels = "imagenet",
            ShorterSide = 256,
            Licence = licence,
            Paper = Paper,
            Origin = origin,
            Weights = weights,
        },
        net.Layers);
}
