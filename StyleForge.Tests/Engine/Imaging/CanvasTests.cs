using StyleForge.Engine.Imaging;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Engine.Imaging;

public class CanvasTests
{
    [Theory]
    [InlineData(40, 30, 16)]
    [InlineData(7, 90, 16)]
    [InlineData(1, 5, 3)]
    [InlineData(33, 17, 256)]
    public void WhatIsExtendedAndCroppedIsThePictureAgain(int width, int height, int margin)
    {
        var picture = Noise(width, height);
        var canvas = new Canvas(width, height, margin);

        var extended = canvas.Extend(picture);

        Assert.Equal((0, 0), (extended.Width % 16, extended.Height % 16));
        Assert.InRange(extended.Width - width, 2 * margin, (2 * margin) + 15);
        Assert.InRange(extended.Height - height, 2 * margin, (2 * margin) + 15);
        Assert.Equal(picture.Samples, canvas.Crop(extended).Samples);
    }

    [Fact]
    public void TheMarginIsTheMirrorImageOfThePicture()
    {
        const int margin = 5;
        var picture = Noise(12, 11);
        var canvas = new Canvas(12, 11, margin);

        var extended = canvas.Extend(picture);

        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            for (var y = 0; y < extended.Height; y++)
            {
                for (var x = 0; x < extended.Width; x++)
                {
                    var (fromX, fromY) = (Bounced(x - margin, 12), Bounced(y - margin, 11));
                    Assert.Equal(picture.Plane(channel)[(fromY * 12) + fromX], extended.Plane(channel)[(y * extended.Width) + x]);
                }
            }
        }
    }

    [Fact]
    public void WithoutAMarginTheCanvasIsThePicture()
    {
        var picture = Noise(13, 9);
        var canvas = new Canvas(13, 9, 0);

        Assert.Equal((13, 9), (canvas.FullWidth, canvas.FullHeight));
        Assert.Same(picture, canvas.Extend(picture));
        Assert.Same(picture, canvas.Crop(picture));
    }

    [Fact]
    public void APictureOfAnotherSizeIsRefused() =>
        Assert.Contains("12×11", Assert.Throws<ArgumentException>(() => new Canvas(12, 11, 4).Extend(Noise(11, 12))).Message, StringComparison.Ordinal);

    // Walks there step by step and turns round at the ends.
    private static int Bounced(int index, int count)
    {
        var (at, step) = (0, Math.Sign(index));
        for (var left = Math.Abs(index); left > 0; left--)
        {
            if (at + step < 0 || at + step >= count)
            {
                step = -step;
            }

            at += step;
        }

        return at;
    }

    private static Picture Noise(int width, int height)
    {
        var picture = new Picture(width, height);
        new SplitMix64(3).FillNormal(picture.Samples, 1);
        return picture;
    }
}
