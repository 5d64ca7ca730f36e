using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;

namespace StyleForge.Models.Networks;

/// <summary>
/// face-api's networks over the crop of a face: one extractor of densely joined blocks (after Huang, Liu, van der Maaten and Weinberger, "Densely Connected
/// Convolutional Networks", CVPR 2017, arXiv:1608.06993), with sums in place of concatenations, and a head for points or for expressions.
/// </summary>
public static class FaceFeatures
{
    private const string Paper = "Huang, Liu, van der Maaten and Weinberger 2017, Densely Connected Convolutional Networks, arXiv:1608.06993";

    /// <summary>Points of a face: jaw 0 to 16, brows to 26, nose to 35, eyes to 47, mouth to 67.</summary>
    public const int Points = 68;

    /// <summary>The side of the squares that these networks see.</summary>
    public const int Side = 112;

    /// <summary>What a face can express, in the order of the network's answers.</summary>
    public static IReadOnlyList<string> ExpressionNames { get; } = ["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"];

    /// <summary>68 points of a face, x and y in turn, from 0 to 1 across the square.</summary>
    public static NetworkDescription Landmarks { get; } = Make(
        "face-landmarks", "68 points of a face", blocks: 4, terms: 4, numbers: 2 * Points,
        "face_landmark_68", "4c704c0213b9f181aa16901ff0ecb64893884a05065cb512aa4ef6b42348ca41", 365_325);

    /// <summary>The same from a network of a fifth of the size.</summary>
    public static NetworkDescription TinyLandmarks { get; } = Make(
        "face-landmarks-tiny", "68 points of a face, by a small network", blocks: 3, terms: 3, numbers: 2 * Points,
        "face_landmark_68_tiny", "786bb7de2d9ab8e0ef3301f5a5e901c9a31c2f82d3f6e938139bf3a2aa54e685", 82_030);

    /// <summary>The probabilities of <see cref="ExpressionNames"/>.</summary>
    public static NetworkDescription Expressions { get; } = Make(
        "face-expressions", "Seven expressions of a face", blocks: 4, terms: 4, ExpressionNames.Count,
        "face_expression", "e3f06ccaf0631d299b3c92b0bbf997e4f018f1bef49c5285721bebc48aea8f55", 336_448, softmax: true);

    private static NetworkDescription Make(string name, string title, int blocks, int terms, int numbers, string file, string sha256, long bytes, bool softmax = false)
    {
        var facts = FaceApi.Facts(title, Side, Paper) with { MinimumSide = 1 };
        var net = new LayerList(facts.Source);
        for (var block = 0; block < blocks; block++)
        {
            AddBlock(net, $"dense{block}", 32 << block, terms, isFirst: block == 0);
        }

        net.GlobalAverage("pool").Flatten().Full("fc", numbers);
        return FaceApi.Network(name, facts, softmax ? net.Softmax() : net, file, sha256, bytes);
    }

    // Every convolution after the first reads the rectified sum of all before it, and so does the block's reader.
    private static void AddBlock(LayerList net, string name, int channels, int terms, bool isFirst)
    {
        _ = isFirst ? net.Convolution($"{name}.conv0", channels, Window.SameAsTensorFlow(3, stride: 2)) : net.Separable($"{name}.conv0", channels, stride: 2);
        net.Relu($"{name}.relu0");
        var sum = net.Last;
        for (var number = 1; number < terms; number++)
        {
            net.Separable($"{name}.conv{number}", channels).Sum($"{name}.sum{number}", sum, net.Last);
            sum = net.Last;
            net.Relu($"{name}.relu{number}");
        }
    }
}
