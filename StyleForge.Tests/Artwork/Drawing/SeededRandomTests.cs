using StyleForge.Artwork.Drawing;

namespace StyleForge.Tests.Artwork.Drawing;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_demonstration_program()
    {
        // The first round of pcg32-demo (pcg-random.org) for seed 42, stream 54.
        uint[] expected = [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e];
        var random = new SeededRandom(42, 54);

        Assert.Equal(expected, expected.Select(_ => random.NextUInt32()));
    }

    [Fact]
    public void Numbers_stay_in_their_ranges_and_reach_both_ends()
    {
        var random = new SeededRandom(1);
        var whole = Enumerable.Range(0, 1000).Select(_ => random.Range(3, 6)).ToHashSet();
        var broken = Enumerable.Range(0, 1000).Select(_ => random.Range(-1f, 1f)).ToArray();

        Assert.Equal([3, 4, 5], whole.Order());
        Assert.All(broken, x => Assert.InRange(x, -1, 1));
        Assert.True(broken.Min() < -0.95f && broken.Max() > 0.95f);
    }

    [Fact]
    public void Normal_deviates_have_mean_zero_and_deviation_one()
    {
        var random = new SeededRandom(5);
        var draws = Enumerable.Range(0, 20_000).Select(_ => (double)random.Normal()).ToArray();

        // Four standard errors: 4/√20000 = 0.028 for the mean, 0.02 for the deviation.
        Assert.Equal(0, draws.Average(), 0.029);
        Assert.Equal(1, Math.Sqrt(draws.Average(x => x * x)), 0.021);
    }
}
