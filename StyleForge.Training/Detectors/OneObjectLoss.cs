using StyleForge.Models.Detection;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Detectors;

/// <summary>
/// The loss of a picture with one object or none: logistic loss of «there is one», and where there is, squared errors of the box in shares of the frame and
/// cross-entropy of the class, and squared errors of the points that are marked, from the middle of the true box in shares of its extents.
/// </summary>
/// <param name="detector">The detector.</param>
internal sealed class OneObjectLoss(OneObjectDetector detector) : IDetectorLoss<AnnotatedObject>
{
    // Squared errors of shares are small beside logarithms of probabilities.
    private const double Boxes = 10;
    private const double Landmarks = 10;

    private readonly int _points = detector.Landmarks?.Names.Count ?? 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => detector.Taps;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => ["objects", "boxes", "classes", .. _points > 0 ? (string[])["points"] : []];

    /// <summary>A box in the middle of the frame, of half its extents, and all points in its middle.</summary>
    public IReadOnlyDictionary<string, float[]> FirstBiases => new Dictionary<string, float[]> { [Taps[0]] = [0, 0.5f, 0.5f, 0.5f, 0.5f], [Taps[1]] = new float[detector.KindNumbers] };

    /// <inheritdoc/>
    public Tensor Of(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<AnnotatedObject>> objects, int step)
    {
        var device = outputs[Taps[0]].device;
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
                (places[at], places[at + 1]) = ((float)((point.X - annotated.Box.CentreX) / annotated.Box.Width), (float)((point.Y - annotated.Box.CentreY) / annotated.Box.Height));
                (areMarked[at], areMarked[at + 1]) = (1, 1);
            }
        }

        using var scope = NewDisposeScope();
        var (place, kind) = (outputs[Taps[0]].split([1, 4], 1), outputs[Taps[1]].split([detector.Classes.Count, 2 * _points], 1));
        var there = Move(isThere, 1);
        Tensor[] loss =
        [
            functional.binary_cross_entropy_with_logits(place[0], there, reduction: Reduction.Sum),
            (place[1] - Move(boxes, 4)).Squared().mul(there).sum().mul(Held(Boxes)),
            functional.log_softmax(kind[0], 1).mul(Move(kinds, detector.Classes.Count)).sum().neg(),
            .. _points > 0 ? (Tensor[])[(kind[1] - Move(places, 2 * _points)).Squared().mul(Move(areMarked, 2 * _points)).sum().mul(Held(Landmarks / _points))] : [],
        ];
        return stack(loss, 0).div(Held(pictures)).MoveToOuterDisposeScope();

        Tensor Move(float[] numbers, int columns) => tensor(numbers, [pictures, columns], device: device);
    }
}
