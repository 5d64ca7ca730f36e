using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>What the networks of face-api have in common: names, normalisation, and a convolution in two steps.</summary>
internal static class FaceApi
{
    private const string Pointwise = ".pointwise";

    /// <summary>The licence of its weights.</summary>
    public const string Licence = "MIT (face-api)";

    /// <summary>Where its networks come from.</summary>
    public static Uri Origin { get; } = new("https://github.com/vladmandic/face-api");

    /// <summary>Facts of a network whose pictures are RGB from 0 to 255, less a mean, divided by 255.</summary>
    /// <param name="title">What the network is.</param>
    /// <param name="side">The side of the squares that it was trained on.</param>
    /// <param name="paper">The paper that describes it.</param>
    /// <param name="mean">The mean of each channel; null for that of the faces that most of its networks were trained on.</param>
    public static NetworkFacts Facts(string title, int side, string paper, double[]? mean = null) => new()
    {
        Title = title,
        Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 255, Mean = mean ?? [122.782, 117.001, 104.298], Deviation = [255, 255, 255] },
        Source = [1, 3, side, side],
        MinimumSide = side,
        Licence = Licence,
        Paper = paper,
        Origin = Origin,
    };

    /// <summary>A network with the names that the package's files have.</summary>
    /// <param name="name">The name in the catalogue.</param>
    /// <param name="facts">What must be known beside the layers.</param>
    /// <param name="net">The layers.</param>
    /// <param name="file">What the package's file is called before <c>_model</c>.</param>
    /// <param name="sha256">The SHA-256 of its list and its numbers.</param>
    /// <param name="bytes">The bytes of both.</param>
    /// <param name="spell">The name of a layer's tensor in the file; null for the usual ones.</param>
    public static NetworkDescription Network(
        string name, NetworkFacts facts, LayerList net, string file, string sha256, long bytes, Func<LayerDescription, string, string>? spell = null) => new(
        name,
        facts with
        {
            Names = PublishedNames.Spell(WeightLayout.TensorFlow, net.Layers, spell ?? Spell),
            Weights = new PublishedWeights(
                $"{name}.safetensors", new PackagePlace(PackageRegistry.Npm, "@vladmandic/face-api", "1.7.15", $"package/model/{file}_model-weights_manifest.json"), sha256, bytes),
        },
        net.Layers);

    /// <summary>A 3×3 convolution of each channel by itself, then a 1×1 convolution over them.</summary>
    /// <param name="net">The network so far.</param>
    /// <param name="name">The name of the pair.</param>
    /// <param name="channels">Channels that it gives.</param>
    /// <param name="stride">Step between two positions.</param>
    public static LayerList Separable(this LayerList net, string name, int channels, int stride = 1)
    {
        var read = net.Channels(net.Last);
        return net
            .Convolution($"{name}.depthwise", read, Window.SameAsTensorFlow(3, stride), groups: read, bias: false)
            .Convolution(name + Pointwise, channels, kernel: 1);
    }

    // A pair has one bias, which is the second's, and a matrix without a bias has its layer's name alone.
    private static string Spell(LayerDescription layer, string parameter) => (layer, parameter) switch
    {
        (ConvolutionDescription { IsDepthwise: true }, _) => $"{Pair(layer)}/depthwise_filter",
        (_, "weight") when layer.Name.EndsWith(Pointwise, StringComparison.Ordinal) => $"{Pair(layer)}/pointwise_filter",
        (_, "bias") when layer.Name.EndsWith(Pointwise, StringComparison.Ordinal) => $"{Pair(layer)}/bias",
        (ConvolutionDescription, "weight") => $"{Path(layer.Name)}/filters",
        (ScaleDescription, "bias") => $"{Path(layer.Name)}/biases",
        (FullyConnectedDescription { HasBias: false }, _) => Path(layer.Name),
        (_, "weight") => $"{Path(layer.Name)}/weights",
        _ => $"{Path(layer.Name)}/{parameter}",
    };

    private static string Pair(LayerDescription layer) => Path(layer.Name[..layer.Name.LastIndexOf('.')]);

    private static string Path(string name) => name.Replace('.', '/');
}
