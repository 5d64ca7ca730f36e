using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.TestKit.Tests;

public sealed class ImageAssertTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Equal_pictures_pass_every_tolerance()
    {
        ImageAssert.Similar(Slope(), Slope(), ImageTolerance.Exact);
        ImageAssert.Similar(Slope(bitDepth: 16), Slope(bitDepth: 16), ImageTolerance.Exact);
    }

    [Fact]
    public void One_level_in_one_sample_fails_the_exact_tolerance()
    {
        var changed = Slope();
        changed.Samples[100]++;

        var failure = Record.Exception(() => ImageAssert.Similar(Slope(), changed, ImageTolerance.Exact));

        Assert.Contains("every sample must be the same", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, true)] // 3 of 3000 samples are 0.1 %
    [InlineData(4, false)]
    public void As_many_samples_may_differ_as_the_tolerance_says(int samples, bool passes)
    {
        var changed = Slope();
        for (var i = 0; i < samples; i++)
        {
            changed.Samples[i] += 50;
        }

        Assert.Equal(passes, Record.Exception(() => ImageAssert.Similar(Slope(), changed, ImageTolerance.Default)) is null);
    }

    [Theory]
    [InlineData(2, 8, false)] // all samples 2 levels off: none too far, but the mean is 2
    [InlineData(512, 16, false)]
    [InlineData(64, 16, true)] // 64 of 65 535 are a quarter of a level, less a little
    public void A_shift_of_the_whole_picture_is_caught_by_the_mean(int shift, int bitDepth, bool passes)
    {
        var changed = Slope(bitDepth);
        for (var i = 0; i < 3000; i++)
        {
            if (bitDepth == 8)
            {
                changed.Samples[i] += (byte)shift;
            }
            else
            {
                changed.Samples16[i] += (ushort)shift;
            }
        }

        Assert.Equal(passes, Record.Exception(() => ImageAssert.Similar(Slope(bitDepth), changed, ImageTolerance.Default)) is null);
    }

    [Fact]
    public void The_failure_states_the_tolerance_in_words()
    {
        var failure = Record.Exception(() => ImageAssert.Similar(Slope(), Inverted(), ImageTolerance.Default));

        Assert.Contains(
            "at most 0.1 % of the samples may differ by more than 2 of 255 levels, and the mean difference may be at most 0.25 levels",
            failure?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_size_format_or_depth_fails()
    {
        foreach (var other in new[] { Slope(bitDepth: 16), new ImageData(30, 25, PixelFormat.Rgba, 8), new ImageData(40, 25, PixelFormat.Rgb, 8) })
        {
            Assert.Contains("Expected a picture of", Record.Exception(() => ImageAssert.Similar(Slope(), other, new ImageTolerance(1, 255, 255)))?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_flat_expectation_is_refused_even_where_it_is_met()
    {
        var flat = new ImageData(4, 4, PixelFormat.Rgb, 8);

        Assert.Contains("single colour", Record.Exception(() => ImageAssert.Similar(flat, flat, ImageTolerance.Exact))?.Message, StringComparison.Ordinal);
        Assert.Contains("single colour", Record.Exception(() => Goldens(update: true).Check(flat, ImageTolerance.Exact, "Some", "Test"))?.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_golden_is_written_on_request_and_then_compared()
    {
        Goldens(update: true).Check(Slope(), ImageTolerance.Exact, "Some", "Test");

        Assert.True(File.Exists(_folder.File("goldens/Some/Test.png")));
        Goldens().Check(Slope(), ImageTolerance.Exact, "Some", "Test");
        Assert.False(Directory.Exists(_folder.File("failures")));
    }

    [Fact]
    public void A_failure_keeps_the_picture_and_the_amplified_difference_and_says_where()
    {
        Goldens(update: true).Check(Slope(), ImageTolerance.Exact, "Some", "Test");
        var changed = Slope();
        changed.Samples[4] += 3;

        var failure = Record.Exception(() => Goldens().Check(changed, ImageTolerance.Exact, "Some", "Test"));

        var actual = _folder.File("failures/Some/Test.actual.png");
        var difference = _folder.File("failures/Some/Test.difference.png");
        Assert.Contains(actual, failure?.Message, StringComparison.Ordinal);
        Assert.Contains(difference, failure?.Message, StringComparison.Ordinal);
        Assert.Equal(changed.Samples, ImageCodecs.Default.Read(actual).Samples);
        var shown = ImageCodecs.Default.Read(difference).Samples;
        Assert.Equal(48, shown[4]);
        Assert.Equal(48, shown.Sum(sample => sample));

        Goldens().Check(Slope(), ImageTolerance.Exact, "Some", "Test");
        Assert.False(File.Exists(actual));
    }

    [Fact]
    public void A_missing_golden_fails_and_says_how_to_make_it()
    {
        var failure = Record.Exception(() => Goldens().Check(Slope(), ImageTolerance.Default, "Some", "Test"));

        Assert.Contains("STYLEFORGE_UPDATE_GOLDENS=1", failure?.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("failures/Some/Test.actual.png")));
    }

    [Fact]
    public void The_golden_of_a_test_is_found_by_the_names_of_class_and_method() => ImageAssert.MatchesGolden(Slope(), ImageTolerance.Exact);

    private GoldenImages Goldens(bool update = false) => new(_folder.File("goldens"), _folder.File("failures"), update);

    private static ImageData Slope(int bitDepth = 8)
    {
        var image = new ImageData(25, 40, PixelFormat.Rgb, bitDepth);
        for (var i = 0; i < 3000; i++)
        {
            if (bitDepth == 8)
            {
                image.Samples[i] = (byte)(i % 200);
            }
            else
            {
                image.Samples16[i] = (ushort)(i * 20);
            }
        }

        return image;
    }

    private static ImageData Inverted()
    {
        var image = Slope();
        foreach (ref var sample in image.Samples.AsSpan())
        {
            sample = (byte)(255 - sample);
        }

        return image;
    }
}
