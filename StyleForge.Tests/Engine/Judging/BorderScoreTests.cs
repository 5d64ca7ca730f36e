using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;

namespace StyleForge.Tests.Engine.Judging;

public class BorderScoreTests
{
    private const int Width = 90;
    private const int Height = 70;

    public static TheoryData<string> Edges => ["top", "bottom", "left", "right"];

    [Fact]
    public void A_picture_whose_edges_are_like_its_inside_scores_about_1_and_a_flat_one_exactly()
    {
        var random = new Random(1);
        var noise = new Picture(Width, Height, [.. Enumerable.Range(0, Width * Height * 3).Select(_ => random.NextSingle())]);
        var flat = new Picture(Width, Height);
        flat.Samples.AsSpan().Fill(0.3f);

        Assert.Equal(1, BorderScore.Of(noise), 0.15);
        Assert.InRange(BorderScore.Of(ColourNoiseTests.Waves(Width, Height)), 0.5, 1.5);
        Assert.Equal(1, BorderScore.Of(flat));
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public void A_line_along_any_edge_raises_it_the_more_the_brighter_it_is(string edge)
    {
        var picture = ColourNoiseTests.Waves(Width, Height);
        var scores = new[] { 0, 0.05f, 0.2f }.Select(light => BorderScore.Of(Painted(picture, edge, (_, depth) => depth == 0 ? light : 0))).ToArray();

        Assert.True(scores[1] > 1.05 * scores[0] && scores[2] > 2, string.Join(", ", scores));
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public void A_line_that_keeps_the_mean_and_blotches_some_pixels_deep_raise_it_too(string edge)
    {
        var picture = ColourNoiseTests.Waves(Width, Height);
        var plain = BorderScore.Of(picture);

        Assert.InRange(BorderScore.Of(Painted(picture, edge, (along, depth) => depth > 0 ? 0 : along % 2 == 0 ? 0.2f : -0.2f)), 2, 100);
        Assert.InRange(BorderScore.Of(Painted(picture, edge, (along, depth) => depth < 4 && along % 20 < 10 ? 0.3f : 0)), 1.15 * plain, 100);
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public void What_is_painted_inside_does_not_raise_it(string edge)
    {
        var picture = ColourNoiseTests.Waves(Width, Height);

        Assert.InRange(BorderScore.Of(Painted(picture, edge, (_, depth) => depth == 20 ? 0.3f : 0)), 0, BorderScore.Of(picture) + 1e-9);
    }

    [Fact]
    public void A_step_of_eight_bits_along_a_flat_pictures_edge_scores_2_and_a_picture_without_an_inside_is_refused()
    {
        var flat = new Picture(20, 30);

        Assert.Equal(2, BorderScore.Of(Painted(flat, "right", (_, depth) => depth == 0 ? 1 / 255f : 0)), 1e-6);
        Assert.Equal(1, BorderScore.Of(new Picture(BorderScore.MinimumSide, BorderScore.MinimumSide)));
        Assert.Contains("has no inside", Assert.Throws<ArgumentException>(() => BorderScore.Of(new Picture(50, BorderScore.MinimumSide - 1))).Message, StringComparison.Ordinal);
    }

    private static Picture Painted(Picture picture, string edge, Func<int, int, float> light)
    {
        var painted = new Picture(picture.Width, picture.Height, [.. picture.Samples]);
        for (var i = 0; i < painted.Samples.Length; i++)
        {
            var (x, y) = (i % picture.PlaneLength % picture.Width, i % picture.PlaneLength / picture.Width);
            painted.Samples[i] += edge switch
            {
                "top" => light(x, y),
                "bottom" => light(x, picture.Height - 1 - y),
                "left" => light(y, x),
                _ => light(y, picture.Width - 1 - x),
            };
        }

        return painted;
    }
}
