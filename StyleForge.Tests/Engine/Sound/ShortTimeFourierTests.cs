using StyleForge.Engine.Sound;

namespace StyleForge.Tests.Engine.Sound;

public class ShortTimeFourierTests
{
    [Fact]
    public void A_tone_stands_in_its_own_bin_as_strong_as_half_the_sum_of_the_window()
    {
        var spectrogram = new ShortTimeFourier().Analyse(Sounds.Tone(16_000, 1000, seconds: 1, loudness: 1));

        Assert.Equal((1025, 1 + (16_000 / 512)), (spectrogram.Bins, spectrogram.Frames));
        var middle = Enumerable.Range(0, 1025).Select(bin => spectrogram.Row(bin)[15]).ToArray();
        Assert.Equal(128, Array.IndexOf(middle, middle.Max()));
        Assert.Equal(Math.Log(1 + 512), middle[128], 1e-3);
        Assert.True(middle[200] < 0.01, $"{middle[200]}");
    }

    [Fact]
    public void The_transform_is_that_of_plain_sums_in_double()
    {
        var sound = Sounds.Noise(5000, seed: 3);

        var spectrogram = new ShortTimeFourier().Analyse(sound);

        foreach (var (bin, frame) in (ReadOnlySpan<(int, int)>)[(0, 0), (1, 4), (77, 5), (512, 0), (1024, 9)])
        {
            var (real, imaginary) = (0.0, 0.0);
            for (var i = 0; i < 2048; i++)
            {
                var at = Math.Abs((frame * 512) + i - 1024);
                at = at < sound.Length ? at : (2 * (sound.Length - 1)) - at;
                var sample = sound[at] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * i / 2048)));
                real += sample * Math.Cos(2 * Math.PI * bin * i / 2048);
                imaginary -= sample * Math.Sin(2 * Math.PI * bin * i / 2048);
            }

            Assert.Equal(Math.Log(1 + Math.Sqrt((real * real) + (imaginary * imaginary))), spectrogram.Row(bin)[frame], 1e-4);
        }
    }

    [Fact]
    public void With_its_own_phases_a_sound_comes_back_as_it_was()
    {
        var sound = Sounds.Noise(20_000, seed: 4);
        var transform = new ShortTimeFourier();

        var again = transform.Invert(transform.Analyse(sound), sound, rounds: 1, CancellationToken.None);

        Assert.Equal(sound.Length, again.Length);
        Assert.InRange(sound.Zip(again, (x, y) => Math.Abs(x - y)).Max(), 0, 1e-4f);
    }

    [Fact]
    public void From_any_phases_each_round_comes_nearer_to_the_spectrogram()
    {
        var transform = new ShortTimeFourier();
        var wanted = transform.Analyse(Sounds.Syllables(8_000, 440, seconds: 1));
        var start = Sounds.Noise(8_000, seed: 5);

        var errors = new[] { 1, 5, 25 }.Select(rounds => Distance(transform.Analyse(transform.Invert(wanted, start, rounds, CancellationToken.None)), wanted)).ToArray();

        Assert.True(errors[0] > errors[1] && errors[1] > errors[2], string.Join(", ", errors));
    }

    [Theory]
    [InlineData(11, 1)]
    [InlineData(1024, 1)]
    [InlineData(1025, 2)]
    [InlineData(5000, 6)]
    public void Stretches_cover_everything_and_their_join_is_what_they_are_cut_from(int frames, int count)
    {
        var whole = new Spectrogram(2, frames, [.. Enumerable.Range(0, 2 * frames).Select(i => (float)i)]);
        var stretches = new Stretches(frames);
        var joined = new Spectrogram(2, frames, new float[2 * frames]);
        for (var i = 0; i < stretches.Count; i++)
        {
            var stretch = new float[2 * stretches.Length];
            whole.CopyTo(stretches.Start(i), stretch);
            stretches.Join(i, stretch, joined);
        }

        Assert.Equal(count, stretches.Count);
        Assert.InRange(stretches.Length, 1, Stretches.Longest);
        Assert.All(whole.Values.Zip(joined.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
    }

    private static double Distance(Spectrogram one, Spectrogram other) => one.Values.Zip(other.Values, (x, y) => Math.Pow(Math.Exp(x) - Math.Exp(y), 2)).Sum();
}
