using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Judging;

public sealed class PictureQualityTests : IDisposable
{
    private const int Width = 100;
    private const int Height = 80;

    private readonly WorkerPool _workers = new(2);

    public void Dispose() => _workers.Dispose();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.5, 0.5, 0.5)]
    [InlineData(1, 0.2, 0.7)]
    [InlineData(-3, 9, 0)] // Written as one colour too.
    public void A_picture_of_one_colour_has_no_contrast_and_one_value(float red, float green, float blue)
    {
        var quality = Measure(Make((_, _, channel) => channel switch { 0 => red, 1 => green, _ => blue }));

        Assert.Equal((0, 0, 1), (quality.NotNumbers, Math.Round(quality.Contrast, 6), quality.FlatShare));
    }

    [Fact]
    public void Black_and_white_have_all_the_contrast_there_is()
    {
        var quality = Measure(Make((x, _, _) => x % 2));

        Assert.Equal(0.5, quality.Contrast, 1e-9);
        Assert.Equal((0.5, 0), (quality.FlatShare, quality.ClippedShare));
    }

    [Fact]
    public void A_black_picture_with_a_few_white_pixels_has_contrast_and_is_flat_all_the_same()
    {
        var quality = Measure(Make((x, y, _) => x == 0 && y < 40 ? 1 : 0));

        Assert.Equal(0.995, quality.FlatShare);
        Assert.InRange(quality.Contrast, 0.05, 0.1);
    }

    [Fact]
    public void A_picture_that_is_flat_in_some_channels_alone_is_not_flat() =>
        Assert.Equal(0.01, Measure(Make((x, _, channel) => channel == 1 ? x / 128f : 1)).FlatShare, 1e-9);

    [Theory]
    [InlineData(-0.0019f, 0)]
    [InlineData(-0.0021f, 0.25)]
    [InlineData(1.0019f, 0)]
    [InlineData(1.0021f, 0.25)]
    [InlineData(-50, 0.25)]
    public void What_leaves_black_to_white_by_half_a_level_is_clipped(float sample, double share) =>
        Assert.Equal(share, Measure(Make((x, y, _) => x < 50 && y < 40 ? sample : 0.5f)).ClippedShare, 1e-9);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Samples_that_are_no_numbers_are_counted(float sample) =>
        Assert.Equal(7, Measure(Make((x, y, channel) => y == 3 && channel == 2 && x < 7 ? sample : x / 100f)).NotNumbers);

    [Fact]
    public void What_nobody_sees_does_not_count()
    {
        var seen = Make((x, y, _) => x < 50 ? float.NaN : y % 2, (x, _) => x < 50 ? 0 : 0.01f);
        var quality = Measure(seen);

        Assert.Equal((0, 0.5, 0.5, 0), (quality.NotNumbers, Math.Round(quality.Contrast, 9), quality.FlatShare, quality.ClippedShare));
        var unseen = Measure(Make((x, _, _) => x / 100f, (_, _) => 0));
        Assert.Equal((0, 1), (unseen.Contrast, unseen.FlatShare));
    }

    [Fact]
    public void Forms_make_a_picture_resemble_its_content_and_brush_strokes_change_that_little()
    {
        var content = Make(Forms);

        Assert.Equal(1, Similarity(Make(Forms)), 1e-9);
        Assert.InRange(Similarity(Make((x, y, channel) => (Forms(x, y, channel) * 0.7f) + ((x + y) % 2 * 0.3f))), 0.7, 1);
        Assert.InRange(Similarity(Make((x, y, channel) => 1 - Forms(x, y, channel))), -1, 0);
        Assert.InRange(Similarity(Make((x, y, _) => 0.5f + (0.5f * MathF.Sin(x * y * 0.02f)))), -0.1, 0.1);

        double Similarity(Picture picture) => PictureQuality.Of(picture, content, styleProgress: null, _workers).ContentSimilarity!.Value;

        static float Forms(int x, int y, int channel) => (x / 25 % 2 == y / 20 % 2 ? 0.8f : 0.2f) + (channel * 0.05f);
    }

    [Theory]
    [InlineData(300, 60, true)]
    [InlineData(400, 60, false)]
    [InlineData(11, 11, true)]
    [InlineData(16, 10, false)]
    public void A_picture_that_is_too_narrow_is_not_compared_with_its_content(int width, int height, bool isCompared)
    {
        var picture = new Picture(width, height);

        Assert.Equal(isCompared, PictureQuality.Of(picture, picture, styleProgress: 0.25, _workers).ContentSimilarity is not null);
    }

    private static Picture Make(Func<int, int, int, float> sample, Func<int, int, float>? alpha = null)
    {
        var picture = new Picture(Width, Height, alpha: alpha is null ? null : new float[Width * Height]);
        for (var i = 0; i < Width * Height; i++)
        {
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                picture.Plane(channel)[i] = sample(i % Width, i / Width, channel);
            }

            if (alpha is not null)
            {
                picture.Alpha![i] = alpha(i % Width, i / Width);
            }
        }

        return picture;
    }

    private PictureQuality Measure(Picture picture) => PictureQuality.Of(picture, picture, styleProgress: null, _workers);
}
