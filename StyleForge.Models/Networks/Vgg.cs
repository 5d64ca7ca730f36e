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

    /// <summary>Configuration A: 8 convolutions.</summary>
    public static NetworkDescription Vgg11 { get; } = Published("vgg11", "A", [1, 1, 2, 2, 2], "8a719046", null);

    /// <summary>Configuration B: 10 convolutions.</summary>
    public static NetworkDescription Vgg13 { get; } = Published("vgg13", "B", [2, 2, 2, 2, 2], "19584684", null);

    /// <summary>Configuration D: 13 convolutions.</summary>
    public static NetworkDescription Vgg16 { get; } = Published("vgg16", "D", [2, 2, 3, 3, 3], "397923af", 553_433_881, caffe: "00b39a1b");

    /// <summary>Configuration E: 16 convolutions; the network of Gatys et al. 2016.</summary>
    public static NetworkDescription Vgg19 { get; } = Published("vgg19", "E", [2, 2, 4, 4, 4], "dcbb9e9d", 574_673_361, caffe: "d01eb7cb");

    /// <summary>VGG-19 to relu5_1 at a quarter of the width, so about a sixteenth of the arithmetic; its weights come with the program.</summary>
    public static NetworkDescription Forge { get; } = new(
        "forge-vgg",
        new NetworkFacts
        {
            Title = "VGG-19 to relu5_1 at a quarter of the width, trained by this project",
            Input = InputConvention.Torchvision,
            MinimumSide = 16,
            Licence = "MIT",
            Paper = Paper + " (topology)",
            Origin = new Uri("https://arxiv.org/abs/1409.1556"),
            BuiltIn = new BuiltInWeights("forge-vgg.safetensors"),
        },
        Features(Blocks([2, 2, 4, 4, 1], [16, 32, 64, 128, 128]))[..^1]);

    /// <summary>
    /// What <c>train features</c> trains: VGG-16 to relu5_1, as wide as the original where style is looked at (relu1_1, relu2_1, relu3_1,
    /// relu3_3), half as wide or less between and deeper.
    /// </summary>
    public static NetworkDescription Student { get; } = new(
        "forge-vgg",
        Forge.Facts with { Title = "VGG-16 to relu5_1, narrow between the taps of style, trained by this project", BuiltIn = null },
        Features([[64, 32], [128, 64], [256, 128, 256], [128, 128, 128], [128]])[..^1]);

    private static NetworkDescription Published(string name, string configuration, int[] convolutions, string sha256Prefix, long? bytes, string? caffe = null)
    {
        var file = $"{name}-{sha256Prefix}.pth";
        var original = $"{name}-{caffe}.pth";
        return new NetworkDescription(
            name,
            new NetworkFacts
            {
                Title = $"VGG-{name[3..]}, configuration {configuration}, trained on ImageNet by torchvision",
                Input = InputConvention.Torchvision,
                MinimumSide = 32,
                Licence = "BSD-3-Clause (torchvision); ImageNet's terms of access may apply to weights trained on it",
                Paper = Paper,
                Origin = new Uri("https://github.com/pytorch/vision"),
                Weights = new PublishedWeights(file, new Uri($"https://download.pytorch.org/models/{file}"), sha256Prefix, bytes),

                // The authors' own Caffe weights, converted unchanged (github.com/jcjohnson/pytorch-vgg).
                Variants = caffe is null ? [] : [(new PublishedWeights(original, new Uri($"https://web.eecs.umich.edu/~justincj/models/{original}"), caffe, Bytes: null), InputConvention.Caffe)],
            },
            [.. Features(Blocks(convolutions, Widths)), .. Classifier(Widths[^1])]);
    }

    private static int[][] Blocks(int[] convolutions, int[] widths) =>
        [.. convolutions.Zip(widths, (count, width) => Enumerable.Repeat(width, count).ToArray())];

    /// <summary>Blocks of 3×3 convolutions, each followed by a ReLU; a 2×2 pooling ends each block.</summary>
    private static List<LayerDescription> Features(int[][] widths)
    {
        var layers = new List<LayerDescription>();
        var channels = 3;
        for (var block = 1; block <= widths.Length; block++)
        {
            for (var convolution = 1; convolution <= widths[block - 1].Length; convolution++)
            {
                layers.Add(new ConvolutionDescription($"features.{layers.Count}", $"conv{block}_{convolution}", channels, widths[block - 1][convolution - 1]));
                layers.Add(new ReluDescription($"features.{layers.Count}", $"relu{block}_{convolution}"));
                channels = widths[block - 1][convolution - 1];
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
