using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Torch;
using StyleForge.Training.Learning;
using StyleForge.Training.Networks;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of a detector of two stages, both of which learn at once: what proposes regions learns by <see cref="ProposalLoss"/>, and what looks at them by <see cref="RegionLoss"/>, from proposals
/// that are taken for given as they are at that step. No gradient goes through where they lie («approximate joint training», Ren et al. 2015, section 3.2).
/// </summary>
/// <param name="detector">The detector.</param>
/// <param name="seed">Any number; the same one draws the same, and the same first weights.</param>
/// <param name="device">Where the random first weights of what looks at regions lie.</param>
internal sealed class TwoStageLoss(RegionDetector detector, ulong seed, Device device) : IDetectorLoss<AnnotatedObject>
{
    private const float Nowhere = -4;

    private readonly IReadOnlyList<Box> _anchors = detector.AnchorBoxes;
    private readonly ProposalLoss _proposals = new(detector);
    private readonly RegionLoss _regions = new(detector.Classes.Count);
    private readonly LearningNetwork _head = FirstHead(detector, seed, device);

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => [SmallTwoStage.Features, SmallTwoStage.Objectness, SmallTwoStage.Deltas];

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => ["proposals", "regions", "classes", "boxes"];

    /// <inheritdoc/>
    public IReadOnlyList<LearningNetwork> Networks => [_head];

    /// <summary>That nearly everywhere is nothing, and regions are anchors.</summary>
    public IReadOnlyDictionary<string, float[]> FirstBiases => new Dictionary<string, float[]>
    {
        [SmallTwoStage.Objectness] = [.. Enumerable.Repeat(Nowhere, detector.Anchors.Count)],
        [SmallTwoStage.Deltas] = new float[4 * detector.Anchors.Count],
    };

    /// <inheritdoc/>
    public Tensor Of(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, int step)
    {
        using var scope = NewDisposeScope();
        var random = new SplitMix64(seed).Jump((ulong)step);
        var (objectness, deltas) = (outputs[SmallTwoStage.Objectness], outputs[SmallTwoStage.Deltas]);
        var drawn = Draw(objectness, deltas, objects, ref random);
        var regions = AlignedRegions.Read(outputs[SmallTwoStage.Features], [.. drawn.Select(picture => picture.Select(each => each.Region).ToArray())], RegionLoss.Drawn);
        var looked = TorchGraph.Run(detector.Head, regions, _head.Parameters(), [SmallTwoStage.Scores, SmallTwoStage.Boxes], PoolingKind.Maximum, BorderMode.Zero);
        return cat([_proposals.Of(objectness, deltas, objects, ref random), _regions.Of(looked[SmallTwoStage.Scores], looked[SmallTwoStage.Boxes], drawn)], 0).MoveToOuterDisposeScope();
    }

    private static LearningNetwork FirstHead(RegionDetector detector, ulong seed, Device device)
    {
        using var weights = RandomWeights.Make(detector.Head, seed);
        FirstWeights.BeginWith(weights, detector.Head, SmallTwoStage.Scores, new float[1 + detector.Classes.Count]);
        FirstWeights.BeginWith(weights, detector.Head, SmallTwoStage.Boxes, new float[4 * detector.Classes.Count]);
        return new LearningNetwork(detector.Head, weights, _ => true, device);
    }

    private List<IReadOnlyList<(Box Region, AnnotatedObject? Object)>> Draw(Tensor objectness, Tensor deltas, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, ref SplitMix64 random)
    {
        var (sure, moves) = (Numbers(objectness), Numbers(deltas));
        var drawn = new List<IReadOnlyList<(Box Region, AnnotatedObject? Object)>>();
        for (var picture = 0; picture < objects.Count; picture++)
        {
            var proposals = detector.Propose(_anchors, sure.AsSpan(picture * _anchors.Count, _anchors.Count), moves.AsSpan(4 * picture * _anchors.Count, 4 * _anchors.Count));
            drawn.Add(RegionLoss.Draw(proposals, objects[picture], ref random));
        }

        return drawn;

        static float[] Numbers(Tensor tensor)
        {
            using var copy = TensorCopy.ToMemory(tensor.detach());
            return copy.Span.ToArray();
        }
    }
}
