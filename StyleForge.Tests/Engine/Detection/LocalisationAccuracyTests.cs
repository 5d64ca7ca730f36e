using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Tests.Engine.Detection;

public sealed class LocalisationAccuracyTests
{
    // Twenty pixels on its longer side, so that a tenth is two.
    private static readonly AnnotatedObject Truth = new(new Box(10, 10, 30, 20), 1) { Landmarks = [new Landmark(12, 12), new Landmark(28, 18, LandmarkSight.Hidden), new Landmark(0, 0, LandmarkSight.NotMarked)] };

    [Fact]
    public void Objects_are_found_by_class_and_overlap_and_points_by_the_size_of_the_object()
    {
        var right = new DetectedObject(new Box(10, 10, 28, 20), 1, 0.9) { Landmarks = [new Landmark(13, 12), new Landmark(28, 22), new Landmark(5, 5)] };
        DetectedObject[][] answers = [[right, right with { Class = 0, Score = 0.4 }], [right with { Class = 0 }], [right with { Box = new Box(20, 10, 60, 20) }], [], [], [right]];
        AnnotatedObject[][] truths = [[Truth], [Truth], [Truth], [Truth], [], []];
        var pictures = truths.Select(objects => (new Picture(1, 1), (IReadOnlyList<AnnotatedObject>)objects)).ToList();
        var next = 0;

        var accuracy = LocalisationAccuracy.Measure(_ => answers[next++], pictures);

        Assert.Equal(1 / 4.0, accuracy.Found);
        Assert.Equal(1 / 2.0, accuracy.Quiet);
        Assert.Equal((0.05 + 0.2) / 2, accuracy.PointError!.Value, 1e-12);
        Assert.Equal(3 / 8.0, accuracy.PointsFound);
    }

    [Fact]
    public void What_is_to_be_ignored_and_what_has_no_area_is_no_object()
    {
        var crowd = Truth with { IsIgnored = true };
        var nothing = Truth with { Box = new Box(4, 4, 4, 4) };
        IReadOnlyList<AnnotatedObject>[] truths = [[crowd, nothing], [nothing, Truth]];

        var accuracy = LocalisationAccuracy.Measure(_ => [], truths.Select(objects => (new Picture(1, 1), objects)));

        Assert.Equal((0, 1), (accuracy.Found, accuracy.Quiet));
        Assert.Null(accuracy.PointError);
    }

    [Fact]
    public void What_does_not_occur_is_not_measured() =>
        Assert.Equal(new LocalisationAccuracy(null, 1, null, null), LocalisationAccuracy.Measure(_ => [], [(new Picture(1, 1), [])]));
}
