using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Models.Detection;

public sealed class AnchorTests
{
    [Fact]
    public void Sizes_are_compared_around_one_middle()
    {
        Assert.Equal(0.5, new Anchor(10, 20).IntersectionOverUnion(new Anchor(10, 10)), 12);
        Assert.Equal(100.0 / 300, new Anchor(10, 20).IntersectionOverUnion(new Anchor(20, 10)), 12);
        Assert.Equal(Box.Around(3, 4, 7, 9).IntersectionOverUnion(Box.Around(3, 4, 5, 12)), new Anchor(7, 9).IntersectionOverUnion(new Anchor(5, 12)), 12);
    }

    [Fact]
    public void Three_heaps_of_sizes_become_three_anchors()
    {
        var random = new SplitMix64(5);
        Anchor[] heaps = [new(12, 18), new(60, 30), new(110, 140)];
        var sizes = heaps.SelectMany(heap => Enumerable.Range(0, 40).Select(_ => new Anchor(heap.Width * Near(ref random), heap.Height * Near(ref random)))).ToList();

        var anchors = AnchorSearch.Find(sizes, 3, seed: 1);

        Assert.All(heaps.Zip(anchors), pair => Assert.True(pair.First.IntersectionOverUnion(pair.Second) > 0.93, $"{pair.First} became {pair.Second}."));
        Assert.Equal(anchors, AnchorSearch.Find(sizes, 3, seed: 1));
    }

    [Fact]
    public void As_many_anchors_as_sizes_fit_them_all_and_more_are_refused()
    {
        Anchor[] sizes = [new(5, 5), new(9, 30), new(9, 30), new(40, 12)];

        Assert.Equal(1, AnchorSearch.MeanOverlap(sizes, AnchorSearch.Find(sizes, 3, seed: 7)), 12);
        Assert.StartsWith("4 anchors are wanted, but the objects have only 3 different sizes", Assert.Throws<ArgumentException>(() => AnchorSearch.Find(sizes, 4, seed: 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_anchors_fit_better_and_two_that_are_found_fit_nearly_as_well_as_the_best_pair_of_the_sizes_themselves()
    {
        var random = new SplitMix64(8);
        var sizes = Enumerable.Range(0, 60).Select(_ => new Anchor(5 + (random.NextDouble() * 100), 5 + (random.NextDouble() * 100))).ToList();
        var overlaps = Enumerable.Range(1, 6).Select(count => AnchorSearch.MeanOverlap(sizes, AnchorSearch.Find(sizes, count, seed: 2))).ToArray();
        var pairs = from one in sizes from other in sizes select AnchorSearch.MeanOverlap(sizes, [one, other]);

        Assert.Equal(overlaps.Order(), overlaps);
        Assert.True(overlaps[1] > 0.95 * pairs.Max(), $"{overlaps[1]} beside {pairs.Max()}");
    }

    private static double Near(ref SplitMix64 random) => 0.95 + (0.1 * random.NextDouble());
}
