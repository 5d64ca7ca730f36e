using StyleForge.Engine.Training;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Engine.Training;

public class CropSamplerTests
{
    private const int Side = 24;

    // Nothing but the choice of a part and a scale.
    private static readonly CropOptions Plain = new() { Side = Side, Mirrored = 0, Shuffled = 0, Coloured = 0 };

    private static readonly CropChoice Whole = new(0, 1, 3, 5, false, 0, 0, 0, 1, 1);

    [Fact]
    public void A_crop_depends_on_seed_and_number_alone()
    {
        var pictures = new[] { Noise(100, 60), Noise(40, 90) };
        var options = Plain with { Mirrored = 0.5, Turned = 0.5, Shuffled = 0.5, Coloured = 0.5 };
        var forward = new CropSampler(pictures, options, 7);
        var crops = Enumerable.Range(0, 40).Select(index => Write(forward, (ulong)index)).ToArray();

        var other = new CropSampler(pictures, options, 7);
        Parallel.For(0, 40, index => Assert.Equal(crops[39 - index], Write(other, (ulong)(39 - index))));

        Assert.Equal(40, crops.Distinct(new BySamples()).Count());
        Assert.NotEqual(crops[0], Write(new CropSampler(pictures, options, 8), 0));
    }

    [Fact]
    public void Every_crop_lies_in_its_picture_and_between_black_and_white()
    {
        // One smaller than a crop, one of its size, one a pixel wide of it, and long ones.
        var pictures = new[] { Noise(9, 13), Noise(Side, Side), Noise(Side + 1, 300), Noise(300, 20), Noise(170, 130) };
        var options = Plain with { Turned = 0.5, Shuffled = 0.5, Coloured = 1, Brightness = 0.9, Contrast = 0.9, Saturation = 0.9 };
        var sampler = new CropSampler(pictures, options, 3);
        for (ulong index = 0; index < 3000; index++)
        {
            var choice = sampler.Choose(index);
            var picture = pictures[choice.Picture];
            Assert.InRange(choice.X + (Side / choice.Scale), 0, picture.Width + 1e-9);
            Assert.InRange(choice.Y + (Side / choice.Scale), 0, picture.Height + 1e-9);
            Assert.True(choice.X >= 0 && choice.Y >= 0);
            Assert.All(Write(sampler, index), sample => Assert.InRange(sample, 0, 1));
        }
    }

    [Fact]
    public void At_scale_1_and_whole_positions_the_pixels_are_the_pictures_own()
    {
        var picture = Noise(40, 35);
        var crop = Write(picture, Whole);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                {
                    Assert.Equal(picture.Samples[((((y + 5) * 40) + x + 3) * 3) + channel] / 255f, crop[At(channel, y, x)], 1e-6f);
                }
            }
        }
    }

    [Fact]
    public void Mirrors_turns_and_shuffles_only_move_samples()
    {
        var picture = Noise(70, 50);
        foreach (var scale in new[] { 0.6, 1.7 })
        {
            var choice = Whole with { Scale = scale };
            var crop = Write(picture, choice);
            var mirrored = Write(picture, choice with { Mirror = true });
            var turned = Write(picture, choice with { Turns = 1 });
            var halfway = Write(picture, choice with { Turns = 2 });
            var back = Write(picture, choice with { Turns = 3 });
            var both = Write(picture, choice with { Mirror = true, Turns = 1 });
            var orders = Enumerable.Range(0, 6).Select(order => Write(picture, choice with { Order = order })).ToArray();
            int[][] permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            const int Last = Side - 1;
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 0; y < Side; y++)
                {
                    for (var x = 0; x < Side; x++)
                    {
                        Assert.Equal(crop[At(channel, y, Last - x)], mirrored[At(channel, y, x)]);
                        // Against the clock: the right edge comes to the top.
                        Assert.Equal(crop[At(channel, x, Last - y)], turned[At(channel, y, x)]);
                        Assert.Equal(crop[At(channel, Last - y, Last - x)], halfway[At(channel, y, x)]);
                        Assert.Equal(crop[At(channel, Last - x, y)], back[At(channel, y, x)]);
                        Assert.Equal(mirrored[At(channel, x, Last - y)], both[At(channel, y, x)]);
                        for (var order = 0; order < 6; order++)
                        {
                            Assert.Equal(crop[At(permutations[order][channel], y, x)], orders[order][At(channel, y, x)]);
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0.125)]
    [InlineData(0.4)]
    [InlineData(0.5)]
    [InlineData(0.77)]
    [InlineData(1)]
    [InlineData(1.3)]
    [InlineData(2.2)]
    public void A_slope_stays_a_slope_at_every_scale(double scale)
    {
        // Red is a pixel's column, green and blue its row.
        const int Extent = 200;
        var samples = new byte[Extent * Extent * 3];
        for (var i = 0; i < samples.Length; i++)
        {
            var (x, y) = (i / 3 % Extent, i / 3 / Extent);
            samples[i] = (byte)(i % 3 == 0 ? x : y);
        }

        var choice = Whole with { Scale = scale, X = 2.3, Y = 4.8 };
        var crop = Write(new TrainingPicture("slope", Extent, Extent, samples), choice);
        // Interpolation is exact on a slope; an average over steps of 1 is off by an eighth over the stretch's length at most.
        var tolerance = 1e-4 + (scale < 1 ? scale / 8 : 0);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                // The centre of the crop's pixel, in the picture; a picture's pixel has its level at its centre.
                Assert.Equal(choice.X + ((x + 0.5) / scale) - 0.5, crop[At(0, y, x)] * 255, tolerance);
                Assert.Equal(choice.Y + ((y + 0.5) / scale) - 0.5, crop[At(1, y, x)] * 255, tolerance);
            }
        }
    }

    [Fact]
    public void Shrinking_averages_whole_areas()
    {
        var picture = Noise(60, 60);
        var crop = Write(picture, Whole with { Scale = 0.5, X = 2, Y = 4 });
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var sum = 0;
                for (var i = 0; i < 4; i++)
                {
                    sum += picture.Samples[(((4 + (2 * y) + (i / 2)) * 60) + 2 + (2 * x) + (i % 2)) * 3];
                }

                Assert.Equal(sum / 4.0 / 255, crop[At(0, y, x)], 1e-6);
            }
        }
    }

    [Fact]
    public void Colours_change_as_they_say()
    {
        var picture = new TrainingPicture("flat", Side, Side, [.. Enumerable.Repeat<byte[]>([51, 102, 204], Side * Side).SelectMany(pixel => pixel)]);
        var choice = Whole with { X = 0, Y = 0, Brightness = 0.05, Contrast = 1.2, Saturation = 0.5 };
        var crop = Write(picture, choice);
        var luminance = (0.299 * 0.2) + (0.587 * 0.4) + (0.114 * 0.8);
        double[] colours = [0.2, 0.4, 0.8];
        for (var channel = 0; channel < 3; channel++)
        {
            var saturated = luminance + (0.5 * (colours[channel] - luminance));
            Assert.Equal(((saturated - 0.5) * 1.2) + 0.5 + 0.05, crop[At(channel, 3, 3)], 1e-6);
        }

        Assert.Equal(1, Write(picture, choice with { Brightness = 0.9 })[At(2, 0, 0)]);
        Assert.Equal(0, Write(picture, choice with { Brightness = -0.9 })[At(2, 0, 0)]);
    }

    [Fact]
    public void Choices_are_spread_as_the_options_say()
    {
        const int Count = 20_000;
        var pictures = new[] { Noise(400, 400), Noise(100, 100), Noise(200, 800) };
        var options = new CropOptions { Side = 32, Turned = 0.3, Shuffled = 0.1, Coloured = 0.8 };
        var sampler = new CropSampler(pictures, options, 11);
        var choices = Enumerable.Range(0, Count).Select(index => sampler.Choose((ulong)index)).ToArray();

        // Square roots of the areas: 400, 100 and 400.
        Near(4 / 9.0, choices.Count(choice => choice.Picture == 0));
        Near(1 / 9.0, choices.Count(choice => choice.Picture == 1));
        Near(0.5, choices.Count(choice => choice.Mirror));
        Near(0.7, choices.Count(choice => choice.Turns == 0));
        Near(0.1, choices.Count(choice => choice.Turns == 3));
        Near(0.9, choices.Count(choice => choice.Order == 0));
        Near(0.02, choices.Count(choice => choice.Order == 5));
        Near(0.2, choices.Count(choice => choice is { Brightness: 0, Contrast: 1, Saturation: 1 }));
        Near(0.4, choices.Count(choice => choice.Saturation > 1));
        // Half of the logarithms lie below the middle one.
        Near(0.5, choices.Count(choice => choice.Scale < Math.Sqrt(0.5 * 2.2)));
        Near(0.25, choices.Count(choice => choice.Scale < Math.Pow(0.5, 0.75) * Math.Pow(2.2, 0.25)));
        Assert.InRange(choices.Min(choice => choice.Scale), 0.5, 0.51);
        Assert.InRange(choices.Max(choice => choice.Scale), 2.15, 2.2);
        Assert.InRange(choices.Max(choice => choice.Brightness), 0.098, 0.1);
        Assert.InRange(choices.Min(choice => choice.Contrast), 0.75, 0.755);
        Assert.InRange(choices.Max(choice => choice.Saturation), 1.39, 1.4);

        // Four standard deviations of a count: a chance of 1 in 16 000 each, and the numbers never change.
        static void Near(double share, int count) => Assert.Equal(share, count / (double)Count, 4 * Math.Sqrt(share * (1 - share) / Count));
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.25)]
    [InlineData(4, 0.0625)]
    public void Plain_windows_are_drawn_anew_and_a_few_stay(int attempts, double plain)
    {
        // The left half is plain: a crop of it is drawn again until the attempts are used up.
        var picture = Noise(400, 100);
        for (var y = 0; y < 100; y++)
        {
            picture.Samples.AsSpan(y * 1200, 600).Fill(77);
        }

        var sampler = new CropSampler([picture], Plain with { LeastScale = 2, LargestScale = 2, Attempts = attempts }, 9);
        var choices = Enumerable.Range(0, 8000).Select(index => sampler.Choose((ulong)index)).ToArray();

        Assert.Equal(plain, choices.Count(choice => choice.X + 12 <= 200) / 8000.0, 0.04);
        var all = new CropSampler([picture], Plain with { LeastScale = 2, LargestScale = 2, LeastDetail = 0 }, 9);
        Assert.Equal(0.5, Enumerable.Range(0, 8000).Count(index => all.Choose((ulong)index).X + 12 <= 200) / 8000.0, 0.04);
    }

    [Fact]
    public void Given_weights_stand_in_for_areas()
    {
        var sampler = new CropSampler([Noise(30, 30), Noise(90, 90)], Plain, 1, [3, 1]);
        Assert.InRange(Enumerable.Range(0, 4000).Count(index => sampler.Choose((ulong)index).Picture == 0), 2890, 3110);

        Assert.Throws<ArgumentException>(() => new CropSampler([Noise(30, 30)], Plain, 1, [1, 2]));
        Assert.Throws<ArgumentException>(() => new CropSampler([Noise(30, 30)], Plain, 1, [0]));
    }

    [Fact]
    public void A_change_of_one_option_leaves_the_rest_of_a_crop_as_it_was()
    {
        var pictures = new[] { Noise(100, 60), Noise(40, 90) };
        var plain = new CropSampler(pictures, Plain, 5);
        var mirrored = new CropSampler(pictures, Plain with { Mirrored = 1 }, 5);
        for (ulong index = 0; index < 50; index++)
        {
            Assert.Equal(plain.Choose(index) with { Mirror = true }, mirrored.Choose(index));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var sampler = new CropSampler([Noise(100, 60), Noise(40, 90)], Plain with { Coloured = 1 }, 5);
        using var crop = new Tensor<float>([1, 3, Side, Side]);
        sampler.Write(0, crop);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong index = 1; index < 200; index++)
        {
            sampler.Write(index, crop);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_tensor_of_another_shape_and_a_choice_outside_the_picture_are_refused()
    {
        var sampler = new CropSampler([Noise(40, 40)], Plain, 5);
        using var flat = new Tensor<float>([1, 3, Side * Side, 1]);
        Assert.Contains("has the shape 1×3×24×24", Assert.Throws<ArgumentException>(() => sampler.Write(0, flat)).Message, StringComparison.Ordinal);

        using var crop = new Tensor<float>([1, 3, Side, Side]);
        Assert.Throws<ArgumentException>(() => sampler.Write(Whole with { X = 17 }, crop));
        Assert.Throws<ArgumentException>(() => sampler.Write(Whole with { Y = -0.1 }, crop));
        Assert.Throws<ArgumentException>(() => sampler.Write(Whole with { Scale = 0.5 }, crop));
        Assert.Throws<ArgumentException>(() => sampler.Write(Whole with { Picture = 1 }, crop));
    }

    private static int At(int channel, int y, int x) => (((channel * Side) + y) * Side) + x;

    private static float[] Write(TrainingPicture picture, CropChoice choice)
    {
        using var crop = new Tensor<float>([1, 3, Side, Side]);
        new CropSampler([picture], Plain, 0).Write(choice, crop);
        return crop.Span.ToArray();
    }

    private static float[] Write(CropSampler sampler, ulong index)
    {
        using var crop = new Tensor<float>([1, 3, Side, Side]);
        crop.Span.Fill(float.NaN);
        sampler.Write(index, crop);
        return crop.Span.ToArray();
    }

    private static TrainingPicture Noise(int width, int height)
    {
        var random = new SplitMix64((ulong)((width * 1000) + height));
        var samples = new byte[width * height * 3];
        foreach (ref var sample in samples.AsSpan())
        {
            sample = (byte)random.Next();
        }

        return new TrainingPicture("noise", width, height, samples);
    }

    private sealed class BySamples : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(float[] obj) => HashCode.Combine(obj[0], obj[1]);
    }
}
