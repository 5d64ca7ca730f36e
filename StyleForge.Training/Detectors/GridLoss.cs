using StyleForge.Models.Detection;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of a YOLO output: squared errors of boxes where an object is, logistic loss of «an object is here» everywhere but at anchors that are nearly as
/// good as the one that answers for an object, and cross-entropy of classes (Redmon and Farhadi 2017, 2018). A picture's share is the sum over its cells.
/// </summary>
/// <param name="head">The output, of one class at most.</param>
/// <param name="width">Pixels across of what the network sees.</param>
/// <param name="height">Pixels down of what the network sees.</param>
internal sealed class GridLoss(DetectionHead head, int width, int height) : IDetectorLoss<AnnotatedObject>
{
    private const double Boxes = 5;
    private const double Nothing = 0.5;
    private const double NearlyAsGood = 0.5;
    private const float Nowhere = -4;

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => [head.Tap];

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => head.Classes > 0 ? ["boxes", "objects", "classes"] : ["boxes", "objects"];

    /// <summary>That nearly everywhere is nothing (Lin et al. 2017, Focal loss, section 3.3).</summary>
    public IReadOnlyDictionary<string, float[]> FirstBiases => new Dictionary<string, float[]>
    {
        [head.Tap] = [.. Enumerable.Range(0, head.Channels).Select(channel => channel % (5 + head.Classes) == 4 ? Nowhere : 0)],
    };

    /// <inheritdoc/>
    public Tensor Of(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, int step)
    {
        var output = outputs[head.Tap];
        var (pictures, rows, columns) = ((int)output.shape[0], (int)output.shape[2], (int)output.shape[3]);
        var (anchors, classes) = (head.Anchors.Count, head.Classes);
        var cells = rows * columns;
        var isThere = new float[pictures * anchors * cells];
        var weights = new float[isThere.Length];
        var boxes = new float[pictures * anchors * 4 * cells];
        var kinds = new float[pictures * anchors * Math.Max(1, classes) * cells];
        Array.Fill(weights, (float)Nothing);
        var assignment = new TargetAssignment([head], [(rows, columns)], width, height);
        for (var picture = 0; picture < pictures; picture++)
        {
            var targets = assignment.Assign(objects[picture]);
            foreach (var target in targets)
            {
                var size = new Anchor(assignment.BoxOf(target).Width, assignment.BoxOf(target).Height);
                for (var anchor = 0; anchor < anchors; anchor++)
                {
                    if (head.Anchors[anchor].IntersectionOverUnion(size) > NearlyAsGood)
                    {
                        weights[Place(picture, anchor, 0, 1, target)] = 0;
                    }
                }
            }

            foreach (var target in targets)
            {
                isThere[Place(picture, target.Anchor, 0, 1, target)] = 1;
                weights[Place(picture, target.Anchor, 0, 1, target)] = 1;
                boxes[Place(picture, target.Anchor, 0, 4, target)] = (float)target.X;
                boxes[Place(picture, target.Anchor, 1, 4, target)] = (float)target.Y;
                boxes[Place(picture, target.Anchor, 2, 4, target)] = (float)target.LogWidth;
                boxes[Place(picture, target.Anchor, 3, 4, target)] = (float)target.LogHeight;
                if (classes > 0)
                {
                    kinds[Place(picture, target.Anchor, target.Class, classes, target)] = 1;
                }
            }
        }

        using var scope = NewDisposeScope();
        var device = output.device;
        var parts = output.view(pictures, anchors, 5 + classes, rows, columns).split([2, 2, 1, .. classes > 0 ? (long[])[classes] : []], 2);
        var there = Move(isThere, 1);
        var place = Move(boxes, 4).split([2, 2], 2);
        var box = (parts[0].sigmoid() - place[0]).Squared().Plus((parts[1] - place[1]).Squared()).mul(there).sum().mul(Held(Boxes));
        var here = functional.binary_cross_entropy_with_logits(parts[2], there, weight: Move(weights, 1), reduction: Reduction.Sum);
        Tensor[] kind = classes > 0 ? [functional.log_softmax(parts[3], 2).mul(Move(kinds, classes)).sum().neg()] : [];
        return stack([box, here, .. kind], 0).div(Held(pictures)).MoveToOuterDisposeScope();

        int Place(int picture, int anchor, int number, int numbers, GridTarget target) =>
            (((((picture * anchors) + anchor) * numbers) + number) * cells) + (target.Row * columns) + target.Column;

        Tensor Move(float[] numbers, int channels) => tensor(numbers, [pictures, anchors, channels, rows, columns], device: device);
    }
}
