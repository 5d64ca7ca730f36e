using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Imaging;

public class ResamplerTests
{
    public static TheoryData<ResampleFilter> Filters => [.. Enum.GetValues<ResampleFilter>()];

    /// <summary>
    /// Pillow 9.4.0, mode F, of <see cref="Pattern"/> padded by 40 edge pixels on each side and resized with <c>box</c> set to the
    /// unpadded part: the edge goes on, as here.
    /// </summary>
    public static TheoryData<ResampleFilter, int, int, int, int, float[]> PillowNumbers => new()
    {
        {
            ResampleFilter.Lanczos3, 11, 7, 5, 3,
            [
                0.3733097f, 0.5393832f, 0.565363f, 0.4931152f, 0.3554131f, 0.5213569f, 0.5992744f, 0.5144404f, 0.5359795f, 0.5303991f,
                0.3709633f, 0.5432535f, 0.5729077f, 0.5251042f, 0.5754076f,
            ]
        },
        {
            ResampleFilter.Lanczos3, 4, 3, 7, 5,
            [
                -0.03277071f, 0.01622287f, 0.1096055f, 0.1764298f, 0.243254f, 0.3366366f, 0.3856302f, 0.09336597f, 0.1339053f, 0.244807f,
                0.3884558f, 0.5321046f, 0.6430062f, 0.6835455f, 0.3438606f, 0.4071937f, 0.5380234f, 0.6509804f, 0.7639375f, 0.8947672f,
                0.9581001f, 0.5793703f, 0.7260754f, 0.8523826f, 0.649711f, 0.4470393f, 0.5733465f, 0.7200516f, 0.6886059f, 0.8951814f,
                1.011431f, 0.564211f, 0.1169916f, 0.2332406f, 0.4398162f,
            ]
        },
        {
            ResampleFilter.CatmullRom, 11, 7, 5, 3,
            [
                0.3713308f, 0.5371903f, 0.5648315f, 0.4852536f, 0.3641889f, 0.4992379f, 0.5852914f, 0.5344831f, 0.5141459f, 0.5178908f,
                0.39972f, 0.5424131f, 0.557367f, 0.5511953f, 0.5700362f,
            ]
        },
        {
            ResampleFilter.CatmullRom, 4, 3, 7, 5,
            [
                -0.03222081f, 0.01734917f, 0.108529f, 0.1899137f, 0.2712985f, 0.3624783f, 0.4120483f, 0.1063475f, 0.1609262f, 0.2654448f,
                0.3838745f, 0.5023043f, 0.6068228f, 0.6614015f, 0.3438933f, 0.4124207f, 0.5384711f, 0.6509804f, 0.7634897f, 0.8895401f,
                0.9580675f, 0.581439f, 0.687623f, 0.8293046f, 0.6289569f, 0.4286092f, 0.5702908f, 0.6764748f, 0.7200074f, 0.8512857f,
                1.001307f, 0.5779608f, 0.1546146f, 0.3046359f, 0.4359142f,
            ]
        },
        {
            ResampleFilter.Box, 12, 8, 4, 4,
            [
                0.3490196f, 0.5261438f, 0.5359477f, 0.3784314f, 0.4954249f, 0.6437908f, 0.4575163f, 0.4385621f, 0.4745098f, 0.5941176f,
                0.5464053f, 0.4986928f, 0.4535948f, 0.7117647f, 0.6352941f, 0.5588235f,
            ]
        },
        {
            ResampleFilter.Box, 12, 8, 6, 2,
            [0.395098f, 0.5872549f, 0.5284314f, 0.4696079f, 0.5362746f, 0.3519608f, 0.5441176f, 0.5166667f, 0.6147059f, 0.5872549f, 0.559804f, 0.5323529f]
        },
    };

    [Theory]
    [MemberData(nameof(PillowNumbers))]
    public void The_result_is_that_of_another_implementation(ResampleFilter filter, int width, int height, int newWidth, int newHeight, float[] expected)
    {
        var resized = Resampler.ResizePlane(Pattern(width, height), width, height, newWidth, newHeight, filter);

        // Seven digits were printed; float sums in another order move the last one.
        Assert.All(expected.Zip(resized), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_flat_colour_stays_exactly_flat(ResampleFilter filter)
    {
        foreach (var (width, height, newWidth, newHeight) in new[] { (37, 23, 11, 7), (5, 4, 33, 29), (100, 3, 7, 50), (1, 1, 9, 9), (9, 9, 1, 1) })
        {
            var plane = new float[width * height];
            Array.Fill(plane, 0.123456f);

            Assert.All(Resampler.ResizePlane(plane, width, height, newWidth, newHeight, filter), sample => Assert.Equal(0.123456f, sample));
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_mirrored_picture_gives_the_mirrored_result(ResampleFilter filter)
    {
        foreach (var (width, height, newWidth, newHeight) in new[] { (37, 23, 11, 7), (13, 9, 31, 20) })
        {
            var plane = Pattern(width, height);
            var mirrored = Resampler.ResizePlane(plane.Reverse().ToArray(), width, height, newWidth, newHeight, filter);

            var expected = Resampler.ResizePlane(plane, width, height, newWidth, newHeight, filter).Reverse();

            // Sums are added from the other end, so the last bits differ.
            Assert.All(expected.Zip(mirrored), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Turning_the_picture_over_its_diagonal_gives_the_turned_result(ResampleFilter filter)
    {
        var plane = Pattern(19, 14);
        var turned = Resampler.ResizePlane(Transposed(plane, 19, 14), 14, 19, 9, 30, filter);

        var expected = Transposed(Resampler.ResizePlane(plane, 19, 14, 30, 9, filter), 30, 9);

        Assert.All(expected.Zip(turned), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Fact]
    public void The_area_average_keeps_the_mean_and_the_range_for_every_size()
    {
        var plane = Pattern(31, 17);
        foreach (var (width, height) in new[] { (1, 1), (2, 3), (7, 16), (30, 17), (31, 5), (30, 16) })
        {
            var resized = Resampler.ResizePlane(plane, 31, 17, width, height);

            Assert.Equal(plane.Average(), resized.Average(), 1e-5f);
            Assert.InRange(resized.Min(), plane.Min(), plane.Max());
            Assert.InRange(resized.Max(), plane.Min(), plane.Max());
        }
    }

    [Theory]
    [InlineData(ResampleFilter.Lanczos3)]
    [InlineData(ResampleFilter.CatmullRom)]
    public void A_slope_stays_a_slope_away_from_the_edges(ResampleFilter filter)
    {
        // x of a pixel's centre, so that the new samples are known: (i + 1/2)·64/20 − 1/2.
        var plane = Enumerable.Range(0, 64).Select(x => (float)x).ToArray();
        var resized = Resampler.ResizePlane(plane, 64, 1, 20, 1, filter);
        for (var i = 4; i < 16; i++)
        {
            // Normalised Lanczos keeps a slope only nearly: half a hundredth of a pixel.
            Assert.Equal(((i + 0.5) * 3.2) - 0.5, resized[i], 0.02);
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Stripes_too_fine_for_the_new_size_become_grey(ResampleFilter filter)
    {
        // Stripes of 2.5 pixels, and new pixels of 8: without a widened filter they would come out as coarse stripes.
        var plane = Enumerable.Range(0, 400).Select(x => (float)(0.5 + (0.5 * Math.Sin(2 * Math.PI * x / 2.5)))).ToArray();

        var resized = Resampler.ResizePlane(plane, 400, 1, 50, 1, filter);

        // The box lets through its share of the sinc: at most 1/(π·8/2.5) of the half amplitude.
        Assert.All(resized[3..^3], sample => Assert.InRange(sample, 0.5f - (filter == ResampleFilter.Box ? 0.05f : 0.01f), 0.5f + (filter == ResampleFilter.Box ? 0.05f : 0.01f)));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Waves_that_the_new_size_can_hold_are_kept(ResampleFilter filter)
    {
        var plane = Enumerable.Range(0, 400).Select(x => (float)(0.5 + (0.5 * Math.Sin(2 * Math.PI * x / 40)))).ToArray();

        var resized = Resampler.ResizePlane(plane, 400, 1, 100, 1, filter);

        Assert.True(resized.Max() > 0.97f && resized.Min() < 0.03f);
    }

    [Fact]
    public void The_same_size_is_a_copy()
    {
        var picture = new Picture(4, 3, Enumerable.Range(0, 36).Select(i => i / 7f).ToArray(), Pattern(4, 3));

        var copy = Resampler.Resize(picture, 4, 3);

        Assert.Equal(picture.Samples, copy.Samples);
        Assert.Equal(picture.Alpha, copy.Alpha);
        Assert.NotSame(picture.Samples, copy.Samples);
        Assert.NotSame(picture.Alpha, copy.Alpha);
    }

    [Theory]
    [InlineData(97, 83, 41, 150)]
    [InlineData(97, 83, 97, 40)]
    [InlineData(97, 83, 40, 83)]
    public void Threads_change_no_bit(int width, int height, int newWidth, int newHeight)
    {
        var source = new Picture(width, height, [.. Pattern(width, height), .. Pattern(width, height), .. Pattern(width, height)]);
        using var workers = new WorkerPool(3);

        Assert.Equal(
            Resampler.Resize(source, newWidth, newHeight).Samples,
            Resampler.Resize(source, newWidth, newHeight, workers: workers).Samples);
    }

    [Fact]
    public void Each_plane_is_resized_by_itself()
    {
        var source = new Picture(11, 7, [.. Pattern(11, 7), .. new float[77], .. Pattern(11, 7).Reverse()]);

        var resized = Resampler.Resize(source, 5, 3);

        Assert.Equal(Resampler.ResizePlane(Pattern(11, 7), 11, 7, 5, 3, ResampleFilter.Lanczos3), resized.Plane(0).ToArray());
        Assert.All(resized.Plane(1).ToArray(), sample => Assert.Equal(0, sample));
        Assert.Equal(Resampler.ResizePlane(Pattern(11, 7).Reverse().ToArray(), 11, 7, 5, 3, ResampleFilter.Lanczos3), resized.Plane(2).ToArray());
    }

    [Fact]
    public void Colours_of_transparent_pixels_do_not_bleed()
    {
        // The left half is opaque green, the right half transparent red.
        var source = new Picture(16, 16, null, new float[256]);
        for (var i = 0; i < 256; i++)
        {
            source.Alpha![i] = i % 16 < 8 ? 1 : 0;
            source.Plane(i % 16 < 8 ? 1 : 0)[i] = 1;
        }

        var resized = Resampler.Resize(source, 7, 7);

        for (var i = 0; i < 49; i++)
        {
            Assert.InRange(resized.Alpha![i], 0, 1);
            Assert.Equal(0, resized.Plane(0)[i], 1e-5f);
            Assert.True(resized.Alpha[i] == 0 || Math.Abs(resized.Plane(1)[i] - 1) < 1e-4f);
        }
    }

    [Theory]
    [InlineData(4000, 3000, 512, 512, 384)]
    [InlineData(3000, 4000, 512, 384, 512)]
    [InlineData(100, 100, 7, 7, 7)]
    [InlineData(1000, 1, 10, 10, 1)]
    [InlineData(4, 3, 2, 2, 2)] // 1.5 rounds up
    [InlineData(1, 1, 300, 300, 300)]
    [InlineData(65_500, 65_499, 65_500, 65_500, 65_499)]
    public void A_long_side_gives_the_size_of_the_same_proportions(int width, int height, int longSide, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), Resampler.Fit(width, height, longSide));

    [Fact]
    public void Sizes_below_1_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Fit(10, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(new Picture(2, 2), 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.ResizePlane(new float[4], 2, 2, 3, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.ResizePlane(new float[3], 2, 2, 3, 3));
    }

    /// <summary>A plane with all kinds of steps: <c>(37x + 91y + 13xy mod 256) / 255</c>.</summary>
    private static float[] Pattern(int width, int height) =>
        [.. Enumerable.Range(0, width * height).Select(i => (((i % width * 37) + (i / width * 91) + (i % width * (i / width) * 13)) % 256) / 255f)];

    private static float[] Transposed(float[] plane, int width, int height) =>
        [.. Enumerable.Range(0, plane.Length).Select(i => plane[(i % height * width) + (i / height)])];
}
