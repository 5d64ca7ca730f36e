using StyleForge.Engine.Drawing;

namespace StyleForge.Tests.Engine.Drawing;

public sealed class ColourTests
{
    [Fact]
    public void Text_can_be_read_on_the_colour_of_every_class() =>
        Assert.All(Enumerable.Range(0, 100).Select(Colour.OfClass), colour => Assert.True(colour.Ink().Contrast(colour) >= 4.5, $"{colour} has {colour.Ink().Contrast(colour)}."));

    [Fact]
    public void Classes_have_colours_of_their_own()
    {
        var colours = Enumerable.Range(0, 80).Select(Colour.OfClass).ToArray();

        for (var i = 0; i < colours.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.True(Distance(colours[i], colours[j]) > (i < 12 ? 0.15 : 0.01), $"{i} and {j}: {colours[i]}, {colours[j]}");
            }
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 21)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(0.4666667f, 0.4666667f, 0.4666667f, 4.48)] // #777 on white, as accessibility checkers print it.
    public void Contrast_is_that_of_the_guidelines(float red, float green, float blue, double contrast) =>
        Assert.Equal(contrast, new Colour(red, green, blue).Contrast(Colour.White), 0.005);

    [Fact]
    public void Colours_by_lightness_and_hue_are_those_of_the_paper()
    {
        // Ottosson's page gives red as L 0.62796, C 0.25768, h 29.2339.
        var red = Colour.FromOklch(0.62796, 0.25768, 29.2339);

        Assert.Equal(1, red.Red, 0.01);
        Assert.Equal(0, red.Green, 0.03);
        Assert.Equal(0, red.Blue, 0.03);
    }

    private static double Distance(Colour one, Colour other) =>
        Math.Sqrt(Math.Pow(one.Red - other.Red, 2) + Math.Pow(one.Green - other.Green, 2) + Math.Pow(one.Blue - other.Blue, 2));
}
