using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Models.Detection;

public sealed class BoxTests
{
    [Theory]
    [InlineData(0, 0, 2, 2, 1.0 / 7)]
    [InlineData(1, 1, 3, 3, 1)]
    [InlineData(3, 1, 5, 3, 0)]
    [InlineData(2, 1, 4, 3, 1.0 / 3)]
    [InlineData(1, 1, 2, 3, 0.5)]
    public void Intersection_over_union_is_that_of_pencil_and_paper(double left, double top, double right, double bottom, double expected) =>
        Assert.Equal(expected, new Box(1, 1, 3, 3).IntersectionOverUnion(new Box(left, top, right, bottom)), 12);

    [Fact]
    public void Boxes_without_area_share_nothing()
    {
        var point = new Box(2, 2, 2, 2);

        Assert.Equal(0, point.IntersectionOverUnion(point));
        Assert.Equal(0, new Box(5, 5, 1, 1).Area);
    }

    [Fact]
    public void Intersection_over_union_counts_pixels()
    {
        var random = new SplitMix64(11);
        for (var trial = 0; trial < 500; trial++)
        {
            var (one, other) = (Whole(ref random), Whole(ref random));
            var (shared, all) = (0, 0);
            for (var at = 0; at < 20 * 20; at++)
            {
                var (a, b) = (Covers(one, at % 20, at / 20), Covers(other, at % 20, at / 20));
                shared += a && b ? 1 : 0;
                all += a || b ? 1 : 0;
            }

            Assert.Equal(all == 0 ? 0 : (double)shared / all, one.IntersectionOverUnion(other), 12);
            Assert.Equal(one.IntersectionOverUnion(other), other.IntersectionOverUnion(one));
            Assert.Equal(one.IntersectionOverUnion(other), one.Moved(3, -7).IntersectionOverUnion(other.Moved(3, -7)), 12);
            Assert.Equal(one.IntersectionOverUnion(other), one.Scaled(0.5, 4).IntersectionOverUnion(other.Scaled(0.5, 4)), 12);
        }
    }

    private static bool Covers(Box box, int x, int y) => x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;

    private static Box Whole(ref SplitMix64 random)
    {
        var (left, top) = ((int)(random.NextDouble() * 15), (int)(random.NextDouble() * 15));
        return new Box(left, top, left + (int)(random.NextDouble() * 6), top + (int)(random.NextDouble() * 6));
    }
}
