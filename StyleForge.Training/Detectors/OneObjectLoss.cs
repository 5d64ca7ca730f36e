using StyleForge.Models.Detection;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of a picture with one object or none: logistic loss of «there is one», and where there is, squared errors of the box in shares of the frame and
/// cross-entropy of the class; and, where points are marked, their squared errors in the same shares.
/// </summary>
/// <param name="detector">The detector.</param>
internal sealed class OneObjectLoss(OneObjectDetector detector) : IOutputLoss
{
    // A tenth of the frame in one of the four numbers weighs half as much as not knowing whether an object is there.
    private const double Boxes = 50;

    // All points together weigh as much as the box.
    private const double Landmarks = 2 * Boxes;

    private readonly int _points = detector.Landmarks?.Names.Count ?? 0;

    /// <inheritdoc/>
    public string Tap => detector.Taps[0];

    /// <summary>A box in the middle of the frame, of half its extents, and all points in the middle.</summary>
    public float[] FirstBiases => [0, 0.5f, 0.5f, 0.5f, 0.5f, .. new float[detector.Classes.Count], .. Enumerable.Repeat(0.5f, 2 * _points)];

    /// <inheritdoc/>
    public Tensor Of(Tensor output, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects)
    {
        var pictures = objects.Count;
        var isThere = new float[pictures];
        var boxes = new float[pictures * 4];
        var kinds = new float[pictures * detector.Classes.Count];
        var places = new float[pictures * 2 * _points];
        var areMarked = new float[places.Length];
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
            foreach (var (number, point) in annotated.Landmarks.Index().Where(point => point.Item.IsMarked))
            {
                var at = 2 * ((picture * _points) + number);
                (places[at], places[at + 1]) = ((float)(point.X / detector.Width), (float)(point.Y / detector.Height));
                (areMarked[at], areMarked[at + 1]) = (1, 1);
            }
        }

        using var scope = NewDisposeScope();
        var parts = output.split([1, 4, detector.Classes.Count, .. _points > 0 ? (long[])[2 * _points] : []], 1);
        var there = Move(isThere, 1);
        var loss = functional.binary_cross_entropy_with_logits(parts[0], there, reduction: Reduction.Sum)
            + (parts[1] - Move(boxes, 4)).square().mul(there).sum().mul(Held(Boxes))
            - functional.log_softmax(parts[2], 1).mul(Move(kinds, detector.Classes.Count)).sum();
        if (_points > 0)
        {
            loss = loss + (parts[3] - Move(places, 2 * _points)).square().mul(Move(areMarked, 2 * _points)).sum().mul(Held(Landmarks / _points));
        }

        return loss.div(Held(pictures)).MoveToOuterDisposeScope();

        Tensor Move(float[] numbers, int columns) => tensor(numbers, [pictures, columns], device: output.device);
    }
}
