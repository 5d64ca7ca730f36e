using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The networks of Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition"
/// (ICLR 2015, arXiv:1409.1556), table 1, configurations A, B, D and E, with torchvision's names for the weights.
/// </summary>
public static class Vgg
{
    private const string Paper = "Simonyan and Zisserman 2015, Very Deep Convolutional Networks for Large-Scale Image Recognition, arXiv:1409.1556";
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    /// <summary>
    /// Channels of each convolution of <see cref="Forge"/>, by block: as wide as VGG-16 where style is looked at, narrow between.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<int>> ForgeWidths { get; } = [[64, 32], [128, 64], [256, 128, 256], [128, 128, 128], [128]];

    /// <summary>Configuration A: 8 convolutions.</summary>
    public static NetworkDescription Vgg11 { get; } = Published("vgg11", "A", [1, 1, 2, 2, 2], "8a719046", null);

    /// <summary>Configuration B: 10 convolutions.</summary>
    public static NetworkDescription Vgg13 { get; } = Published("vgg13", "B", [2, 2, 2, 2, 2], "19584684", null);

    /// <summary>Configuration D: 13 convolutions.</summary>
    public static NetworkDescription Vgg16 { get; } = Published("vgg16", "D", [2, 2, 3, 3, 3], "397923af", 553_433_881, caffe: "00b39a1b");

    /// <summary>Configuration E: 16 convolutions; the network of Gatys et al. 2016.</summary>
    public static NetworkDescription Vgg19 { get; } = Published("vgg19", "E", [2, 2, 4, 4, 4], "dcbb9e9d", 574_673_361, caffe: "d01eb7cb");

    /// <summary>VGG-16 to relu5_1, narrow but for the layers that style is looked at in, with half of the arithmetic; its weights come with the program.</summary>
    public static NetworkDescription Forge { get; } = new(
        "forge-vgg",
        new NetworkFacts
        {
            Title = "VGG-16 to relu5_1, narrow between the layers that style is looked at in, trained by this project",
            Input = InputConvention.Torchvision,
            MinimumSide = 16,
            Licence = "MIT",
            Paper = Paper + " (topology)",
            Origin = new Uri("https://arxiv.org/abs/1409.1556"),
            BuiltIn = new BuiltInWeights("forge-vgg.safetensors"),
        },
        Features(ForgeWidths)[..^1]);

    /// <summary>The network of <see cref="Forge"/>'s facts with other layers: blocks of 3×3 convolutions, each followed by a ReLU, with 2×2 poolings between the blocks.</summary>
    /// <param name="widths">Channels of each convolution, by block.</param>
    public static NetworkDescription ForgeOf(IReadOnlyList<IReadOnlyList<int>> widths) => Forge with { Layers = Features(widths)[..^1] };

    private static NetworkDescription Published(string name, string configuration, int[] convolutions, string sha256Prefix, long? bytes, string? caffe = null)
    {
        var original = $"{name}-{caffe}.pth";
        return new NetworkDescription(
            name,
            new NetworkFacts
            {
                Title = $"VGG-{name[3..]}, configuration {configuration}, trained on ImageNet by torchvision",
                Input = InputConvention.Torchvision,
                MinimumSide = 32,
                Labels = "imagenet",
                ShorterSide = 256,
                Licence = Torchvision.Licence,
                Paper = Paper,
                Origin = Torchvision.Origin,
                Weights = Torchvision.Weights(name, sha256Prefix, bytes),

                // The authors' own Caffe weights, converted unchanged (github.com/jcjohnson/pytorch-vgg).
                Variants = caffe is null ? [] : [(new PublishedWeights(original, new Uri($"https://web.eecs.umich.edu/~justincj/models/{original}"), caffe, bytes: null), InputConvention.Caffe)],
            },
            [.. Features([.. convolutions.Select((count, block) => Enumerable.Repeat(Widths[block], count).ToArray())]), .. Classifier(Widths[^1])]);
    }

    // Blocks of 3×3 convolutions, each followed by a ReLU; a 2×2 pooling ends each block.
    private static List<LayerDescription> Features(IReadOnlyList<IReadOnlyList<int>> widths)
    {
        var layers = new List<LayerDescription>();
        var channels = 3;
        for (var block = 1; block <= widths.Count; block++)
        {
            for (var convolution = 1; convolution <= widths[block - 1].Count; convolution++)
            {
                var width = widths[block - 1][convolution - 1];
                layers.Add(new ConvolutionDescription($"features.{layers.Count}", $"conv{block}_{convolution}", channels, width));
                layers.Add(new ReluDescription($"features.{layers.Count}", $"relu{block}_{convolution}"));
                channels = width;
            }

            layers.Add(new PoolingDescription($"features.{layers.Count}", $"pool{block}"));
        }

        return layers;
    }

    // torchvision numbers the dropouts too (classifier.2 and classifier.5); they do nothing outside training and are left out.
    // Its average pooling to 7×7, which the paper does not have, lets the classifier take pictures that are not 224×224.
    private static List<LayerDescription> Classifier(int channels) =>
    [
        new AdaptivePoolingDescription("avgpool", "avgpool", 7),
        new FlattenDescription("flatten", "flatten"),
        new FullyConnectedDescription("classifier.0", "fc6", channels * 7 * 7, 4096),
        new ReluDescription("classifier.1", "relu6"),
        new FullyConnectedDescription("classifier.3", "fc7", 4096, 4096),
        new ReluDescription("classifier.4", "relu7"),
        new FullyConnectedDescription("classifier.6", "fc8", 4096, 1000),
        new SoftmaxDescription("softmax", "prob"),
    ];
}
