using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Detection;

/// <summary>
/// A classifier with a box: of a picture with one object or none it says whether there is one, where, and what it is, in one row of numbers
/// <c>(object, x, y, width, height, class 1, class 2, …, x of point 1, y of point 1, …)</c>. Middle, extents and points are shares of what the network sees; the
/// others are before any function.
/// </summary>
/// <param name="Network">The network, which ends with the row.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record OneObjectDetector(NetworkDescription Network, IReadOnlyList<string> Classes) : DetectorDescription(Network, Classes)
{
    /// <summary>Where the middle and the extents of the box begin in the row.</summary>
    public const int FirstOfBox = 1;

    /// <summary>Where the classes begin in the row.</summary>
    public const int FirstOfClasses = 5;

    /// <summary>Where the points begin in the row.</summary>
    public int FirstOfLandmarks => FirstOfClasses + Classes.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [SmallLocaliser.Output];

    /// <summary>The small detector of this project that is trained on a data set of its own.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="landmarks">The points that it says as well; null for none.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static OneObjectDetector Small(int side, IReadOnlyList<string> classes, LandmarkScheme? landmarks)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var numbers = FirstOfClasses + classes.Count + (2 * (landmarks?.Names.Count ?? 0));
        return new OneObjectDetector(SmallLocaliser.Describe(side, numbers), classes) { Landmarks = landmarks };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DetectedObject> Decode(Func<string, FeatureMap<float>> tap, double threshold)
    {
        ArgumentNullException.ThrowIfNull(tap);
        var points = Landmarks?.Names.Count ?? 0;
        using var row = new Tensor<float>([1, FirstOfLandmarks + (2 * points)]);
        tap(SmallLocaliser.Output).CopyTo(row);
        var numbers = row.Span;
        var classes = numbers.Slice(FirstOfClasses, Classes.Count);
        var best = 0;
        var sum = 0.0;
        for (var number = 0; number < classes.Length; number++)
        {
            best = classes[number] > classes[best] ? number : best;
        }

        foreach (var each in classes)
        {
            sum += Math.Exp(each - classes[best]);
        }

        var score = 1 / (1 + Math.Exp(-numbers[0])) / sum;
        if (!(score > threshold))
        {
            return [];
        }

        var landmarks = new Landmark[points];
        for (var point = 0; point < points; point++)
        {
            var at = FirstOfLandmarks + (2 * point);
            landmarks[point] = new Landmark(numbers[at] * Width, numbers[at + 1] * Height);
        }

        return [new DetectedObject(Box.Around(numbers[1] * Width, numbers[2] * Height, numbers[3] * Width, numbers[4] * Height), best, score) { Landmarks = landmarks }];
    }
}
