using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Engine.Codecs.Formats;

public class PngEncoderTests
{
    public static TheoryData<PixelFormat, int> Kinds
    {
        get
        {
            var data = new TheoryData<PixelFormat, int>();
            foreach (var format in Enum.GetValues<PixelFormat>())
            {
                data.Add(format, 8);
                data.Add(format, 16);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Noise_and_slopes_of_every_size_read_back_the_same(PixelFormat format, int bitDepth)
    {
        foreach (var (width, height) in new[] { (1, 1), (1, 7), (7, 1), (2, 3), (17, 5), (64, 33) })
        {
            foreach (var image in new[] { Noise(width, height, format, bitDepth), Slope(width, height, format, bitDepth) })
            {
                Assert.Equal(image.Samples, PngFixtures.Decode(PngFixtures.Encode(image)).Samples);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(9)]
    public void Every_compression_level_reads_back_the_same(int level)
    {
        var image = Slope(40, 30, PixelFormat.Rgb, 8);

        Assert.Equal(image.Samples, PngFixtures.Decode(PngFixtures.Encode(image, new EncodeOptions(CompressionLevel: level))).Samples);
    }

    [Fact]
    public void A_higher_level_and_the_choice_of_filters_make_a_slope_small()
    {
        var image = Slope(200, 200, PixelFormat.Rgb, 8);
        var stored = PngFixtures.Encode(image, new EncodeOptions(CompressionLevel: 0)).Length;

        Assert.True(stored > image.Samples.Length);
        Assert.True(PngFixtures.Encode(image).Length < stored / 50);
    }

    [Fact]
    public void A_compression_level_out_of_range_is_refused()
    {
        var failure = Assert.Throws<ImageFormatException>(
            () => PngFixtures.Encode(Slope(2, 2, PixelFormat.Grey, 8), new EncodeOptions(CompressionLevel: 10)));

        Assert.Equal("has no compression level 10; PNG has 0 to 9", failure.Message);
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes_and_no_chunk_of_time()
    {
        var file = PngFixtures.Encode(WithTexts(("b", "2"), ("a", "1")));

        Assert.Equal(file, PngFixtures.Encode(WithTexts(("a", "1"), ("b", "2"))));
        Assert.Equal(["IHDR", "sRGB", "iTXt", "iTXt", "IDAT", "IEND"], PngBuilder.Read(file).Types);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    [InlineData("☃ über\nzwei Zeilen 🎨")]
    public void A_text_comes_back_as_it_was(string text)
    {
        Assert.Equal(text, PngFixtures.Decode(PngFixtures.Encode(WithTexts(("StyleForge", text)))).Texts["StyleForge"]);
    }

    [Fact]
    public void A_long_text_is_compressed_and_comes_back_as_it_was()
    {
        var text = string.Concat(Enumerable.Repeat("{\"weight\": 1.5}", 1000));
        var file = PngFixtures.Encode(WithTexts(("plan", text)));

        Assert.True(file.Length < 1000);
        Assert.Equal(text, PngFixtures.Decode(file).Texts["plan"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" lead")]
    [InlineData("trail ")]
    [InlineData("snow ☃")]
    [InlineData("line\nbreak")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public void A_keyword_that_PNG_cannot_hold_is_refused(string keyword)
    {
        var failure = Assert.Throws<ImageFormatException>(() => PngFixtures.Encode(WithTexts((keyword, "x"))));

        Assert.Equal($"cannot hold a text named «{keyword}»: PNG allows 1 to 79 Latin-1 characters without outer spaces", failure.Message);
    }

    [Fact]
    public void A_text_with_a_character_of_code_0_is_refused() =>
        Assert.Throws<ImageFormatException>(() => PngFixtures.Encode(WithTexts(("a", "x\0y"))));

    [Fact]
    public void Colour_facts_come_back()
    {
        byte[] profile = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];

        Assert.Equal(profile, Colour(new ColourFacts(IccProfile: profile, IsSrgb: true)).IccProfile!.Value.ToArray());
        Assert.Equal(new ColourFacts(Gamma: 0.55), Colour(new ColourFacts(Gamma: 0.55)));
        Assert.Equal(new ColourFacts(IsSrgb: true), Colour(new ColourFacts(Gamma: 0.45455, IsSrgb: true)));
        Assert.Equal(new ColourFacts(IsSrgb: true), Colour(ColourFacts.Unstated));

        static ColourFacts Colour(ColourFacts colour)
        {
            var image = new ImageData(1, 1, PixelFormat.Rgb, 8) { Colour = colour };
            return PngFixtures.Decode(PngFixtures.Encode(image)).Colour;
        }
    }

    private static ImageData WithTexts(params (string Keyword, string Text)[] texts) => new(3, 2, PixelFormat.Rgb, 8)
    {
        Texts = texts.ToDictionary(text => text.Keyword, text => text.Text),
    };

    private static ImageData Noise(int width, int height, PixelFormat format, int bitDepth)
    {
        var image = new ImageData(width, height, format, bitDepth);
        new Random(5).NextBytes(image.Samples);
        return image;
    }

    private static ImageData Slope(int width, int height, PixelFormat format, int bitDepth)
    {
        var image = new ImageData(width, height, format, bitDepth);
        var row = image.Samples.Length / height;
        for (var i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = (byte)((i % row) + (i / row * 3));
        }

        return image;
    }
}
