using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The two networks of a small detector that first proposes regions and then looks at each of them, after Faster R-CNN (Ren, He, Girshick and Sun 2015), without weights until it is
/// trained. Both read the maps of one trunk, which is <see cref="SmallYolo"/>'s, so that what is compared is one stage with two and nothing else.
/// </summary>
public static class SmallTwoStage
{
    /// <summary>The name of the first network, by which a file is known.</summary>
    public const string Name = "small-two-stage";

    /// <summary>Tap of the first network: the maps that the second one reads regions of, <see cref="SmallYolo.Width"/> channels.</summary>
    public const string Features = SmallYolo.Features;

    /// <summary>Tap of the first network: for each anchor of a cell how sure it is that an object is there, before the logistic function.</summary>
    public const string Objectness = "objectness";

    /// <summary>Tap of the first network: for each anchor of a cell four numbers, by which it becomes a region.</summary>
    public const string Deltas = "deltas";

    /// <summary>Tap of the second network: ground and the classes, before softmax.</summary>
    public const string Scores = "scores";

    /// <summary>Tap of the second network: for each class four numbers, by which the region becomes the object's box.</summary>
    public const string Boxes = "boxes";

    /// <summary>Cells that a region is read in, across and down.</summary>
    public const int Cells = 5;

    private const int Hidden = 64;
    private const string Paper = "Ren, He, Girshick and Sun 2015, Faster R-CNN: Towards real-time object detection with region proposal networks, arXiv:1506.01497";
    private static readonly Uri Origin = new("https://arxiv.org/abs/1506.01497");

    /// <summary>The trunk and what proposes regions on it: a convolution of 3×3, and a layer of 1×1 for each of two outputs.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="anchors">Anchors of a cell.</param>
    public static NetworkDescription Proposals(int side, int anchors) => SmallYolo.Describe(
        Name,
        SmallYolo.Body(side)
            .Convolution("proposals", SmallYolo.Width).Relu("proposals_relu")
            .Convolution(Objectness, anchors, kernel: 1)
            .From("proposals_relu").Convolution(Deltas, 4 * anchors, kernel: 1),
        Paper,
        Origin);

    /// <summary>What looks at a region: a fully connected layer, and one for each of two outputs.</summary>
    /// <param name="classes">Classes, ground not counted.</param>
    public static NetworkDescription Head(int classes)
    {
        var net = new LayerList([1, SmallYolo.Width, Cells, Cells]);
        var facts = new NetworkFacts
        {
            Title = "What looks at a region of a small detector, without weights until it is trained",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [], Deviation = [] },
            Source = net.Picture,
            MinimumSide = Cells,
            Licence = "none: without weights",
            Paper = Paper,
            Origin = Origin,
        };
        return new NetworkDescription(
            $"{Name}-head",
            facts,
            net.Flatten().Full("hidden", Hidden).Relu("hidden_relu").Full(Scores, classes + 1).From("hidden_relu").Full(Boxes, 4 * classes).Layers);
    }
}
