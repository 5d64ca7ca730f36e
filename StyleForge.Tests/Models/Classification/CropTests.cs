using StyleForge.Models.Classification;

namespace StyleForge.Tests.Models.Classification;

public sealed class CropTests
{
    [Fact]
    public void Ten_pieces_are_the_middle_the_corners_and_their_mirror_images()
    {
        Crop[] five = [new(38, 16), new(0, 0), new(76, 0), new(0, 32), new(76, 32)];

        Assert.Equal(five[..1], Crop.Of(300, 256, 224, 224, 1));
        Assert.Equal(five, Crop.Of(300, 256, 224, 224, 5));
        Assert.Equal([.. five, .. five.Select(crop => crop with { IsMirrored = true })], Crop.Of(300, 256, 224, 224, 10));
    }

    /// <summary>torchvision: <c>int(round((h - th) / 2.0))</c>, and Python rounds a half to the even number.</summary>
    [Theory]
    [InlineData(225, 0)]
    [InlineData(227, 2)]
    [InlineData(229, 2)]
    [InlineData(231, 4)]
    public void A_half_goes_to_the_even_number(int height, int top) => Assert.Equal(new Crop(16, top), Crop.Of(256, height, 224, 224, 1)[0]);

    [Fact]
    public void Pieces_lie_inside_whatever_the_sizes()
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var (across, down) = (random.Next(1, 50), random.Next(1, 50));
            var (width, height) = (across + random.Next(0, 50), down + random.Next(0, 50));

            Assert.All(Crop.Of(width, height, across, down, 10), crop =>
            {
                Assert.InRange(crop.Left, 0, width - across);
                Assert.InRange(crop.Top, 0, height - down);
            });
        }
    }

    [Fact]
    public void What_cannot_be_cut_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Crop.Of(20, 20, 10, 10, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Crop.Of(20, 9, 10, 10, 1));
    }
}
