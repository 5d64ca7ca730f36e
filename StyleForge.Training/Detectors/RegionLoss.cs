using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of what looks at regions (Girshick 2015, Fast R-CNN, section 2.3): cross-entropy over ground and classes, and for regions with an object smooth absolute errors of the box that its class says.
/// </summary>
/// <param name="classes">Classes, ground not counted.</param>
internal sealed class RegionLoss(int classes)
{
    /// <summary>Regions of a picture that are learned from, at most. The paper draws 64, of far larger pictures.</summary>
    public const int Drawn = 16;

    // A region that overlaps an object by half is one of it.
    private const double Object = 0.5;

    // The paper takes a quarter. So few regions as are drawn here would then hardly show what objects look like.
    private const int MostObjects = Drawn / 2;

    /// <summary>Draws regions of a picture: proposals and, as in the paper's program, the objects' own boxes, without which there would be hardly any good one at first.</summary>
    /// <param name="proposals">The proposals.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="random">Decides; moved on.</param>
    /// <returns>Regions, each with its object, or null for ground; at most <see cref="Drawn"/>.</returns>
    public static IReadOnlyList<(Box Region, AnnotatedObject? Object)> Draw(IReadOnlyList<Box> proposals, IReadOnlyList<AnnotatedObject> objects, ref SplitMix64 random)
    {
        Box[] regions = [.. objects.Select(annotated => annotated.Box), .. proposals];
        var matches = RegionMatch.Of(regions, objects);
        var places = Enumerable.Range(0, regions.Length);
        var (found, grounds) = RegionSample.Draw(places.Where(at => matches[at].Overlap >= Object), places.Where(at => matches[at].Overlap < Object), Drawn, MostObjects, ref random);
        return [.. found.Select(at => (regions[at], (AnnotatedObject?)objects[matches[at].Object])), .. grounds.Select(at => (regions[at], (AnnotatedObject?)null))];
    }

    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="scores"><c>(N·Drawn, 1 + classes)</c>, before softmax.</param>
    /// <param name="boxes"><c>(N·Drawn, 4·classes)</c>.</param>
    /// <param name="regions">For each picture what <see cref="Draw"/> gave.</param>
    /// <returns>Both parts, each a mean over the regions; the caller's, in the dispose scope around the call.</returns>
    public Tensor Of(Tensor scores, Tensor boxes, IReadOnlyList<IReadOnlyList<(Box Region, AnnotatedObject? Object)>> regions)
    {
        var kinds = new float[scores.numel()];
        var targets = new float[boxes.numel()];
        var masks = new float[targets.Length];
        foreach (var (picture, drawn) in regions.Index())
        {
            foreach (var (number, (region, found)) in drawn.Index())
            {
                var row = (picture * Drawn) + number;
                kinds[(row * (1 + classes)) + (found is { } known ? 1 + known.Class : 0)] = 1;
                if (found is { } annotated)
                {
                    var units = RegionDetector.DeltaUnits;
                    var delta = BoxDelta.Between(region, annotated.Box).Times(new(1 / units.X, 1 / units.Y, 1 / units.LogWidth, 1 / units.LogHeight));
                    var first = 4 * ((row * classes) + annotated.Class);
                    foreach (var (at, value) in ((double[])[delta.X, delta.Y, delta.LogWidth, delta.LogHeight]).Index())
                    {
                        (targets[first + at], masks[first + at]) = ((float)value, 1);
                    }
                }
            }
        }

        using var scope = NewDisposeScope();
        var mask = tensor(masks, boxes.shape, device: boxes.device);
        var kind = functional.log_softmax(scores, 1).mul(tensor(kinds, scores.shape, device: scores.device)).sum().neg();
        var box = functional.smooth_l1_loss(boxes * mask, tensor(targets, boxes.shape, device: boxes.device), Reduction.Sum);
        return stack([kind, box], 0).div(Held(Math.Max(1, regions.Sum(drawn => drawn.Count)))).MoveToOuterDisposeScope();
    }
}
