using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Models.Detection;

public sealed class AveragePrecisionTests
{
    private static readonly Box Here = new(0, 0, 10, 10);
    private static readonly Box There = new(100, 0, 110, 10);
    private static readonly Box Nowhere = new(0, 100, 10, 110);

    // Right, wrong, right of three objects: precisions 1, 1/2, 2/3 at recalls 1/3, 1/3, 2/3.
    private static readonly MeasuredPicture[] OnPaper =
    [
        new([new AnnotatedObject(Here, 0), new AnnotatedObject(There, 0)], [new DetectedObject(Here, 0, 0.9), new DetectedObject(Nowhere, 0, 0.8), new DetectedObject(There, 0, 0.7)]),
        new([new AnnotatedObject(Here, 0)], []),
    ];

    [Theory]
    [InlineData(PrecisionRule.Voc2007, ((4 * 1) + (3 * 2.0 / 3)) / 11)] // Recalls 0 to 0.3 have precision 1, 0.4 to 0.6 have 2/3.
    [InlineData(PrecisionRule.Voc2010, (1.0 / 3) + (1.0 / 3 * 2 / 3))]
    [InlineData(PrecisionRule.Coco, ((34 * 1) + (33 * 2.0 / 3)) / 101)] // Recalls 0 to 0.33, and 0.34 to 0.66.
    public void Three_objects_are_as_on_paper(PrecisionRule rule, double expected) =>
        Assert.Equal(expected, AveragePrecision.OfClass(OnPaper, 0, 0.5, rule)!.Value, 12);

    [Theory]
    [InlineData(PrecisionRule.Voc2007)]
    [InlineData(PrecisionRule.Voc2010)]
    [InlineData(PrecisionRule.Coco)]
    public void All_found_is_1_and_nothing_found_is_0(PrecisionRule rule)
    {
        AnnotatedObject[] truth = [new(Here, 0), new(There, 1)];

        Assert.Equal(1, AveragePrecision.Mean([new MeasuredPicture(truth, [new DetectedObject(There, 1, 0.2), new DetectedObject(Here, 0, 0.1)])], 2, 0.5, rule));
        Assert.Equal(0, AveragePrecision.Mean([new MeasuredPicture(truth, [new DetectedObject(There, 0, 0.2)])], 2, 0.5, rule));
        Assert.Null(AveragePrecision.Mean([new MeasuredPicture([], [new DetectedObject(There, 0, 0.2)])], 2, 0.5, rule));
        Assert.Equal(1, AveragePrecision.Mean([new MeasuredPicture([truth[0]], [new DetectedObject(Here, 0, 0.1)])], 80, 0.5, rule)); // Classes that do not occur have no say.
    }

    [Fact]
    public void A_second_box_on_one_object_is_wrong()
    {
        MeasuredPicture[] twice = [new([new AnnotatedObject(Here, 0), new AnnotatedObject(There, 0)], [new(Here, 0, 0.9), new(Here, 0, 0.8), new(There, 0, 0.7)])];

        Assert.Equal(0.5 + (0.5 * 2 / 3), AveragePrecision.OfClass(twice, 0, 0.5, PrecisionRule.Voc2010)!.Value, 12);
    }

    [Fact]
    public void What_is_ignored_counts_neither_for_nor_against()
    {
        MeasuredPicture[] difficult = [new([new AnnotatedObject(Here, 0), new AnnotatedObject(There, 0, IsIgnored: true)], [new(There, 0, 0.9), new(There, 0, 0.85), new(Here, 0, 0.8)])];

        Assert.All(Enum.GetValues<PrecisionRule>(), rule => Assert.Equal(1, AveragePrecision.OfClass(difficult, 0, 0.5, rule)!.Value, 12));
    }

    [Fact]
    public void A_box_within_a_crowd_is_passed_over_by_the_rule_of_Coco_alone()
    {
        MeasuredPicture[] crowd = [new([new AnnotatedObject(There, 0), new AnnotatedObject(new Box(0, 0, 90, 90), 0, IsIgnored: true)], [new(Here, 0, 0.9), new(There, 0, 0.8)])];

        Assert.Equal(1, AveragePrecision.OfClass(crowd, 0, 0.5, PrecisionRule.Coco)!.Value, 12);
        Assert.Equal(0.5, AveragePrecision.OfClass(crowd, 0, 0.5, PrecisionRule.Voc2010)!.Value, 12);
    }

    [Fact]
    public void The_rules_give_a_box_between_two_objects_to_different_ones()
    {
        // Both boxes are most like the first object; the second one overlaps the other by more than a half as well.
        MeasuredPicture[] close = [new([new AnnotatedObject(new Box(0, 0, 10, 10), 0), new AnnotatedObject(new Box(2, 0, 12, 10), 0)], [new(new Box(0, 0, 10, 10), 0, 0.9), new(new Box(0.9, 0, 10.9, 10), 0, 0.8)])];

        Assert.Equal(0.5, AveragePrecision.OfClass(close, 0, 0.5, PrecisionRule.Voc2010)!.Value, 12);
        Assert.Equal(1, AveragePrecision.OfClass(close, 0, 0.5, PrecisionRule.Coco)!.Value, 12);
    }

    [Fact]
    public void Cocos_mean_counts_how_exact_boxes_are()
    {
        // An overlap of 0.72 is right at 0.5, 0.55, 0.6, 0.65 and 0.7, and wrong at the other five.
        MeasuredPicture[] picture = [new([new AnnotatedObject(new Box(0, 0, 100, 100), 0)], [new DetectedObject(new Box(0, 0, 100, 72), 0, 0.9)])];

        Assert.Equal(0.5, AveragePrecision.CocoMean(picture, 1)!.Value, 12);
    }

    [Fact]
    public void The_area_is_what_a_walk_through_all_thresholds_measures()
    {
        var random = new SplitMix64(9);
        for (var trial = 0; trial < 100; trial++)
        {
            // Far apart, so that who claims what is beyond doubt.
            var pictures = Enumerable.Range(0, 6).Select(_ => Row(ref random)).ToArray();
            var objects = pictures.Sum(picture => picture.Truth.Count);
            var thresholds = pictures.SelectMany(picture => picture.Found).Select(found => found.Score).Order().ToArray();
            var points = thresholds.Select(threshold => Count(pictures, threshold)).Select(count => (Recall: (double)count.Right / objects, Precision: (double)count.Right / count.All)).ToArray();
            var grid = Enumerable.Range(0, objects).Select(right => points.Where(point => point.Recall >= (right + 0.5) / objects).Select(point => point.Precision).DefaultIfEmpty(0).Max());
            var eleven = Enumerable.Range(0, 11).Select(step => points.Where(point => point.Recall >= (step / 10.0) - 1e-9).Select(point => point.Precision).DefaultIfEmpty(0).Max());

            Assert.Equal(grid.Average(), AveragePrecision.OfClass(pictures, 0, 0.5, PrecisionRule.Voc2010)!.Value, 9);
            Assert.Equal(eleven.Average(), AveragePrecision.OfClass(pictures, 0, 0.5, PrecisionRule.Voc2007)!.Value, 9);
        }
    }

    private static (int Right, int All) Count(MeasuredPicture[] pictures, double threshold)
    {
        var (right, all) = (0, 0);
        foreach (var picture in pictures)
        {
            foreach (var found in picture.Found.Where(found => found.Score >= threshold))
            {
                all++;
                right += picture.Truth.Any(truth => truth.Box == found.Box) ? 1 : 0;
            }
        }

        return (right, all);
    }

    // An object every hundred pixels, some of which are found, and boxes where nothing is.
    private static MeasuredPicture Row(ref SplitMix64 random)
    {
        var truth = new List<AnnotatedObject>();
        var found = new List<DetectedObject>();
        for (var place = 0; place < 8; place++)
        {
            var box = new Box(100 * place, 0, (100 * place) + 20, 30);
            var kind = random.NextDouble();
            if (kind < 0.7 || place == 0)
            {
                truth.Add(new AnnotatedObject(box, 0));
            }

            if (kind is > 0.2 and < 0.9)
            {
                found.Add(new DetectedObject(box, 0, random.NextDouble()));
            }
        }

        return new MeasuredPicture(truth, found);
    }
}
