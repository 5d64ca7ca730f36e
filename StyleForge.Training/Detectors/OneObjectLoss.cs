using StyleForge.Models.Detection;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of a picture with one object or none: logistic loss of «there is one», and where there is, squared errors of the box in shares of the frame and
/// cross-entropy of the class.
/// </summary>
/// <param name="detector">The detector.</param>
internal sealed class OneObjectLoss(OneObjectDetector detector) : IDetectorLoss<AnnotatedObject>
{
    // A tenth of the frame in one of the four numbers weighs half as much as not knowing whether an object is there.
    private const double Boxes = 50;

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => detector.Taps;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => ["objects", "boxes", "classes"];

    /// <summary>A box in the middle of the frame, of half its extents.</summary>
    public IReadOnlyDictionary<string, float[]> FirstBiases => new Dictionary<string, float[]> { [Taps[0]] = [0, 0.5f, 0.5f, 0.5f, 0.5f, .. new float[detector.Classes.Count]] };

    /// <inheritdoc/>
    public Tensor Of(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, int step)
    {
        var output = outputs[Taps[0]];
        var pictures = objects.Count;
        var isThere = new float[pictures];
        var boxes = new float[pictures * 4];
        var kinds = new float[pictures * detector.Classes.Count];
        for (var picture = 0; picture < pictures; picture++)
        {
            if (objects[picture] is not [var annotated])
            {
                continue;
            }

            var box = annotated.Box.Scaled(1.0 / detector.Width, 1.0 / detector.Height);
            isThere[picture] = 1;
            ((ReadOnlySpan<float>)[(float)box.CentreX, (float)box.CentreY, (float)box.Width, (float)box.Height]).CopyTo(boxes.AsSpan(picture * 4));
            kinds[(picture * detector.Classes.Count) + annotated.Class] = 1;
        }

        using var scope = NewDisposeScope();
        var parts = output.split([1, 4, detector.Classes.Count], 1);
        var there = Move(isThere, 1);
        Tensor[] loss =
        [
            functional.binary_cross_entropy_with_logits(parts[0], there, reduction: Reduction.Sum),
            (parts[1] - Move(boxes, 4)).square().mul(there).sum().mul(Held(Boxes)),
            functional.log_softmax(parts[2], 1).mul(Move(kinds, detector.Classes.Count)).sum().neg(),
        ];
        return stack(loss, 0).div(Held(pictures)).MoveToOuterDisposeScope();

        Tensor Move(float[] numbers, int columns) => tensor(numbers, [pictures, columns], device: output.device);
    }
}
