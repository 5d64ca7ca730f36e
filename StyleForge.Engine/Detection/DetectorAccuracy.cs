using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Detection;

/// <summary>How good a detector is on pictures that somebody has marked.</summary>
/// <param name="Overlap50">Mean average precision at an intersection over union of 0.5, by the rule of VOC 2010; null where no picture has an object.</param>
/// <param name="Coco">COCO's own: the mean over the overlaps 0.5 to 0.95.</param>
/// <param name="ByClass">Average precision of each class at 0.5, by the rule of VOC 2010; null for a class that does not occur.</param>
public sealed record DetectorAccuracy(double? Overlap50, double? Coco, IReadOnlyList<double?> ByClass)
{
    // Precision is looked at down to a recall that only boxes that nobody is sure of reach.
    private const double Threshold = 0.02;

    /// <summary>Measures a detector.</summary>
    /// <param name="detect">Finds what is on a picture whose score is above a threshold.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="pictures">The pictures, one or more, with what is on them.</param>
    public static DetectorAccuracy Measure(
        Func<Picture, double, IReadOnlyList<DetectedObject>> detect, int classes, IEnumerable<(Picture Picture, IReadOnlyList<AnnotatedObject> Objects)> pictures)
    {
        ArgumentNullException.ThrowIfNull(detect);
        var measured = pictures.Select(pair => new MeasuredPicture(pair.Objects, detect(pair.Picture, Threshold))).ToList();
        return new DetectorAccuracy(
            AveragePrecision.Mean(measured, classes, 0.5, PrecisionRule.Voc2010),
            AveragePrecision.CocoMean(measured, classes),
            [.. Enumerable.Range(0, classes).Select(number => AveragePrecision.OfClass(measured, number, 0.5, PrecisionRule.Voc2010))]);
    }
}
