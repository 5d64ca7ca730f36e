using StyleForge.Models.Classification;

namespace StyleForge.Tests.Models.Classification;

public sealed class ProbabilitiesTests
{
    [Fact]
    public void The_likeliest_come_first_and_of_equal_ones_the_one_that_comes_before()
    {
        Assert.Equal(
            [new RankedClass(3, 0.5), new RankedClass(0, 0.2), new RankedClass(2, 0.2)],
            Probabilities.Top([0.2, 0.1, 0.2, 0.5], 3));
        Assert.Equal(4, Probabilities.Top([0.2, 0.1, 0.2, 0.5], 9).Count);
    }

    [Fact]
    public void The_top_is_the_head_of_a_sorted_list_for_any_numbers()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var numbers = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.NextDouble()).ToArray();
            var count = random.Next(1, 50);

            var top = Probabilities.Top(numbers, count);

            Assert.Equal(numbers.OrderDescending().Take(count), top.Select(ranked => ranked.Probability));
            Assert.All(top, ranked => Assert.Equal(numbers[ranked.Index], ranked.Probability));
        }
    }

    [Fact]
    public void A_mean_of_probabilities_is_one_of_probabilities()
    {
        Assert.Equal([0.5, 0.25, 0.25], Probabilities.Mean([[1, 0, 0], [0, 0.5, 0.5]]));
        Assert.Equal([0.25, 0.75], Probabilities.Mean([[0.25, 0.75]]));
        Assert.Throws<ArgumentException>(() => Probabilities.Mean([[1, 0], [1]]));
        Assert.Throws<ArgumentException>(() => Probabilities.Mean([]));
    }
}
