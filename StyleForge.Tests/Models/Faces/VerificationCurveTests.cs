using StyleForge.Models.Faces;

namespace StyleForge.Tests.Models.Faces;

public sealed class VerificationCurveTests
{
    [Fact]
    public void Errors_are_counted_below_and_from_the_threshold_on()
    {
        var curve = new VerificationCurve([new(0.2, true), new(0.4, true), new(0.6, true), new(0.5, false), new(0.8, false)]);

        Assert.Equal((3, 2), (curve.SamePairs, curve.DifferentPairs));
        Assert.Equal(new VerificationPoint(0.6, 0.5, 1 - (2 / 3.0)), curve.At(0.6));
        Assert.Equal(new VerificationPoint(0.45, 0, 1 - (2 / 3.0)), curve.At(0.45));
        Assert.Equal(new VerificationPoint(0.2, 0, 1), curve.Points[0]);
        Assert.Equal((1, 0), (curve.Points[^1].FalseAccepts, curve.Points[^1].FalseRejects));
        Assert.Equal((0.5 + (1 / 3.0)) / 2, curve.EqualErrorRate, 1e-12);
    }

    [Fact]
    public void Pairs_that_can_be_told_apart_have_a_threshold_without_errors()
    {
        var curve = new VerificationCurve([new(0.3, true), new(0.4, true), new(0.7, false)]);

        Assert.Equal((0, 0), (curve.At(0.6).FalseAccepts, curve.At(0.6).FalseRejects));
        Assert.Equal(0, curve.EqualErrorRate);
    }

    [Fact]
    public void Accepts_grow_and_rejects_fall_with_the_threshold_and_agree_with_counting()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var pairs = Enumerable.Range(0, 40).Select(i => new FacePair(Math.Round(random.NextDouble(), 2), i % 2 == 0)).ToList();
            var points = new VerificationCurve(pairs).Points;

            Assert.All(points.Zip(points.Skip(1)), step => Assert.True(step.First.FalseAccepts <= step.Second.FalseAccepts && step.First.FalseRejects >= step.Second.FalseRejects));
            Assert.All(points, point =>
            {
                Assert.Equal(pairs.Count(pair => !pair.IsSame && pair.Distance < point.Threshold) / 20.0, point.FalseAccepts, 1e-12);
                Assert.Equal(pairs.Count(pair => pair.IsSame && pair.Distance >= point.Threshold) / 20.0, point.FalseRejects, 1e-12);
            });
        }
    }

    [Fact]
    public void One_kind_of_pairs_makes_no_curve() => Assert.Equal(
        "A curve needs pairs of one person and pairs of two, but there are 1 and 0. (Parameter 'pairs')",
        Assert.Throws<ArgumentException>(() => new VerificationCurve([new(0.3, true)])).Message);
}
