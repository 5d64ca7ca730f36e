using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Objectives;

public sealed class ProtectedAreaTests
{
    [Fact]
    public void The_style_counts_less_where_the_mask_is_white_and_the_content_as_the_mask_says()
    {
        using var workers = new WorkerPool(1);
        var area = new ProtectedArea(Grey(4, 1, 0, 0.5f, 1, 1), 0.8);

        Same([1, 0.6f, 0.2f, 0.2f], area.StyleShares(1, 4, workers));
        Same([0, 0.5f, 1, 1], area.ContentShares(1, 4, workers));
        Same([0.8f, 0.2f], area.StyleShares(1, 2, workers)); // The mean of the pixels of a position.
    }

    [Fact]
    public void A_part_that_is_emphasised_counts_as_much_as_the_whole_mask_however_small_it_is()
    {
        using var workers = new WorkerPool(1);
        var whole = new ProtectedArea(Grey(5, 1, 1, 1, 0.5f, 1, 0), 0.8);
        var emphasised = whole with { Emphasised = Grey(5, 1, 0, 0, 0, 1, 0) };

        // Of the mask 3.5 positions, of the part 1: 1 + 3.5 / 1 where both are, made no more than 1.
        Same([1 / 4.5f, 1 / 4.5f, 0.5f / 4.5f, 1, 0], emphasised.ContentShares(1, 5, workers));
        Same(whole.StyleShares(1, 5, workers), emphasised.StyleShares(1, 5, workers));
        Assert.Equal((1, 2), (whole.Parts, emphasised.Parts));

        // Squares of 3 on the part and 1 elsewhere: the mean over the mask and the mean over the part, added up.
        double[] squares = [1, 1, 1, 3, 1];
        double Mean(float[] shares) => shares.Zip(squares, (share, square) => share * square).Sum() / shares.Sum();
        var alone = new ProtectedArea(emphasised.Emphasised!, 0.8);
        Assert.Equal(Mean(whole.ContentShares(1, 5, workers)) + Mean(alone.ContentShares(1, 5, workers)), emphasised.Parts * Mean(emphasised.ContentShares(1, 5, workers)), 1e-6);
    }

    [Fact]
    public void Something_of_the_style_is_always_left()
    {
        using var workers = new WorkerPool(1);
        Same([0.01f, 0.01f], new ProtectedArea(Grey(2, 1, 1, 1), 1).StyleShares(1, 2, workers));
    }

    [Fact]
    public void Masked_styles_count_as_their_mask_and_the_protected_area_say()
    {
        using var workers = new WorkerPool(1);
        var picture = new Picture(2, 2);
        var pictures = new LevelPictures(picture, [new("ink", picture, 1, null), new("wave", picture, 1, Grey(2, 1, 1, 0.5f))]) { Protected = new ProtectedArea(Grey(2, 1, 1, 0), 0.5) };
        var regions = StyleRegion.Of(pictures, workers);

        Same([0.5f, 1], regions[0].PositionWeights(1, 2, workers)!);
        Same([0.5f, 0.5f], regions[1].PositionWeights(1, 2, workers)!);
        Assert.Null(StyleRegion.Of(pictures with { Protected = null }, workers)[0].PositionWeights(1, 2, workers));
    }

    private static void Same(float[] expected, float[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

    private static Picture Grey(int width, int height, params float[] levels) => new(width, height, [.. levels, .. levels, .. levels]);
}
