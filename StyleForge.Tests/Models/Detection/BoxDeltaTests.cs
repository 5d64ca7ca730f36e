using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Models.Detection;

public sealed class BoxDeltaTests
{
    [Fact]
    public void A_delta_moves_by_shares_and_stretches_by_factors()
    {
        var delta = BoxDelta.Between(new Box(10, 20, 30, 60), new Box(20, 10, 60, 30));

        Assert.Equal(new BoxDelta(1, -0.5, Math.Log(2), Math.Log(0.5)), delta); // From the middle (20, 40) to (40, 20).
        Assert.Equal(default, BoxDelta.Between(new Box(1, 2, 3, 4), new Box(1, 2, 3, 4)));
        Assert.Equal(new BoxDelta(2, -2, 3 * Math.Log(2), 0), delta.Times(new BoxDelta(2, 4, 3, 0)));
    }

    [Fact]
    public void What_is_made_of_two_boxes_makes_one_the_other()
    {
        var random = new SplitMix64(5);
        for (var trial = 0; trial < 500; trial++)
        {
            var (from, to) = (Somewhere(ref random), Somewhere(ref random));

            var became = BoxDelta.Between(from, to).Of(from);

            Assert.Equal([to.Left, to.Top, to.Right, to.Bottom], [became.Left, became.Top, became.Right, became.Bottom], (one, other) => Math.Abs(one - other) < 1e-9);
        }
    }

    [Fact]
    public void No_number_makes_a_box_without_end()
    {
        var box = new BoxDelta(0, 0, 1000, 5).Of(new Box(0, 0, 8, 16));

        Assert.Equal((500, 1000), (box.Width, box.Height), (one, other) => Math.Abs(one.Width - other.Width) + Math.Abs(one.Height - other.Height) < 1e-9);
    }

    private static Box Somewhere(ref SplitMix64 random) =>
        Box.Around(random.NextDouble() * 100, random.NextDouble() * 100, 1 + (random.NextDouble() * 60), 1 + (random.NextDouble() * 60));
}
