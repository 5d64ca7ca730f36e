using System.Runtime.InteropServices;
using StyleForge.Models.Fitting;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Crops;
using StyleForge.Training.Pictures;
using TorchSharp;

namespace StyleForge.Tests.Training;

public class CropCutterTests
{
    private const int Side = 24;

    // Nothing but the choice of a part and a scale.
    private static readonly CropChoice Whole = new(0, 1, 3, 5, false, 0, 0, 0, 1, 1);

    [TorchFact]
    public void At_scale_1_and_whole_positions_the_pixels_are_the_pictures_own()
    {
        // The second of two pictures, in a batch.
        var picture = Noise(40, 35);
        using var cutter = new CropCutter([Noise(31, 50), picture], Side, torch.CPU);
        using var crops = cutter.Cut([Whole, Whole with { Picture = 1 }]);
        var crop = Numbers(crops).AsSpan(3 * Side * Side);
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

    [TorchFact]
    public void Mirrors_turns_and_shuffles_only_move_samples()
    {
        var picture = Noise(70, 50);
        foreach (var scale in new[] { 0.6, 1.7 })
        {
            var choice = Whole with { Scale = scale };
            var crop = Cut(picture, choice);
            var mirrored = Cut(picture, choice with { Mirror = true });
            var turned = Cut(picture, choice with { Turns = 1 });
            var halfway = Cut(picture, choice with { Turns = 2 });
            var back = Cut(picture, choice with { Turns = 3 });
            var both = Cut(picture, choice with { Mirror = true, Turns = 1 });
            var orders = Enumerable.Range(0, 6).Select(order => Cut(picture, choice with { Order = order })).ToArray();
            int[][] permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            const int Last = Side - 1;
            const float Rounding = 2e-5f;
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 0; y < Side; y++)
                {
                    for (var x = 0; x < Side; x++)
                    {
                        Assert.Equal(crop[At(channel, y, Last - x)], mirrored[At(channel, y, x)], Rounding);
                        // Against the clock: the right edge comes to the top.
                        Assert.Equal(crop[At(channel, x, Last - y)], turned[At(channel, y, x)], Rounding);
                        Assert.Equal(crop[At(channel, Last - y, Last - x)], halfway[At(channel, y, x)], Rounding);
                        Assert.Equal(crop[At(channel, Last - x, y)], back[At(channel, y, x)], Rounding);
                        Assert.Equal(mirrored[At(channel, x, Last - y)], both[At(channel, y, x)], Rounding);
                        for (var order = 0; order < 6; order++)
                        {
                            Assert.Equal(crop[At(permutations[order][channel], y, x)], orders[order][At(channel, y, x)], Rounding);
                        }
                    }
                }
            }
        }
    }

    [TorchTheory]
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
        var crop = Cut(new TrainingPicture("slope", Extent, Extent, samples), choice);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                // The centre of the crop's pixel, in the picture; a picture's pixel has its level at its centre.
                Assert.Equal(choice.X + ((x + 0.5) / scale) - 0.5, crop[At(0, y, x)] * 255, 1e-3);
                Assert.Equal(choice.Y + ((y + 0.5) / scale) - 0.5, crop[At(1, y, x)] * 255, 1e-3);
            }
        }
    }

    [TorchFact]
    public void Halving_averages_whole_areas()
    {
        var picture = Noise(60, 60);
        var crop = Cut(picture, Whole with { Scale = 0.5, X = 2, Y = 4 });
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var sum = 0;
                for (var i = 0; i < 4; i++)
                {
                    sum += picture.Samples[(((4 + (2 * y) + (i / 2)) * 60) + 2 + (2 * x) + (i % 2)) * 3];
                }

                Assert.Equal(sum / 4.0 / 255, crop[At(0, y, x)], 2e-5);
            }
        }
    }

    [TorchFact]
    public void Colours_change_as_they_say()
    {
        var picture = new TrainingPicture("flat", Side, Side, [.. Enumerable.Repeat<byte[]>([51, 102, 204], Side * Side).SelectMany(pixel => pixel)]);
        var choice = Whole with { X = 0, Y = 0, Brightness = 0.05, Contrast = 1.2, Saturation = 0.5 };
        var crop = Cut(picture, choice);
        var luminance = (0.299 * 0.2) + (0.587 * 0.4) + (0.114 * 0.8);
        double[] colours = [0.2, 0.4, 0.8];
        for (var channel = 0; channel < 3; channel++)
        {
            var saturated = luminance + (0.5 * (colours[channel] - luminance));
            Assert.Equal(((saturated - 0.5) * 1.2) + 0.5 + 0.05, crop[At(channel, 3, 3)], 1e-6);
        }

        Assert.Equal(1, Cut(picture, choice with { Brightness = 0.9 })[At(2, 0, 0)]);
        Assert.Equal(0, Cut(picture, choice with { Brightness = -0.9 })[At(2, 0, 0)]);
    }

    internal static float[] Numbers(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();

    private static int At(int channel, int y, int x) => (((channel * Side) + y) * Side) + x;

    private static float[] Cut(TrainingPicture picture, CropChoice choice)
    {
        using var cutter = new CropCutter([picture], Side, torch.CPU);
        using var crop = cutter.Cut([choice]);
        return Numbers(crop);
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
