using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;

namespace StyleForge.Models.Networks;

/// <summary>
/// face-api's small face detector: the grid of Redmon and Farhadi, "YOLO9000: Better, Faster, Stronger" (CVPR 2017, arXiv:1612.08242), over six convolutions in two
/// steps. A cell of 32 pixels has five anchors, and each of them a box and a score.
/// </summary>
public static class TinyFaceDetector
{
    /// <summary>Widths and heights of the five anchors, in cells.</summary>
    public static IReadOnlyList<(double Width, double Height)> Anchors { get; } =
        [(1.603231, 2.094468), (6.041143, 7.080126), (2.882459, 3.518061), (4.266906, 5.178857), (9.041765, 10.66308)];

    /// <summary>Numbers of an anchor: x, y, width, height and score.</summary>
    public const int NumbersPerAnchor = 5;

    /// <summary>Pixels of a cell's side.</summary>
    public const int Cell = 32;

    /// <summary>The network; it takes squares whose side is a multiple of 32.</summary>
    public static NetworkDescription Network { get; } = Make();

    private static NetworkDescription Make()
    {
        var facts = FaceApi.Facts(
            "Tiny face detector: boxes of faces on a grid of 32 pixels", side: 416, "Redmon and Farhadi 2017, YOLO9000: Better, Faster, Stronger, arXiv:1612.08242", mean: [117.001, 114.697, 97.404]) with
        {
            MinimumSide = 3,
        };
        var net = new LayerList(facts.Source).Convolution("conv0", 16, padding: 0);
        for (var number = 1; number <= 5; number++)
        {
            Pool(Leak(net, number - 1), number - 1, stride: 2).Separable($"conv{number}", 16 << number);
        }

        Pool(Leak(net, 5), 5, stride: 1).Convolution("conv8", Anchors.Count * NumbersPerAnchor, kernel: 1);
        return FaceApi.Network("tiny-face-detector", facts, net, "tiny_face_detector", "b904a79965e543aa19afb143ed0d2cc4925b66a4e9428a8a4d774205a6c51cea", 196_540);
    }

    private static LayerList Leak(LayerList net, int number) => net.Then(new LeakyReluDescription($"leaky{number}", $"leaky{number}", 0.1));

    private static LayerList Pool(LayerList net, int number, int stride) =>
        net.Then(new PoolingDescription($"pool{number}", $"pool{number}", Window.SameAsTensorFlow(2, stride)) { Kind = PoolingKind.Maximum });
}
