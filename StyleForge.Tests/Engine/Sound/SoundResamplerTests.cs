using StyleForge.Engine.Sound;

namespace StyleForge.Tests.Engine.Sound;

public class SoundResamplerTests
{
    [Theory]
    [InlineData(48_000, 44_100)]
    [InlineData(44_100, 48_000)]
    [InlineData(48_000, 16_000)]
    [InlineData(8_000, 44_100)]
    [InlineData(192_000, 8_000)]
    public void A_tone_keeps_its_pitch_strength_and_place(int from, int to)
    {
        var clip = SoundResampler.Resample(Tone(from, 440, seconds: 1), to);

        Assert.Equal((to, to), (clip.SampleRate, clip.Length));
        var expected = Tone(to, 440, seconds: 1).Channels[0];
        for (var i = to / 10; i < to * 9 / 10; i++)
        {
            Assert.InRange(clip.Channels[0][i] - expected[i], -0.003f, 0.003f);
        }
    }

    [Theory]
    [InlineData(48_000, 16_000, 12_000)]
    [InlineData(44_100, 8_000, 6_000)]
    [InlineData(192_000, 8_000, 7_000)]
    public void What_the_lower_rate_cannot_hold_is_gone_and_not_another_tone(int from, int to, double frequency)
    {
        var samples = SoundResampler.Resample(Tone(from, frequency, seconds: 1), to).Channels[0];

        Assert.InRange(samples.Skip(to / 10).Take(to * 8 / 10).Max(Math.Abs), 0, 0.005f);
    }

    [Fact]
    public void Channels_stay_apart_and_a_clip_that_has_the_rate_is_itself()
    {
        var clip = new SoundClip(8_000, [Tone(8_000, 300, 0.5).Channels[0], new float[4_000]]);

        Assert.Same(clip, SoundResampler.Resample(clip, 8_000));
        var resampled = SoundResampler.Resample(clip, 11_025);
        Assert.Equal(5_513, resampled.Length, 1.0);
        Assert.True(resampled.Channels[0].Max() > 0.4f);
        Assert.Equal(0, resampled.Channels[1].Max(Math.Abs));
    }

    private static SoundClip Tone(int rate, double frequency, double seconds) =>
        new(rate, [[.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * frequency * i / rate)))]]);
}
