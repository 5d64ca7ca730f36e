using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;

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
}
