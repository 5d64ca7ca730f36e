using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// face-api's larger face detector: the single shot detector of Liu et al. (ECCV 2016, arXiv:1512.02325) over MobileNet v1, trained on WIDER FACE. Six grids, from
/// 32 cells a side to one, each give boxes and scores.
/// </summary>
public static class SsdMobileNet
{
    private const double Epsilon = 0.001;

    /// <summary>The side of the square that it sees.</summary>
    public const int Side = 512;

    // Channels and stride of the thirteen pairs; the eleventh has the first grid.
    private static readonly (int Channels, int Stride)[] Pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    // Channels of the 1×1 convolution that narrows and of the 3×3 convolution that halves, before each of the last four grids.
    private static readonly (int Narrow, int Wide)[] Extras = [(256, 512), (128, 256), (128, 256), (64, 128)];

    /// <summary>The tap with the boxes of a grid, <c>(N, 4·anchors, H, W)</c>.</summary>
    /// <param name="grid">0 to 5, the finest first.</param>
    public static string Boxes(int grid) => $"Prediction.BoxPredictor_{grid}.BoxEncodingPredictor";

    /// <summary>The tap with the scores of a grid, <c>(N, 3·anchors, H, W)</c>: nothing, face, and one that is not used.</summary>
    /// <param name="grid">0 to 5, the finest first.</param>
    public static string Scores(int grid) => $"Prediction.BoxPredictor_{grid}.ClassPredictor";

    /// <summary>Anchors at each cell of a grid.</summary>
    /// <param name="grid">0 to 5, the finest first.</param>
    public static int Anchors(int grid) => grid == 0 ? 3 : 6;

    /// <summary>The network.</summary>
    public static NetworkDescription Network { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = FaceApi.Facts("SSD over MobileNet v1: boxes of faces on six grids", Side, "Liu et al. 2016, SSD: Single Shot MultiBox Detector, arXiv:1512.02325") with
        {
            MinimumSide = 1,
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0.5, 0.5, 0.5], Deviation = [0.5, 0.5, 0.5] },
        };
        var net = new LayerList(facts.Source);
        Convolve(net, "MobilenetV1.Conv2d_0_pointwise", 32, Window.SameAsTensorFlow(3, stride: 2));
        var ends = new List<string>();
        for (var number = 1; number <= Pairs.Length; number++)
        {
            var (channels, stride) = Pairs[number - 1];
            var (read, depthwise) = (net.Channels(net.Last), $"MobilenetV1.Conv2d_{number}_depthwise");
            net.Convolution(depthwise, read, Window.SameAsTensorFlow(3, stride), groups: read, bias: false).Normalise($"{depthwise}.BatchNorm", Epsilon)
                .Then(new Relu6Description($"{depthwise}.relu", $"{depthwise}.relu"));
            Convolve(net, $"MobilenetV1.Conv2d_{number}_pointwise", channels, Window.Valid(1));
            if (number is 11 or 13)
            {
                ends.Add(net.Last);
            }
        }

        for (var pair = 0; pair < Extras.Length; pair++)
        {
            Convolve(net, $"Prediction.Conv2d_{2 * pair}_pointwise", Extras[pair].Narrow, Window.Valid(1));
            Convolve(net, $"Prediction.Conv2d_{(2 * pair) + 1}_pointwise", Extras[pair].Wide, Window.SameAsTensorFlow(3, stride: 2));
            ends.Add(net.Last);
        }

        for (var grid = 0; grid < ends.Count; grid++)
        {
            net.From(ends[grid]).Convolution(Boxes(grid), 4 * Anchors(grid), kernel: 1).From(ends[grid]).Convolution(Scores(grid), 3 * Anchors(grid), kernel: 1);
        }

        return FaceApi.Network("ssd-mobilenet-faces", facts, net, "ssd_mobilenetv1", "44030ca4ed905f54fea7a800a6df242907e5ab381e560130f1fde537663e5f6c", 5_645_190, Spell);
    }

    // The file has these normalisations as biases.
    private static void Convolve(LayerList net, string name, int channels, Window slide) =>
        net.Convolution(name, channels, slide).Then(new Relu6Description($"{name}.relu", $"{name}.relu"));

    private static string Spell(LayerDescription layer, string parameter) => $"{layer.Name.Replace('.', '/')}/" + (layer, parameter) switch
    {
        (BatchNormalisationDescription, "weight") => "gamma",
        (BatchNormalisationDescription, "bias") => "beta",
        (BatchNormalisationDescription, "running_mean") => "moving_mean",
        (BatchNormalisationDescription, _) => "moving_variance",
        (ConvolutionDescription { IsDepthwise: true }, _) => "depthwise_weights",
        (_, "weight") => "weights",
        _ when layer.Name.EndsWith("Predictor", StringComparison.Ordinal) => "biases",
        _ => "convolution_bn_offset",
    };
}
