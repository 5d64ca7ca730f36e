using StyleForge.Models.Fitting;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Fitting;

public sealed class RandomWeightsTests
{
    [Fact]
    public void SplitMix64_gives_its_published_numbers()
    {
        // The first outputs for the seed 1234567, as in the authors' reference code.
        var random = new SplitMix64(1234567);
        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
        Assert.Equal(9817491932198370423UL, random.Next());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using var weights = RandomWeights.Make(NarrowVgg.Network, 1);
        using var again = RandomWeights.Make(NarrowVgg.Network, 1);
        using var other = RandomWeights.Make(NarrowVgg.Network, 2);
        Assert.Equal(weights.Sha256, again.Sha256);
        Assert.NotEqual(weights.Sha256, other.Sha256);
        Assert.Equal("random filters, seed 1", weights.Origin);

        // Computed apart from this code, in Python; the last bit may differ where a machine's logarithm or sine does.
        float[] expected = [0.0112464912f, 0.0306593347f, -0.255582601f];
        Assert.All(expected.Zip(weights["features.0.weight"].Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-7f * Math.Abs(pair.First)));
    }

    [Fact]
    public void Filters_have_mean_0_and_the_deviation_of_He_et_al_and_biases_are_0()
    {
        using var weights = RandomWeights.Make(NarrowVgg.Network, 5);
        var numbers = weights["features.23.weight"].Span.ToArray();
        var expected = Math.Sqrt(2.0 / (128 * 9));
        var mean = numbers.Average(number => (double)number);
        var deviation = Math.Sqrt(numbers.Average(number => number * (double)number));
        // 147,456 numbers: the mean is off by deviation / 384, the deviation by a part in 543; five of each are allowed.
        Assert.InRange(mean, -5 * expected / 384, 5 * expected / 384);
        Assert.InRange(deviation / expected, 1 - (5 / 543.0), 1 + (5 / 543.0));
        Assert.Equal(0.6827, numbers.Count(number => Math.Abs(number) < expected) / (double)numbers.Length, 0.007); // a normal distribution's
        Assert.All(weights["features.23.bias"].Span.ToArray(), bias => Assert.Equal(0, bias));
    }

    [Fact]
    public void A_layers_filters_do_not_depend_on_how_many_layers_are_made_and_no_two_layers_are_alike()
    {
        using var all = RandomWeights.Make(NarrowVgg.Network, 9);
        using var some = RandomWeights.Make(NarrowVgg.Network, 9, "relu2_1");
        Assert.Equal(["features.0.weight", "features.0.bias", "features.2.weight", "features.2.bias", "features.5.weight", "features.5.bias"], some.Names);
        Assert.All(some.Names, name => Assert.True(some[name].Span.SequenceEqual(all[name].Span)));
        Assert.NotEqual(all["features.23.weight"].Span[..8].ToArray(), all["features.25.weight"].Span[..8].ToArray());
    }
}
