using StyleForge.Models.Detection;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Models.Detection;

public sealed class OneObjectDetectorTests
{
    private static readonly OneObjectDetector Detector = OneObjectDetector.Small(80, ["cat", "dog"], new LandmarkScheme(["nose", "tail"], [(0, 1)]));

    [Fact]
    public void A_row_is_an_object_its_box_its_likeliest_class_and_its_points()
    {
        var found = Assert.Single(Decode(0.5));

        Assert.Equal(1, found.Class);
        Assert.Equal(0.75 * 0.8, found.Score, 1e-6);
        Assert.True(found.Box.IntersectionOverUnion(new Box(20, 16, 60, 24)) > 0.9999);
        Assert.Equal([new Landmark(30, 20), new Landmark(60, 16)], found.Landmarks.Select(point => new Landmark(Math.Round(point.X, 4), Math.Round(point.Y, 4))));
    }

    [Fact]
    public void Nothing_is_said_below_the_threshold() => Assert.Empty(Decode(0.61));

    [Fact]
    public void A_side_that_cannot_be_halved_three_times_is_refused() =>
        Assert.StartsWith("A side of 60 pixels cannot be halved three times", Assert.Throws<ArgumentException>(() => OneObjectDetector.Small(60, ["cat"], null)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<DetectedObject> Decode(double threshold)
    {
        using var place = Tensor<float>.From([1, 5], [MathF.Log(3), 0.5f, 0.25f, 0.5f, 0.1f]);
        using var kind = Tensor<float>.From([1, 6], [0, MathF.Log(4), -0.25f, 0, 0.5f, -0.5f]);
        return Detector.Decode(tap => FeatureMap<float>.Of(tap == Detector.Taps[0] ? place : kind), threshold);
    }
}
