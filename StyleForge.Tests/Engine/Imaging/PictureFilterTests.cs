using StyleForge.Engine.Imaging;
using StyleForge.Models.Kernels;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Imaging;

public sealed class PictureFilterTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);

    public void Dispose() => _workers.Dispose();

    public static TheoryData<int, int, int, int?, BorderMode> Cases => new()
    {
        { 3, 3, 1, null, BorderMode.Reflect },
        { 3, 3, 1, null, BorderMode.Replicate },
        { 3, 3, 1, null, BorderMode.Zero },
        { 5, 1, 1, null, BorderMode.Reflect },
        { 2, 4, 1, null, BorderMode.Zero },
        { 3, 3, 2, null, BorderMode.Reflect },
        { 3, 3, 3, 0, BorderMode.Zero },
        { 3, 3, 1, 4, BorderMode.Replicate },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_colour_is_the_sum_under_the_matrix_laid_on_the_picture(int rows, int columns, int stride, int? padding, BorderMode border)
    {
        var random = new Random(4);
        var picture = Noise(13, 11, random);
        float[] matrix = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle())];
        var filter = new PictureFilter(new FilterKernel("test", "", rows, columns, [matrix]), _workers) { Stride = stride, Padding = padding, Border = border };

        var filtered = filter.Apply(picture, out var gain);

        Assert.Equal(1, gain);
        var (top, left) = (padding ?? (rows - 1) / 2, padding ?? (columns - 1) / 2);
        var (below, right) = (padding ?? rows - 1 - top, padding ?? columns - 1 - left);
        Assert.Equal((((13 + left + right - columns) / stride) + 1, ((11 + top + below - rows) / stride) + 1), (filtered.Width, filtered.Height));
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < filtered.PlaneLength; i++)
            {
                var (y, x) = ((i / filtered.Width * stride) - top, (i % filtered.Width * stride) - left);
                var sum = Enumerable.Range(0, rows * columns).Sum(tap => matrix[tap] * (double)At(picture, channel, x + (tap % columns), y + (tap / columns), border));
                Assert.Equal(sum, filtered.Plane(channel)[i], 1e-5);
            }
        }
    }

    [Fact]
    public void Differences_are_shown_around_middle_grey_and_lengths_from_black()
    {
        var random = new Random(2);
        var picture = Noise(60, 50, random);

        var upright = Filter("vertical").Apply(picture, out var gain);
        Assert.Equal(0.5, upright.Samples.Average(), 0.02);
        Assert.InRange(upright.Samples.Count(sample => sample is < -0.0001f or > 1.0001f), 0, upright.Samples.Length / 1000);
        Assert.True(upright.Samples.Max() > 0.95 && gain > 0);

        var lengths = Filter("prewitt").Apply(picture, out var lengthGain);
        var lying = Filter("horizontal").Apply(picture, out var lyingGain);
        for (var i = 0; i < lengths.Samples.Length; i++)
        {
            var (a, b) = ((upright.Samples[i] - 0.5) / gain, (lying.Samples[i] - 0.5) / lyingGain);
            Assert.Equal(Math.Sqrt((a * a) + (b * b)), lengths.Samples[i] / lengthGain, 1e-4);
        }
    }

    [Fact]
    public void Where_nothing_changes_there_is_no_difference_and_means_stay_what_they_are()
    {
        var flat = new Picture(9, 7);
        Array.Fill(flat.Samples, 0.3f);

        foreach (var kernel in FilterKernel.All)
        {
            var filtered = new PictureFilter(kernel, _workers).Apply(flat, out _);
            var expected = kernel.IsSigned ? 0.5f : kernel.IsLength ? 0 : 0.3f;
            Assert.All(filtered.Samples, sample => Assert.Equal(expected, sample, 1e-5f));
        }
    }

    [Fact]
    public void A_gain_that_is_given_holds()
    {
        var picture = Noise(20, 20, new Random(1));
        var filter = new PictureFilter(FilterKernel.Parse("-1 1"), _workers) { Gain = 0.25 };

        var filtered = filter.Apply(picture, out var gain);

        Assert.Equal(0.25, gain);
        Assert.Equal(0.5 + (0.25 * (picture.Samples[6] - picture.Samples[5])), filtered.Samples[5], 1e-6);
    }

    [Fact]
    public void A_matrix_is_read_row_by_row()
    {
        var kernel = FilterKernel.Parse("0 -1 0; -1, 4,-1 ;0 -1 0");

        Assert.Equal((3, 3), (kernel.Rows, kernel.Columns));
        Assert.Equal([0, -1, 0, -1, 4, -1, 0, -1, 0], Assert.Single(kernel.Matrices));
        Assert.True(kernel.IsSigned);
        Assert.False(FilterKernel.Parse("0.5 0.5").IsSigned);
    }

    [Theory]
    [InlineData("1 2; 3", "has 2 rows of 2, 1 numbers")]
    [InlineData("", "has 1 rows of 0 numbers")]
    [InlineData("1 x", "has 'x', which is no number")]
    [InlineData("1 NaN", "has 'NaN', which is no number")]
    [InlineData("1 1e30", "has '1e30', which is no number")]
    [InlineData("0 0; 0 0", "nothing but zeros")]
    public void What_is_no_matrix_is_refused(string text, string part) => Assert.Contains(part, Assert.Throws<ArgumentException>(() => FilterKernel.Parse(text)).Message, StringComparison.Ordinal);

    private PictureFilter Filter(string name) => new(FilterKernel.All.Single(kernel => kernel.Name == name), _workers);

    private static Picture Noise(int width, int height, Random random)
    {
        var picture = new Picture(width, height);
        foreach (ref var sample in picture.Samples.AsSpan())
        {
            sample = random.NextSingle();
        }

        return picture;
    }

    private static float At(Picture picture, int channel, int x, int y, BorderMode border)
    {
        var inside = x >= 0 && x < picture.Width && y >= 0 && y < picture.Height;
        return border == BorderMode.Zero && !inside ? 0 : picture.Plane(channel)[(Place(y, picture.Height) * picture.Width) + Place(x, picture.Width)];

        int Place(int index, int count) => border == BorderMode.Replicate ? Math.Clamp(index, 0, count - 1)
            : index < 0 ? -index
            : index >= count ? (2 * (count - 1)) - index
            : index;
    }
}
