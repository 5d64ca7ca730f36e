using StyleForge.Engine.Clips;

namespace StyleForge.Tests.Engine.Clips;

public class ClipMotionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-3)]
    public void A_drift_is_found_with_its_direction(int speed)
    {
        var motion = ClipMotion.Of(DriftingBlobs.Draw(frames: 4, side: 24, speed: speed));

        Assert.Equal((speed, 0), (motion.Across, motion.Down));
        Assert.Equal(1, motion.Correlation, 4);
        Assert.True(speed == 0 ? motion.Still > 0.9999 : motion.Still < 0.9, motion.ToString());
    }

    [Fact]
    public void Noise_moves_nowhere()
    {
        var random = new Random(1);
        var noise = new Clip(6, 24, 24, [.. Enumerable.Range(0, 3 * 6 * 24 * 24).Select(_ => random.NextSingle())]);

        var motion = ClipMotion.Of(noise);

        Assert.InRange(motion.Correlation, 0, 0.1);
        Assert.InRange(motion.Still, -0.1, 0.1);
    }

    [Fact]
    public void One_colour_has_no_correlation() => Assert.Equal(new ClipMotion(0, 0, 0, 0), ClipMotion.Of(new Clip(3, 5, 5, [.. Enumerable.Repeat(0.3f, 225)])));
}
