using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Models.Detection;

public sealed class SuppressionTests
{
    private static readonly DetectedObject Best = new(new Box(0, 0, 10, 10), 0, 0.9);
    private static readonly DetectedObject Beside = new(new Box(5, 0, 15, 10), 0, 0.6); // Shares 50 of 150: a third.

    [Fact]
    public void What_overlaps_a_better_one_too_much_is_left_out()
    {
        Assert.Equal([Best, Beside], Suppression.Apply([Beside, Best], new SuppressionOptions { Overlap = 0.34 }));
        Assert.Equal([Best], Suppression.Apply([Beside, Best], new SuppressionOptions { Overlap = 0.33 }));
    }

    [Fact]
    public void Other_classes_are_in_the_way_only_where_it_is_asked_for()
    {
        var other = Beside with { Class = 3 };

        Assert.Equal([Best, other], Suppression.Apply([Best, other], new SuppressionOptions { Overlap = 0.2 }));
        Assert.Equal([Best], Suppression.Apply([Best, other], new SuppressionOptions { Overlap = 0.2, AcrossClasses = true }));
    }

    [Fact]
    public void Soft_suppression_takes_from_the_score_by_the_papers_equations()
    {
        var linear = Suppression.Apply([Best, Beside], new SuppressionOptions { Kind = SuppressionKind.SoftLinear, Overlap = 0.3 });
        var gaussian = Suppression.Apply([Best, Beside], new SuppressionOptions { Kind = SuppressionKind.SoftGaussian, Sigma = 0.5 });

        Assert.Equal(0.6 * (2.0 / 3), linear[1].Score, 12);
        Assert.Equal(0.6 * Math.Exp(-(1.0 / 9) / 0.5), gaussian[1].Score, 12);
        Assert.Equal(Beside, Suppression.Apply([Best, Beside], new SuppressionOptions { Kind = SuppressionKind.SoftLinear, Overlap = 0.4 })[1]);
        Assert.Equal([Best], Suppression.Apply([Best, Beside], new SuppressionOptions { Kind = SuppressionKind.SoftLinear, Overlap = 0.3, LeastScore = 0.5 }));
    }

    [Fact]
    public void Soft_suppression_goes_on_with_the_best_of_what_is_left()
    {
        // The second is put down below the third, and then by the third as well.
        DetectedObject[] row = [new(new Box(0, 0, 10, 10), 0, 0.9), new(new Box(2, 0, 12, 10), 0, 0.8), new(new Box(8, 0, 18, 10), 0, 0.7)];

        var left = Suppression.Apply(row, new SuppressionOptions { Kind = SuppressionKind.SoftGaussian, Sigma = 0.5 });

        var overlaps = (row[0].Box.IntersectionOverUnion(row[1].Box), row[0].Box.IntersectionOverUnion(row[2].Box), row[1].Box.IntersectionOverUnion(row[2].Box));
        Assert.Equal([row[0].Box, row[2].Box, row[1].Box], left.Select(found => found.Box));
        Assert.Equal(0.7 * Gauss(overlaps.Item2), left[1].Score, 12);
        Assert.Equal(0.8 * Gauss(overlaps.Item1) * Gauss(overlaps.Item3), left[2].Score, 12);

        static double Gauss(double overlap) => Math.Exp(-overlap * overlap / 0.5);
    }

    [Fact]
    public void No_more_are_kept_than_asked_for() =>
        Assert.Equal(
            [0.9, 0.8],
            Suppression.Apply([new(new Box(0, 0, 1, 1), 0, 0.7), new(new Box(5, 0, 6, 1), 0, 0.9), new(new Box(9, 0, 10, 1), 0, 0.8)], new SuppressionOptions { Most = 2 }).Select(kept => kept.Score));

    [Fact]
    public void What_stays_is_apart_and_what_goes_overlaps_something_better_that_stays()
    {
        var random = new SplitMix64(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var objects = Enumerable.Range(0, 25).Select(_ => Somewhere(ref random)).ToArray();
            var options = new SuppressionOptions { Overlap = random.NextDouble(), AcrossClasses = trial % 2 == 0 };

            var kept = Suppression.Apply(objects, options);

            Assert.Equal(kept.OrderByDescending(found => found.Score), kept);
            Assert.All(kept, one => Assert.DoesNotContain(kept, other => one != other && Clash(one, other)));
            Assert.All(objects.Except(kept), gone => Assert.Contains(kept, better => better.Score >= gone.Score && Clash(gone, better)));

            bool Clash(DetectedObject one, DetectedObject other) =>
                (options.AcrossClasses || one.Class == other.Class) && one.Box.IntersectionOverUnion(other.Box) > options.Overlap;
        }
    }

    private static DetectedObject Somewhere(ref SplitMix64 random) => new(
        Box.Around(random.NextDouble() * 50, random.NextDouble() * 50, 5 + (random.NextDouble() * 30), 5 + (random.NextDouble() * 30)), (int)(random.NextDouble() * 3), random.NextDouble());
}
