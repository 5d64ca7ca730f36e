using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Formats;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public sealed class JpegEncodeTests
{
    private static readonly int[] Qualities = [1, 10, 25, 50, 75, 90, 95, 100];

    /// <summary>
    /// The golden files were coded by libjpeg-turbo from a drawing that is repeated here. Coded here with the same settings, it
    /// must not lose more than libjpeg-turbo does, by more than the roundings of its steps.
    /// </summary>
    [Theory]
    [InlineData("baseline-444-33x17", 33, 17, PixelFormat.Rgb, false)]
    [InlineData("baseline-420-33x17", 33, 17, PixelFormat.Rgb, true)]
    [InlineData("baseline-420-16x16", 16, 16, PixelFormat.Rgb, true)]
    [InlineData("baseline-grey-33x17", 33, 17, PixelFormat.Grey, false)]
    public void Coding_loses_no_more_than_the_reference_library(string name, int width, int height, PixelFormat format, bool isSubsampled)
    {
        var drawing = DrawLikeFixtures(width, height, format);
        var ours = JpegGolden.Decode(JpegGolden.Encode(drawing, new EncodeOptions(JpegQuality: 80, JpegSubsampling: isSubsampled)));
        var theirs = new ImageData(width, height, format, 8, JpegGolden.Samples(name));
        Assert.InRange(JpegGolden.Psnr(drawing, ours), JpegGolden.Psnr(drawing, theirs) - 0.1, double.PositiveInfinity);
    }

    /// <summary>
    /// With steps of 1, samples have an error of about 0.3 levels before they are rounded: 1 level of grey. Colour
    /// differences have 1/2 more from their own rounding, so 2 levels at times, and count 1.402 or 1.772 times beside luma:
    /// 5 levels at worst, more than 3 in one sample of a thousand at most.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(64, 48)]
    [InlineData(131, 77)]
    public void Quality_100_loses_a_level_of_grey_and_hardly_3_of_colour(int width, int height)
    {
        var grey = Differences(JpegGolden.Draw(width, height, PixelFormat.Grey, noise: 20));
        var colour = Differences(JpegGolden.Draw(width, height, PixelFormat.Rgb, noise: 20));
        Assert.InRange(grey.Max(), 0, 1);
        Assert.InRange(colour.Max(), 0, 5);
        Assert.InRange(colour.Count(difference => difference > 3), 0, colour.Length / 1000);

        static int[] Differences(ImageData image)
        {
            var decoded = JpegGolden.Decode(JpegGolden.Encode(image, new EncodeOptions(JpegQuality: 100)));
            Assert.Equal(image.PixelFormat, decoded.PixelFormat);
            return [.. image.Samples.Zip(decoded.Samples, (one, other) => Math.Abs(one - other))];
        }
    }

    [Theory]
    [InlineData(PixelFormat.Grey, false)]
    [InlineData(PixelFormat.Rgb, false)]
    [InlineData(PixelFormat.Rgb, true)]
    public void More_quality_means_more_bytes_and_less_error(PixelFormat format, bool isSubsampled)
    {
        var image = JpegGolden.Draw(160, 120, format);
        var (size, psnr) = (0, 0.0);
        foreach (var quality in Qualities)
        {
            var file = JpegGolden.Encode(image, new EncodeOptions(JpegQuality: quality, JpegSubsampling: isSubsampled));
            var decoded = JpegGolden.Psnr(image, JpegGolden.Decode(file));
            Assert.True(file.Length > size, $"quality {quality} has {file.Length} bytes, the one below {size}");
            Assert.True(decoded > psnr, $"quality {quality} has {decoded} dB, the one below {psnr}");
            (size, psnr) = (file.Length, decoded);
        }
    }

    [Fact]
    public void Halved_chroma_is_smaller()
    {
        var image = JpegGolden.Draw(160, 120, PixelFormat.Rgb);
        var whole = JpegGolden.Encode(image, new EncodeOptions(JpegSubsampling: false));
        var halved = JpegGolden.Encode(image, new EncodeOptions(JpegSubsampling: true));
        Assert.True(halved.Length < whole.Length * 0.8);
    }

    [Fact]
    public void Equal_pictures_give_equal_bytes_whatever_the_order_of_their_texts()
    {
        var texts = new Dictionary<string, string> { ["Title"] = "waves", ["Author"] = "nobody" };
        var reversed = new Dictionary<string, string> { ["Author"] = "nobody", ["Title"] = "waves" };
        Assert.Equal(JpegGolden.Encode(WithTexts(texts)), JpegGolden.Encode(WithTexts(reversed)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3144)]
    [InlineData(65519)]
    [InlineData(65520)]
    [InlineData(200_000)]
    public void An_ICC_profile_travels_in_as_many_segments_as_it_needs(int size)
    {
        var profile = new byte[size];
        new Random(size).NextBytes(profile);
        var image = new ImageData(8, 8, PixelFormat.Rgb, 8) { Colour = new ColourFacts(profile) };

        var decoded = JpegGolden.Decode(JpegGolden.Encode(image));

        Assert.Equal(profile, decoded.Colour.IccProfile!.Value.ToArray());
    }

    [Fact]
    public void Without_a_profile_the_file_says_that_it_is_sRGB() =>
        Assert.Equal(SrgbProfile.Bytes.ToArray(), JpegGolden.Decode(JpegGolden.Encode(new ImageData(8, 8, PixelFormat.Rgb, 8))).Colour.IccProfile!.Value.ToArray());

    [Theory]
    [InlineData(PixelFormat.Rgba, 8, "alpha")]
    [InlineData(PixelFormat.GreyAlpha, 8, "alpha")]
    [InlineData(PixelFormat.Rgb, 16, "16 bits")]
    public void What_JPEG_cannot_hold_is_refused_before_a_byte_is_written(PixelFormat format, int bitDepth, string part)
    {
        using var stream = new MemoryStream();
        var image = new ImageData(2, 2, format, bitDepth);
        var error = Assert.Throws<ImageFormatException>(() => JpegGolden.Codec.Encode(image, stream, EncodeOptions.Default));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void A_gamma_that_JPEG_cannot_say_is_refused_and_that_of_sRGB_is_not()
    {
        var linear = new ImageData(2, 2, PixelFormat.Rgb, 8) { Colour = new ColourFacts(Gamma: 1.0) };
        var usual = new ImageData(2, 2, PixelFormat.Rgb, 8) { Colour = new ColourFacts(Gamma: 0.45455) };
        Assert.Contains("gamma", Assert.Throws<ImageFormatException>(() => JpegGolden.Encode(linear)).Message, StringComparison.Ordinal);
        Assert.NotEmpty(JpegGolden.Encode(usual));
    }

    [Theory]
    [InlineData(65501, 1)]
    [InlineData(1, 65501)]
    public void A_side_beyond_the_limit_is_refused(int width, int height)
    {
        var error = Assert.Throws<ImageFormatException>(() => JpegGolden.Encode(new ImageData(width, height, PixelFormat.Grey, 8)));
        Assert.Contains("65500", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_beyond_the_scale_is_refused(int quality) => Assert.Throws<ArgumentOutOfRangeException>(
        () => JpegGolden.Encode(new ImageData(2, 2, PixelFormat.Grey, 8), new EncodeOptions(JpegQuality: quality)));

    private static ImageData WithTexts(Dictionary<string, string> texts) => new(4, 4, PixelFormat.Rgb, 8) { Texts = texts };

    /// <summary>The drawing of <c>Golden/Jpeg/make-fixtures.c</c>.</summary>
    private static ImageData DrawLikeFixtures(int width, int height, PixelFormat format)
    {
        var image = new ImageData(width, height, format, 8);
        var state = (uint)((width * 1000) + height);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            var (pixel, c) = Math.DivRem(i, image.Channels);
            var (y, x) = Math.DivRem(pixel, width);
            state = (state * 1664525) + 1013904223;
            var noise = (int)(state >> 27) - 16;
            var ramp = (((x * (7 + (3 * c))) + (y * (11 - (4 * c)))) & 255) * 3 / 4;
            var edge = (((x / 5) + (y / 4) + c) & 1) * 70;
            image.Samples[i] = (byte)Math.Clamp(ramp + edge + noise, 0, 255);
        }

        return image;
    }
}
