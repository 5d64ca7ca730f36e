using StyleForge.Engine.Imaging;

namespace StyleForge.Tests.Engine.Imaging;

public class PictureTests
{
    [Fact]
    public void Planes_lie_one_after_the_other()
    {
        var picture = new Picture(2, 3);

        picture.Plane(1)[4] = 0.5f;

        Assert.Equal(18, picture.Samples.Length);
        Assert.Equal(0.5f, picture.Samples[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Plane(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Plane(-1).Length);
    }

    [Fact]
    public void Extents_and_lengths_must_agree()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(1, 0));
        Assert.Throws<ArgumentException>(() => new Picture(2, 2, new float[11]));
        Assert.Throws<ArgumentException>(() => new Picture(2, 2, null, new float[3]));
        Assert.Throws<ArgumentException>(() => new Picture(60_000, 60_000));
    }
}
