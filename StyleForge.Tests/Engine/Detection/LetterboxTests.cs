using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Engine.Detection;

public sealed class LetterboxTests
{
    [Theory]
    [InlineData(768, 576, 320, 240)]
    [InlineData(424, 640, 212, 320)]
    [InlineData(5, 5, 320, 320)]
    [InlineData(5000, 3, 320, 1)]
    public void The_picture_is_as_large_as_it_goes(int width, int height, int expectedWidth, int expectedHeight)
    {
        var letterbox = new Letterbox(width, height, 320, 320);

        Assert.Equal((expectedWidth, expectedHeight), (letterbox.Width, letterbox.Height));
    }

    [Fact]
    public void A_picture_of_the_frames_size_is_left_as_it_is()
    {
        var picture = Noise(12, 9);
        var frame = new float[3 * 12 * 9];

        new Letterbox(12, 9, 12, 9).Fill(picture, frame);

        Assert.All(picture.Samples.Zip(frame), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Corners_lie_on_corners_and_grey_is_around()
    {
        var picture = Noise(9, 5);
        var frame = new float[3 * 17 * 17];

        new Letterbox(9, 5, 17, 17).Fill(picture, frame);

        // 17 by 9 pixels, four below the upper edge.
        Assert.Equal(picture.Plane(0)[0], frame[4 * 17]);
        Assert.Equal(picture.Plane(0)[^1], frame[(12 * 17) + 16], 1e-6f);
        Assert.Equal((picture.Plane(0)[0] + picture.Plane(0)[1]) / 2, frame[(4 * 17) + 1], 1e-6f);
        Assert.All(frame[..(4 * 17)], sample => Assert.Equal(0.5f, sample));
        Assert.All(frame[(13 * 17)..(17 * 17)], sample => Assert.Equal(0.5f, sample));
    }

    [Fact]
    public void What_is_transparent_is_grey()
    {
        var frame = new float[3 * 4];

        new Letterbox(2, 2, 2, 2).Fill(new Picture(2, 2, null, [0, 0.5f, 1, 0]), frame);

        Assert.Equal([0.5f, 0.25f, 0, 0.5f], frame[..4]);
    }

    [Fact]
    public void A_box_goes_there_and_back()
    {
        var random = new SplitMix64(1);
        for (var trial = 0; trial < 100; trial++)
        {
            var (width, height) = (10 + (int)(900 * random.NextDouble()), 10 + (int)(900 * random.NextDouble()));
            var letterbox = new Letterbox(width, height, 320, 256);
            var box = new Box(width * 0.1, height * 0.2, width * 0.7, height * 0.95);

            Assert.True(box.IntersectionOverUnion(letterbox.ToPicture(letterbox.ToFrame(box))) > 1 - 1e-9);
            Assert.Equal(new Box(0, 0, width, height), letterbox.ToPicture(new Box(-1e6, -1e6, 1e6, 1e6)));
        }
    }

    private static Picture Noise(int width, int height)
    {
        var picture = new Picture(width, height);
        new SplitMix64(3).FillNormal(picture.Samples, 1);
        return picture;
    }
}
