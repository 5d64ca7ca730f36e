using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;

namespace StyleForge.Tests.Engine.Judging;

public class ColourNoiseTests
{
    [Theory]
    [InlineData(0.03, 0, 0)]
    [InlineData(0.20, 0, 0)]
    [InlineData(0, 0.20, 0)]
    [InlineData(0.18, 0.20, 0)]
    [InlineData(0.31, 0, 1)]
    [InlineData(0, 0.45, 1)]
    [InlineData(0.05, 0.31, 1)]
    [InlineData(0.40, 0.40, 1)]
    public void A_wave_counts_where_it_is_above_a_quarter_of_the_sampling_frequency(double across, double down, double expected)
    {
        var picture = new Picture(96, 80);
        for (var i = 0; i < picture.PlaneLength; i++)
        {
            var wave = 0.3f * (float)Math.Sin((2 * Math.PI * ((across * (i % 96)) + (down * (i / 96)))) + 0.7);
            (picture.Plane(0)[i], picture.Plane(1)[i], picture.Plane(2)[i]) = (0.5f + wave, 0.4f, 0.6f - wave);
        }

        Assert.Equal(expected, ColourNoise.FineShare(picture), 0.05);
    }

    [Fact]
    public void White_noise_has_three_quarters_whatever_its_strength_and_grey_noise_none()
    {
        var random = new Random(1);
        var coloured = new Picture(120, 90, [.. Enumerable.Range(0, 120 * 90 * 3).Select(_ => random.NextSingle())]);
        var faint = new Picture(120, 90, Array.ConvertAll(coloured.Samples, sample => 0.4f + (0.1f * sample)));
        float[] plane = [.. coloured.Plane(0)];
        var grey = new Picture(120, 90, [.. plane, .. plane, .. plane]);

        // A little less, because the filter has flanks.
        Assert.InRange(ColourNoise.FineShare(coloured), 0.7, 0.75);
        Assert.Equal(ColourNoise.FineShare(coloured), ColourNoise.FineShare(faint), 1e-4);
        Assert.Equal(0, ColourNoise.FineShare(grey));
    }

    [Fact]
    public void The_more_coloured_noise_lies_over_a_picture_the_higher_it_is_and_noise_in_lightness_alone_changes_nothing()
    {
        var picture = Waves(100, 70);
        var random = new Random(2);
        float[] noise = [.. Enumerable.Range(0, picture.Samples.Length).Select(_ => (2 * random.NextSingle()) - 1)];
        var shares = new[] { 0f, 0.02f, 0.05f, 0.2f }.Select(strength =>
            ColourNoise.FineShare(new Picture(100, 70, [.. picture.Samples.Zip(noise, (sample, by) => sample + (strength * by))]))).ToArray();
        var lightness = new Picture(100, 70, [.. picture.Samples.Select((sample, i) => sample + (0.2f * noise[i % picture.PlaneLength]))]);

        Assert.Equal(shares.Order(), shares);
        Assert.True(shares[1] > 1.5 * shares[0], string.Join(", ", shares));
        Assert.Equal(shares[0], ColourNoise.FineShare(lightness), 1e-4);
    }

    [Fact]
    public void Across_and_down_are_alike_and_the_smallest_picture_is_measured()
    {
        var picture = SsimTests.Pattern(37, 29, 3);
        var turned = new Picture(29, 37);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < picture.PlaneLength; i++)
            {
                turned.Plane(channel)[(i % 37 * 29) + (i / 37)] = picture.Plane(channel)[i];
            }
        }

        Assert.Equal(ColourNoise.FineShare(picture), ColourNoise.FineShare(turned), 1e-9);
        Assert.Equal(0, ColourNoise.FineShare(new Picture(1, 1)));
    }

    /// <summary>Soft patches of colour.</summary>
    internal static Picture Waves(int width, int height)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture.PlaneLength; i++)
        {
            var (x, y) = (i % width, i / width);
            picture.Plane(0)[i] = 0.5f + (0.2f * MathF.Sin(0.31f * x)) + (0.1f * MathF.Cos(0.23f * y));
            picture.Plane(1)[i] = 0.4f + (0.2f * MathF.Sin(0.27f * (x + y)));
            picture.Plane(2)[i] = 0.6f + (0.2f * MathF.Cos(0.29f * (x - y)));
        }

        return picture;
    }
}
