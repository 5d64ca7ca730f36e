using System.Globalization;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Objectives;

public sealed class StyleRegionTests
{
    [Theory]
    [InlineData("a,b", " of a, of b")]
    [InlineData("a,a,a", " of a, of a (2), of a (3)")]
    [InlineData("a (2),a,a", " of a (2), of a, of a (3)")]
    [InlineData("a,a,a (2)", " of a, of a (2), of a (2) (2)")]
    public void Masked_styles_of_one_name_are_told_apart(string names, string suffixes)
    {
        var picture = new Picture(1, 1);

        var regions = StyleRegion.Of([.. names.Split(',').Select(name => new LevelStyle(name, picture, 1, picture))]);

        Assert.Equal(suffixes, string.Join(',', regions.Select(region => region.Suffix)));
    }

    // Masks of four pixels in a row; nothing is no mask.
    [Theory]
    [InlineData("|", "0.75 0.25", 1.0)]
    [InlineData("1 0 0 0", "1", 0.25)]
    [InlineData("1 1 0 0|0 0 1 1", "0.5 0.5", 0.5, 0.5)]
    [InlineData("1 1 0 0|0 0 1 1", "0.8 0.2", 0.5, 0.125)]
    [InlineData("1 1 0 0|0 1 1 0", "0.75 0.25", 0.4375, 0.14583333)]
    [InlineData("|1 0 0 0", "0.5 0.5", 0.875, 0.125)]
    [InlineData("0.5 0.5 0 0", "1", 0.25)]
    [InlineData("0.5 0.5 1 0|0.5 0.5 0 1", "0.5 0.5", 0.5, 0.5)]
    public void A_style_has_the_part_of_the_picture_that_it_goes_over(string masks, string weights, params double[] shares)
    {
        using var workers = new WorkerPool(1);
        double[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        LevelStyle[] styles =
        [
            .. masks.Split('|').Zip(Numbers(weights), (mask, weight) => new LevelStyle("a", new Picture(1, 1), weight, mask.Length == 0 ? null : Row([.. Numbers(mask).Select(number => (float)number)]))),
        ];

        var regions = StyleRegion.Of(new LevelPictures(new Picture(4, 1), styles), workers);

        Assert.Equal(shares.Length, regions.Count);
        Assert.All(regions.Zip(shares), pair => Assert.Equal(pair.Second, pair.First.Share, 1e-6));

        static Picture Row(float[] plane) => new(plane.Length, 1, [.. plane, .. plane, .. plane]);
    }
}
