using StyleForge.Models.Fitting;
using StyleForge.Training.Crops;
using StyleForge.Training.Pictures;

namespace StyleForge.Tests.Training;

public class CropSamplerTests
{
    private const int Side = 24;

    // Nothing but the choice of a part and a scale.
    private static readonly CropOptions Plain = new() { Side = Side, Mirrored = 0, Shuffled = 0, Coloured = 0 };

    [Fact]
    public void A_crop_depends_on_seed_and_number_alone()
    {
        var pictures = new[] { Noise(100, 60), Noise(40, 90) };
        var options = Plain with { Mirrored = 0.5, Turned = 0.5, Shuffled = 0.5, Coloured = 0.5 };
        var forward = new CropSampler(pictures, options, 7);
        var crops = Enumerable.Range(0, 40).Select(index => forward.Choose((ulong)index)).ToArray();

        var other = new CropSampler(pictures, options, 7);
        Parallel.For(0, 40, index => Assert.Equal(crops[39 - index], other.Choose((ulong)(39 - index))));

        Assert.Equal(40, crops.Distinct().Count());
        Assert.NotEqual(crops[0], new CropSampler(pictures, options, 8).Choose(0));
    }

    [Fact]
    public void Every_crop_lies_in_its_picture()
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
        }
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
}
