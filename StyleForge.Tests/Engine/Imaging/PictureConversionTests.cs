using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Engine.Imaging;

public class PictureConversionTests
{
    [Fact]
    public void Every_8_bit_level_comes_back_as_itself()
    {
        var image = new ImageData(256, 1, PixelFormat.Rgb, 8, [.. Enumerable.Range(0, 768).Select(i => (byte)(i / 3))]);

        var picture = image.ToPicture();

        Assert.Equal(0, picture.Plane(0)[0]);
        Assert.Equal(1, picture.Plane(2)[255]);
        Assert.Equal(image.Samples, picture.ToImageData().Samples);
    }

    [Fact]
    public void Every_16_bit_level_comes_back_as_itself()
    {
        var image = new ImageData(256, 256, PixelFormat.Rgb, 16);
        for (var i = 0; i < image.Samples16.Length; i++)
        {
            image.Samples16[i] = (ushort)(i / 3);
        }

        Assert.Equal(image.Samples, image.ToPicture().ToImageData(16).Samples);
    }

    [Fact]
    public void Samples_go_to_the_planes_of_their_channel()
    {
        var picture = new ImageData(2, 1, PixelFormat.Rgba, 8, [255, 0, 51, 102, 0, 255, 204, 153]).ToPicture();

        Assert.Equal([1f, 0f, 0f, 1f, 0.2f, 0.8f], picture.Samples);
        Assert.Equal([0.4f, 0.6f], picture.Alpha!);
    }

    [Fact]
    public void Grey_becomes_three_equal_planes_and_keeps_its_alpha_but_not_what_it_hides()
    {
        var picture = new ImageData(3, 1, PixelFormat.GreyAlpha, 8, [51, 255, 204, 153, 99, 0]).ToPicture();

        Assert.Equal([0.2f, 0.8f, 0f, 0.2f, 0.8f, 0f, 0.2f, 0.8f, 0f], picture.Samples);
        Assert.Equal([1f, 0.6f, 0f], picture.Alpha!);
        Assert.Null(new ImageData(2, 1, PixelFormat.Grey, 8, [51, 204]).ToPicture().Alpha);
    }

    [Theory]
    [InlineData(0.4999f / 255, 0)]
    [InlineData(0.5001f / 255, 1)]
    [InlineData(254.4999f / 255, 254)]
    [InlineData(254.5001f / 255, 255)]
    [InlineData(-0.2f, 0)]
    [InlineData(1.2f, 255)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(float.PositiveInfinity, 255)]
    public void Values_are_rounded_to_the_nearest_level_and_clamped(float value, byte level)
    {
        Assert.Equal([level, level, level], new Picture(1, 1, [value, value, value]).ToImageData().Samples);
    }

    [Fact]
    public void A_sample_that_is_not_a_number_is_refused_with_its_place()
    {
        var picture = new Picture(3, 2);
        picture.Plane(1)[4] = float.NaN;

        var failure = Assert.Throws<ArgumentException>(() => picture.ToImageData());

        Assert.StartsWith("The picture's sample at x 1, y 1, channel 1 is not a number.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_written_picture_says_that_it_is_sRGB_and_carries_its_texts()
    {
        var image = new Picture(1, 1).ToImageData(16, new Dictionary<string, string> { ["a"] = "b" });

        Assert.True(image.Colour.IsSrgb);
        Assert.Equal("b", image.Texts["a"]);
        Assert.Equal(16, image.BitDepth);
    }
}
