using StyleForge.Engine.Classification;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Classification;

public sealed class PicturePreparationTests : IDisposable
{
    private readonly WorkerPool _workers = new(1);

    public void Dispose() => _workers.Dispose();

    [Theory]
    [InlineData(512, 256, 1)]
    [InlineData(300, 600, 5)]
    [InlineData(256, 256, 10)]
    [InlineData(40, 30, 1)]
    public void A_network_of_ImageNet_sees_pieces_of_224_pixels(int width, int height, int crops)
    {
        var pieces = new PicturePreparation(SqueezeNets.Version11, _workers).Prepare(Slope(width, height), crops).ToList();

        Assert.Equal(crops, pieces.Count);
        Assert.All(pieces, piece => Assert.Equal(3 * 224 * 224, piece.Length));
        // The red of the slope rises from left to right, as wide as the resized picture: the middle has what is in the middle.
        Assert.Equal(0.5, Mean(pieces[0].AsSpan(0, 224 * 224)), 0.01);
        if (crops == 10)
        {
            Assert.All(Enumerable.Range(0, 5), number => Assert.Equal(pieces[number][0], pieces[number + 5][223]));
        }
    }

    [Fact]
    public void The_corners_are_those_of_the_picture()
    {
        var pieces = new PicturePreparation(SqueezeNets.Version11, _workers).Prepare(Slope(512, 256), 5).ToList();

        Assert.True(pieces[1][0] < 0.01 && pieces[2][223] > 0.99 && pieces[3][0] < 0.01 && pieces[4][223] > 0.99);
        Assert.True(pieces[1][224 * 224] < 0.01 && pieces[3][(2 * 224 * 224) - 1] > 0.99);
    }

    [Fact]
    public void Small_networks_see_the_whole_picture_and_grey_ones_its_luminance()
    {
        var colours = Assert.Single(new PicturePreparation(CifarResNet.ResNet20, _workers).Prepare(Slope(32, 32), 1));
        Assert.Equal(Slope(32, 32).Samples, colours);

        var grey = Assert.Single(new PicturePreparation(LeNet.Mnist, _workers).Prepare(Slope(28, 28), 1));
        Assert.Equal(28 * 28, grey.Length);
        Assert.Equal(Luminance.Of(Slope(28, 28).Samples[5], Slope(28, 28).Samples[784 + 5], 0.25f), grey[5]);
        Assert.Single(new PicturePreparation(LeNet.Mnist, _workers).Prepare(Slope(900, 10), 1));
    }

    [Fact]
    public void What_is_transparent_is_white()
    {
        var picture = new Picture(28, 28, alpha: new float[28 * 28]);

        Assert.All(Assert.Single(new PicturePreparation(LeNet.Mnist, _workers).Prepare(picture, 1)), sample => Assert.Equal(1, sample, 1e-6f));
    }

    [Fact]
    public void What_no_network_can_be_shown_is_refused()
    {
        Assert.Contains("is 640×20", Assert.Throws<ArgumentException>(() => new PicturePreparation(SqueezeNets.Version11, _workers).Prepare(Slope(640, 20), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("takes no pictures", Assert.Throws<ArgumentException>(() => new PicturePreparation(Magika.Version3, _workers)).Message, StringComparison.Ordinal);
        Assert.Contains("takes no pictures", Assert.Throws<ArgumentException>(() => new PicturePreparation(MeshNet.FiveChannels, _workers)).Message, StringComparison.Ordinal);
    }

    // Red rises across, green down, blue is the same everywhere.
    private static Picture Slope(int width, int height)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture.PlaneLength; i++)
        {
            (picture.Plane(0)[i], picture.Plane(1)[i], picture.Plane(2)[i]) = ((i % width) / (width - 1f), (i / width) / (height - 1f), 0.25f);
        }

        return picture;
    }

    private static double Mean(ReadOnlySpan<float> numbers)
    {
        var sum = 0.0;
        foreach (var number in numbers)
        {
            sum += number;
        }

        return sum / numbers.Length;
    }
}
