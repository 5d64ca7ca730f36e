using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Detection;

/// <summary>
/// A classifier with a box: of a picture with one object or none it says whether there is one, where, and what it is. One output has the row
/// <c>(object, x, y, width, height)</c>, whose middle and extents are shares of what the network sees; the other one
/// <c>(class 1, class 2, …, x of point 1, y of point 1, …)</c>, whose points are from the middle of the box, as shares of its extents. The object and the classes are before
/// any function.
/// </summary>
/// <param name="Network">The network, which ends with both rows.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record OneObjectDetector(NetworkDescription Network, IReadOnlyList<string> Classes) : DetectorDescription(Network, Classes)
{
    /// <summary>Numbers of the row that says where.</summary>
    public const int PlaceNumbers = 5;

    /// <summary>Numbers of the row that says what.</summary>
    public int KindNumbers => Classes.Count + (2 * Points);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [SmallLocaliser.Place, SmallLocaliser.Kind];

    private int Points => Landmarks?.Names.Count ?? 0;

    /// <summary>The small detector of this project that is trained on a data set of its own.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="landmarks">The points that it says as well; null for none.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static OneObjectDetector Small(int side, IReadOnlyList<string> classes, LandmarkScheme? landmarks)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var numbers = classes.Count + (2 * (landmarks?.Names.Count ?? 0));
        return new OneObjectDetector(SmallLocaliser.Describe(side, PlaceNumbers, numbers), classes) { Landmarks = landmarks };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DetectedObject> Decode(Func<string, FeatureMap<float>> tap, double threshold)
    {
        ArgumentNullException.ThrowIfNull(tap);
        using var place = new Tensor<float>([1, PlaceNumbers]);
        using var kind = new Tensor<float>([1, KindNumbers]);
        tap(SmallLocaliser.Place).CopyTo(place);
        tap(SmallLocaliser.Kind).CopyTo(kind);
        var classes = kind.Span[..Classes.Count];
        var best = 0;
        for (var number = 0; number < classes.Length; number++)
        {
            best = classes[number] > classes[best] ? number : best;
        }

        var sum = 0.0;
        foreach (var each in classes)
        {
            sum += Math.Exp(each - classes[best]);
        }

        var score = 1 / (1 + Math.Exp(-place.Span[0])) / sum;
        if (!(score > threshold))
        {
            return [];
        }

        var (x, y, width, height) = (place.Span[1] * Width, place.Span[2] * Height, place.Span[3] * Width, place.Span[4] * Height);
        var landmarks = new Landmark[Points];
        for (var point = 0; point < landmarks.Length; point++)
        {
            var at = Classes.Count + (2 * point);
            landmarks[point] = new Landmark(x + (kind.Span[at] * width), y + (kind.Span[at + 1] * height));
        }

        return [new DetectedObject(Box.Around(x, y, width, height), best, score) { Landmarks = landmarks }];
    }
}
