using StyleForge.Engine.Imaging;
using StyleForge.Engine.Judging;

namespace StyleForge.Tests.Engine.Judging;

public class SsimTests
{
    /// <summary>
    /// numpy 1.24.2 in double: windows by sliding_window_view, the two-dimensional Gaussian <c>outer(g, g)/sum</c>, variances and the
    /// covariance about the windows' own means (not from squares, as here), and the mean over all windows.
    /// </summary>
    [Theory]
    [InlineData(40, 30, 0, 5, 0.0, -0.059880042115417816)]
    [InlineData(40, 30, 0, 5, 0.8, 0.9390072159456302)]
    [InlineData(11, 11, 1, 2, 0.5, 0.7961357830399162)]
    [InlineData(23, 57, 3, null, 0.25, 0.475429876989382)]
    public void The_similarity_is_that_of_another_implementation(int width, int height, int seed, int? other, double share, double expected)
    {
        var first = Pattern(width, height, seed);
        var second = Mix(first, other is { } its ? Pattern(width, height, its) : Grey(width, height), share);

        Assert.Equal(expected, Ssim.Of(first, second), 1e-6);
    }

    [Fact]
    public void Equal_pictures_are_alike_and_a_negative_is_not()
    {
        var picture = Pattern(50, 20, 4);
        var negative = new Picture(50, 20, Array.ConvertAll(picture.Samples, sample => 1 - sample));

        Assert.Equal(1, Ssim.Of(picture, picture), 1e-12);
        Assert.InRange(Ssim.Of(picture, negative), -1, -0.5);
        Assert.Equal(Ssim.Of(picture, negative), Ssim.Of(negative, picture), 1e-12);
        Assert.Equal(1, Ssim.Of(Grey(11, 12), Grey(11, 12)), 1e-12);
    }

    [Fact]
    public void Other_sizes_and_pictures_smaller_than_the_window_are_refused()
    {
        Assert.Contains("must have one size", Assert.Throws<ArgumentException>(() => Ssim.Of(Grey(20, 20), Grey(20, 21))).Message, StringComparison.Ordinal);
        Assert.Contains("smaller than the window", Assert.Throws<ArgumentException>(() => Ssim.Of(Grey(20, 10), Grey(20, 10))).Message, StringComparison.Ordinal);
    }

    internal static Picture Pattern(int width, int height, int seed)
    {
        var picture = new Picture(width, height);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < picture.PlaneLength; i++)
            {
                var (x, y) = (i % width, i / width);
                var level = (x * 7) + (y * 13) + (channel * 29) + (seed * 17) + (((x * y) + seed) % 11 * 9) + (((x / 5) + (y / 3)) % 2 * 60);
                picture.Plane(channel)[i] = level % 256 / 255f;
            }
        }

        return picture;
    }

    private static Picture Grey(int width, int height)
    {
        var picture = new Picture(width, height);
        picture.Samples.AsSpan().Fill(0.5f);
        return picture;
    }

    private static Picture Mix(Picture first, Picture second, double share) => new(
        first.Width, first.Height, [.. first.Samples.Zip(second.Samples, (a, b) => (float)((share * a) + ((1 - share) * b)))]);
}
