using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of what proposes regions (Ren et al. 2015, section 3.1.2): logistic loss of «an object is here» over anchors that are drawn, half of them with an object where there are as
/// many, and smooth absolute errors of their boxes.
/// </summary>
/// <remarks>
/// Departures from the paper: 64 anchors of a picture are drawn and not 256, because the pictures are small; an anchor that overlaps an object by half is one of it, and not by seven tenths,
/// because a cell of 8 pixels is large beside such objects and hardly any anchor came nearer; and anchors that reach beyond the picture are learned from too, because most do.
/// </remarks>
/// <param name="detector">The detector.</param>
internal sealed class ProposalLoss(RegionDetector detector)
{
    private const int Drawn = 64;
    private const double Object = 0.5;
    private const double Ground = 0.3;

    // Below it errors are squared: the square of 3 is the paper's own program's.
    private const double Smooth = 1.0 / 9;

    private readonly IReadOnlyList<Box> _anchors = detector.AnchorBoxes;

    /// <summary>
    /// Which anchors of a picture have an object: those that overlap one by half, and for each object those that overlap it most, however little. Those that overlap none by three tenths have none;
    /// the others are nothing.
    /// </summary>
    /// <param name="objects">The objects.</param>
    /// <returns>For each anchor the place of its object, −1 for ground, or −2 for nothing.</returns>
    public int[] Assign(IReadOnlyList<AnnotatedObject> objects)
    {
        int[] assigned = [.. RegionMatch.Of(_anchors, objects).Select(match => match.Overlap >= Object ? match.Object : match.Overlap < Ground ? -1 : -2)];
        for (var at = 0; at < objects.Count; at++)
        {
            double[] overlaps = [.. _anchors.Select(anchor => anchor.IntersectionOverUnion(objects[at].Box))];
            var most = overlaps.Max();
            for (var anchor = 0; anchor < overlaps.Length && most > 0; anchor++)
            {
                if (overlaps[anchor] == most)
                {
                    assigned[anchor] = at;
                }
            }
        }

        return assigned;
    }

    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="objectness"><c>(N, anchors, rows, columns)</c>, before the logistic function.</param>
    /// <param name="deltas"><c>(N, 4·anchors, rows, columns)</c>.</param>
    /// <param name="objects">For each picture its objects, in pixels of what the network sees.</param>
    /// <param name="random">Draws the anchors; moved on.</param>
    /// <returns>Both parts, each a mean over what was drawn; the caller's, in the dispose scope around the call.</returns>
    public Tensor Of(Tensor objectness, Tensor deltas, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, ref SplitMix64 random)
    {
        var (pictures, count) = (objects.Count, _anchors.Count);
        var cells = count / detector.Anchors.Count;
        var isThere = new float[pictures * count];
        var weights = new float[isThere.Length];
        var boxes = new float[4 * isThere.Length];
        var masks = new float[boxes.Length];
        var drawn = 0;
        for (var picture = 0; picture < pictures; picture++)
        {
            var assigned = Assign(objects[picture]);
            var places = Enumerable.Range(0, count);
            var (found, grounds) = RegionSample.Draw(places.Where(at => assigned[at] >= 0), places.Where(at => assigned[at] == -1), Drawn, Drawn / 2, ref random);
            drawn += found.Length + grounds.Length;
            foreach (var at in grounds)
            {
                weights[(picture * count) + at] = 1;
            }

            foreach (var at in found)
            {
                weights[(picture * count) + at] = isThere[(picture * count) + at] = 1;
                var delta = BoxDelta.Between(_anchors[at], objects[picture][assigned[at]].Box);
                var first = (4 * ((picture * count) + (at / cells * cells))) + (at % cells);
                foreach (var (number, value) in ((double[])[delta.X, delta.Y, delta.LogWidth, delta.LogHeight]).Index())
                {
                    (boxes[first + (number * cells)], masks[first + (number * cells)]) = ((float)value, 1);
                }
            }
        }

        using var scope = NewDisposeScope();
        var mask = Move(masks, deltas);
        var here = functional.binary_cross_entropy_with_logits(objectness, Move(isThere, objectness), weight: Move(weights, objectness), reduction: Reduction.Sum);
        var box = functional.smooth_l1_loss(deltas * mask, Move(boxes, deltas), Reduction.Sum, Smooth);
        return stack([here, box], 0).div(Held(drawn)).MoveToOuterDisposeScope();
    }

    private static Tensor Move(float[] numbers, Tensor like) => tensor(numbers, like.shape, device: like.device);
}
