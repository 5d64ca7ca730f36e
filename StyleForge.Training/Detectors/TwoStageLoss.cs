using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Training.Learning;
using StyleForge.Training.Networks;
using static TorchSharp.torch;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of a detector of two stages, both of which learn at once: what proposes regions learns by <see cref="ProposalLoss"/>, and what looks at them by <see cref="RegionLoss"/>, from proposals
/// that are taken for given as they are at that step. No gradient goes through where they lie («approximate joint training», Ren et al. 2015, section 3.2).
/// </summary>
internal sealed class TwoStageLoss : IDetectorLoss<AnnotatedObject>
{
    private const float Nowhere = -4;

    private readonly RegionDetector _detector;
    private readonly SplitMix64 _random;
    private readonly IReadOnlyList<Box> _anchors;
    private readonly ProposalLoss _proposals;
    private readonly RegionLoss _regions;
    private readonly LearningNetwork _head;

    /// <summary>Brings the random first weights of what looks at regions to the device.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="seed">Any number; the same one gives the same first weights and the same draws.</param>
    /// <param name="device">Where to.</param>
    public TwoStageLoss(RegionDetector detector, ulong seed, Device device)
    {
        (_detector, _random, _anchors) = (detector, new SplitMix64(seed), detector.AnchorBoxes);
        (_proposals, _regions) = (new ProposalLoss(detector), new RegionLoss(detector.Classes.Count));
        using var weights = RandomWeights.Make(detector.Head, seed);
        FirstWeights.BeginWith(weights, detector.Head, SmallTwoStage.Scores, new float[1 + detector.Classes.Count]);
        FirstWeights.BeginWith(weights, detector.Head, SmallTwoStage.Boxes, new float[4 * detector.Classes.Count]);
        _head = new LearningNetwork(detector.Head, weights, _ => true, device);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => [SmallTwoStage.Features, SmallTwoStage.Objectness, SmallTwoStage.Deltas];

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => ["proposals", "their boxes", "classes", "boxes"];

    /// <inheritdoc/>
    public IReadOnlyList<LearningNetwork> Networks => [_head];

    /// <summary>Lets the first network begin with little to say but that nearly everywhere is nothing.</summary>
    /// <param name="weights">Its weights.</param>
    /// <param name="detector">The detector.</param>
    public static void BeginWith(WeightSet weights, RegionDetector detector)
    {
        FirstWeights.BeginWith(weights, detector.Network, SmallTwoStage.Objectness, [.. Enumerable.Repeat(Nowhere, detector.Anchors.Count)]);
        FirstWeights.BeginWith(weights, detector.Network, SmallTwoStage.Deltas, new float[4 * detector.Anchors.Count]);
    }

    /// <inheritdoc/>
    public Tensor Of(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, int step)
    {
        using var scope = NewDisposeScope();
        var random = _random.Jump((ulong)step);
        var (objectness, deltas) = (outputs[SmallTwoStage.Objectness], outputs[SmallTwoStage.Deltas]);
        var drawn = Draw(objectness, deltas, objects, ref random);
        var regions = AlignedRegions.Read(outputs[SmallTwoStage.Features], [.. drawn.Select(picture => picture.Select(each => each.Region).ToArray())], RegionLoss.Drawn);
        var looked = TorchGraph.Run(_detector.Head, regions, _head.Parameters(), [SmallTwoStage.Scores, SmallTwoStage.Boxes], PoolingKind.Maximum, BorderMode.Zero);
        return cat([_proposals.Of(objectness, deltas, objects, ref random), _regions.Of(looked[SmallTwoStage.Scores], looked[SmallTwoStage.Boxes], drawn)], 0).MoveToOuterDisposeScope();
    }

    private List<IReadOnlyList<(Box Region, AnnotatedObject? Object)>> Draw(Tensor objectness, Tensor deltas, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, ref SplitMix64 random)
    {
        var (sure, moves) = (Numbers(objectness), Numbers(deltas));
        var drawn = new List<IReadOnlyList<(Box Region, AnnotatedObject? Object)>>();
        for (var picture = 0; picture < objects.Count; picture++)
        {
            var proposals = _detector.Propose(_anchors, sure.AsSpan(picture * _anchors.Count, _anchors.Count), moves.AsSpan(4 * picture * _anchors.Count, 4 * _anchors.Count));
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
