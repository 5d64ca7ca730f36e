using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels.Regions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Detection;

/// <summary>A detector of two stages at work on the managed engine. Its memory is taken once, and serves pictures of all sizes.</summary>
public sealed class TwoStageDetector : IObjectDetector
{
    private readonly RegionDetector _description;
    private readonly IReadOnlyList<Box> _anchors;
    private readonly Network<float> _network;
    private readonly Network<float> _head;
    private readonly TensorPool _pool = new();
    private readonly NetworkRun<float> _propose;
    private readonly NetworkRun<float> _look;
    private readonly RegionAlign _align;
    private readonly Tensor<float> _objectness;
    private readonly Tensor<float> _deltas;
    private readonly Tensor<float> _scores;
    private readonly Tensor<float> _boxes;

    /// <summary>Makes one ready.</summary>
    /// <param name="description">The detector.</param>
    /// <param name="network">Its trunk and what proposes, with weights; it is this one's own from here on.</param>
    /// <param name="head">What looks at a region, with weights; it is this one's own from here on.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    public TwoStageDetector(RegionDetector description, Network<float> network, Network<float> head, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(description);
        (_description, _network, _head, _anchors) = (description, network, head, description.AnchorBoxes);
        _propose = network.Prepare(
            [1, Picture.Channels, description.Height, description.Width], [SmallTwoStage.Features, SmallTwoStage.Objectness, SmallTwoStage.Deltas], workers, _pool, isForwardOnly: true);
        _align = new RegionAlign(_propose.ShapeOf(SmallTwoStage.Features), RegionDetector.MostProposals, SmallTwoStage.Cells, workers, _pool);
        _look = head.Prepare(_align.DestinationShape, [SmallTwoStage.Scores, SmallTwoStage.Boxes], workers, _pool, isForwardOnly: true);
        _objectness = _pool.Rent<float>(_propose.ShapeOf(SmallTwoStage.Objectness));
        _deltas = _pool.Rent<float>(_propose.ShapeOf(SmallTwoStage.Deltas));
        _scores = _pool.Rent<float>(_look.ShapeOf(SmallTwoStage.Scores));
        _boxes = _pool.Rent<float>(_look.ShapeOf(SmallTwoStage.Boxes));
    }

    /// <inheritdoc/>
    public IDetectorDescription Description => _description;

    /// <inheritdoc/>
    public IReadOnlyList<DetectedObject> Detect(Picture picture, double threshold, SuppressionOptions suppression)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var letterbox = new Letterbox(picture.Width, picture.Height, _description.Width, _description.Height);
        letterbox.Fill(picture, _propose.Source.Span);
        _propose.Forward();
        _propose.Tap(SmallTwoStage.Objectness).CopyTo(_objectness);
        _propose.Tap(SmallTwoStage.Deltas).CopyTo(_deltas);
        var proposals = _description.Propose(_anchors, _objectness.Span, _deltas.Span);
        _align.Run(_propose.Tap(SmallTwoStage.Features), [.. proposals.Select(RegionDetector.RegionOf)], _look.Source);
        _look.Forward();
        _look.Tap(SmallTwoStage.Scores).CopyTo(_scores);
        _look.Tap(SmallTwoStage.Boxes).CopyTo(_boxes);
        var found = _description.Decode(proposals, _scores.Span, _boxes.Span, threshold);
        return [.. Suppression.Apply(found, suppression).Select(each => each with { Box = letterbox.ToPicture(each.Box) }).Where(each => each.Box.Area > 0)];
    }

    /// <summary>Gives all memory back, the networks' too.</summary>
    public void Dispose()
    {
        foreach (var tensor in (Tensor<float>[])[_objectness, _deltas, _scores, _boxes])
        {
            tensor.Dispose();
        }

        _align.Dispose();
        _look.Dispose();
        _propose.Dispose();
        _pool.Dispose();
        _head.Dispose();
        _network.Dispose();
    }
}
