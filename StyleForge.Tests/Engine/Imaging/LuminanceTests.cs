using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Engine.Imaging;

public class LuminanceTests
{
    [Fact]
    public void White_is_1_and_the_parts_are_those_of_Rec_601()
    {
        Assert.Equal(1, Luminance.Of(1, 1, 1), 6);
        Assert.Equal(0.299f, Luminance.Of(1, 0, 0));
        Assert.Equal(0.587f, Luminance.Of(0, 1, 0));
        Assert.Equal(0.114f, Luminance.Of(0, 0, 1));
    }

    [Fact]
    public void The_result_has_the_lightness_of_one_and_the_colour_differences_of_the_other()
    {
        var light = Noise(1);
        var colours = Noise(2);

        var result = Luminance.Transfer(light, colours);

        for (var i = 0; i < result.PlaneLength; i++)
        {
            Assert.Equal(Luma(light, i), Luma(result, i), 5);
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                Assert.Equal(colours.Plane(channel)[i] - Luma(colours, i), result.Plane(channel)[i] - Luma(result, i), 5);
            }
        }
    }

    [Fact]
    public void A_grey_picture_takes_only_the_lightness()
    {
        var grey = new Picture(2, 1, [0.2f, 0.7f, 0.2f, 0.7f, 0.2f, 0.7f]);

        var result = Luminance.Transfer(Noise(3, 2, 1), grey);

        Assert.Equal(result.Plane(0).ToArray(), result.Plane(1).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(result.Plane(0).ToArray(), result.Plane(2).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Sizes_must_agree() => Assert.Throws<ArgumentException>(() => Luminance.Transfer(Noise(1, 2, 3), Noise(1, 3, 2)));

    private static float Luma(Picture picture, int i) => Luminance.Of(picture.Plane(0)[i], picture.Plane(1)[i], picture.Plane(2)[i]);

    private static Picture Noise(int seed, int width = 5, int height = 4)
    {
        var random = new Random(seed);
        return new Picture(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(_ => random.NextSingle())]);
    }
}
