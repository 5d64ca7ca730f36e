using StyleForge.Engine.Codecs;
using StyleForge.Engine.Codecs.Jpeg;

namespace StyleForge.Tests.Engine.Codecs.Jpeg;

public sealed class JpegEncodeTests
{
    private static readonly int[] Qualities = [1, 10, 25, 50, 75, 90, 95, 100];

    /// <summary>
    /// The golden files were coded from a drawing that is repeated here. The same drawing, coded here with the same
    /// settings, must decode to the same samples: colour conversion, halving, transform and steps are then all the same.
    /// </summary>
    [Theory]
    [InlineData("baseline-444-33x17", 33, 17, PixelFormat.Rgb, false)]
    [InlineData("baseline-420-33x17", 33, 17, PixelFormat.Rgb, true)]
    [InlineData("baseline-420-1x1", 1, 1, PixelFormat.Rgb, true)]
    [InlineData("baseline-420-5x40", 5, 40, PixelFormat.Rgb, true)]
    [InlineData("baseline-420-16x16", 16, 16, PixelFormat.Rgb, true)]
    [InlineData("baseline-444-8x8", 8, 8, PixelFormat.Rgb, false)]
    [InlineData("baseline-grey-33x17", 33, 17, PixelFormat.Grey, false)]
    public void Coding_loses_what_the_reference_library_loses(string name, int width, int height, PixelFormat format, bool isSubsampled)
    {
        var coded = JpegGolden.Encode(DrawLikeFixtures(width, height, format), new EncodeOptions(JpegQuality: 80, JpegSubsampling: isSubsampled));
        Assert.Equal(JpegGolden.Samples(name), JpegGolden.Decode(coded).Samples);
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

    /// <summary>
    /// Rounding to steps of q is an error of variance q²/12 a coefficient, and the transform keeps variances; rounding
    /// samples adds 1/12. This holds where coefficients are large against their steps, as in noise at good quality, and the
    /// error is not so small that rounding undoes it, as at quality 100.
    /// 0.15 dB is 3.5 % of the variance: five times the spread of the mean over this many samples, and what is left of the law.
    /// </summary>
    [Theory]
    [InlineData(90)]
    [InlineData(95)]
    [InlineData(98)]
    public void The_error_of_noise_is_what_the_steps_predict(int quality)
    {
        var random = new Random(quality);
        var image = new ImageData(256, 256, PixelFormat.Grey, 8);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = (byte)random.Next(20, 236); // Away from the ends, where clamping would help.
        }

        var variance = (QuantisationSteps.Scale(isChroma: false, quality).Average(step => (double)step * step) + 1) / 12;
        var expected = 10 * Math.Log10(255 * 255 / variance);
        var actual = JpegGolden.Psnr(image, JpegGolden.Decode(JpegGolden.Encode(image, new EncodeOptions(JpegQuality: quality))));
        Assert.InRange(actual, expected - 0.15, expected + 0.15);
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
    public void Without_a_profile_nothing_is_said_about_colour() =>
        Assert.Equal(ColourFacts.Unstated, JpegGolden.Decode(JpegGolden.Encode(new ImageData(8, 8, PixelFormat.Rgb, 8))).Colour);

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
    [InlineData(65536, 1)]
    [InlineData(1, 65536)]
    public void A_side_beyond_16_bits_is_refused(int width, int height)
    {
        var error = Assert.Throws<ImageFormatException>(() => JpegGolden.Encode(new ImageData(width, height, PixelFormat.Grey, 8)));
        Assert.Contains("65535", error.Message, StringComparison.Ordinal);
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
