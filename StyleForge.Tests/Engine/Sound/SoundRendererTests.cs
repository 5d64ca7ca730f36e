using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Sound;
using StyleForge.Models.Threading;
using StyleForge.Tests.Host;

namespace StyleForge.Tests.Engine.Sound;

public class SoundRendererTests
{
    private const int Rate = 8_000;
    private static readonly SoundSettings Quick = new() { Filters = 64, Iterations = 25, PhaseRounds = 10 };
    private static readonly SoundClip Content = new(Rate, Sounds.Syllables(Rate, 300, seconds: 1.5));
    private static readonly SoundClip Style = new(Rate, Sounds.Noise(Rate, seed: 2));

    [Fact]
    public void The_result_has_the_style_and_follows_the_content()
    {
        var noise = Sounds.Noise(Content.Length, seed: 9);
        var bursts = new SoundClip(Rate, [.. noise.Select((sample, i) => sample * (float)Math.Pow(Math.Sin(Math.PI * 3 * i / Rate), 2))]);
        var organ = new SoundClip(Rate, [.. Enumerable.Range(0, Rate).Select(i => (noise[i] / 20) + Enumerable.Range(1, 8).Sum(k => 0.1f * (float)Math.Sin(2 * Math.PI * 200 * k * i / Rate)))]);

        var result = Render(Quick with { ContentWeight = 0.01 }, bursts, organ);

        Assert.Equal((Content.Length, Rate, 1), (result.Clip.Length, result.Clip.SampleRate, result.Clip.Channels.Count));
        Assert.True(result.StyleAfter < 0.2 * result.StyleBefore, $"{result.StyleBefore} → {result.StyleAfter}");
        Assert.InRange(result.Envelope, 0.5, 1);
        Assert.InRange(result.Clip.Channels[0].Max(Math.Abs), 0.01f, 1);
    }

    [Fact]
    public void The_more_the_content_counts_the_nearer_it_stays()
    {
        var (little, much) = (Render(Quick with { ContentWeight = 0.01 }), Render(Quick with { ContentWeight = 10 }));

        Assert.True(much.ContentAfter < 0.5 * little.ContentAfter, $"{little.ContentAfter} and {much.ContentAfter}");
        Assert.True(much.StyleAfter > little.StyleAfter, $"{little.StyleAfter} and {much.StyleAfter}");
    }

    [Fact]
    public void Without_content_it_is_a_texture_that_has_nothing_of_its_rhythm()
    {
        var result = Render(Quick with { ContentWeight = 0 });

        Assert.Null(result.ContentAfter);
        Assert.True(result.StyleAfter < 0.1 * result.StyleBefore, $"{result.StyleBefore} → {result.StyleAfter}");
        Assert.InRange(result.Envelope, -0.4, 0.4);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0)]
    public void The_same_samples_come_twice_and_whatever_the_threads_and_others_with_another_seed(double contentWeight)
    {
        var settings = Quick with { ContentWeight = contentWeight, Iterations = 5 };

        var one = Render(settings, threads: 1).Clip.Channels[0];

        Assert.Equal(one, Render(settings, threads: 1).Clip.Channels[0]);
        Assert.Equal(one, Render(settings, threads: 3).Clip.Channels[0]);
        Assert.NotEqual(one, Render(settings with { Seed = 1 }).Clip.Channels[0]);
    }

    [Fact]
    public void Both_channels_are_rendered_and_keep_their_places()
    {
        var stereo = new SoundClip(Rate, Sounds.Syllables(Rate, 300, seconds: 1), Sounds.Tone(Rate, 700, seconds: 1, loudness: 0.05));

        var result = Render(Quick with { ContentWeight = 10, Iterations = 5 }, content: stereo);

        Assert.Equal(2, result.Clip.Channels.Count);
        Assert.True(Loudness(result.Clip.Channels[0]) > 2 * Loudness(result.Clip.Channels[1]));
    }

    [Fact]
    public void A_style_of_another_rate_and_loudness_is_brought_to_those_of_the_content()
    {
        var other = new SoundClip(22_050, [.. Sounds.Noise(22_050, seed: 2).Select(sample => sample / 100)]);

        var result = Render(Quick, style: other);

        Assert.Equal(Rate, result.Clip.SampleRate);
        Assert.InRange(Loudness(result.Clip.Channels[0]) / Loudness(Content.Channels[0]), 0.5, 2);
    }

    [Fact]
    public void A_long_clip_goes_in_stretches_and_progress_counts_through_them_all()
    {
        var told = new List<SeriesProgress>();
        var content = new SoundClip(Rate, Sounds.Noise(512 * 1100, seed: 6));

        using var workers = new WorkerPool(2);
        var result = new SoundRenderer(Quick with { Filters = 16, Iterations = 2, PhaseRounds = 1 }, workers, new ManualTime()).Render(content, Style, told.Add, CancellationToken.None);

        Assert.Equal(content.Length, result.Clip.Length);
        Assert.Equal([(1, 1), (1, 2), (2, 1), (2, 2)], told.Select(progress => (progress.Number, progress.Iteration)));
        Assert.Equal([0.25, 0.5, 0.75, 1], told.Select(progress => progress.Fraction));
        Assert.All(told, progress => Assert.Equal((2, 2), (progress.Count, progress.Iterations)));
    }

    [Fact]
    public void A_wish_to_stop_is_heard_within_an_iteration()
    {
        using var stop = new CancellationTokenSource();
        var told = 0;

        using var workers = new WorkerPool(1);
        Assert.Throws<OperationCanceledException>(() => new SoundRenderer(Quick, workers, new ManualTime()).Render(Content, Style, _ => Stop(), stop.Token));

        Assert.Equal(1, told);

        void Stop()
        {
            told++;
            stop.Cancel();
        }
    }

    [Fact]
    public void Silence_and_what_is_too_short_are_told_in_a_sentence()
    {
        var silent = new SoundClip(Rate, new float[Rate]);
        var brief = new SoundClip(Rate, Sounds.Noise(SoundRenderer.LeastSamples - 1, seed: 1));

        Assert.Equal("The style holds nothing but silence.", Assert.Throws<ArgumentException>(() => Render(Quick, style: silent)).Message);
        Assert.Equal("The content is 0.640 seconds long, and at least 0.640 are needed at 8000 samples a second.", Assert.Throws<ArgumentException>(() => Render(Quick, content: brief)).Message);
        Assert.Null(SoundRenderer.Problem(new SoundClip(Rate, Sounds.Noise(SoundRenderer.LeastSamples, seed: 1))));
    }

    [Fact]
    public void The_sheet_shows_a_tone_where_its_frequency_is_marked()
    {
        var tone = new SoundClip(22_050, Sounds.Tone(22_050, 1000, seconds: 1, loudness: 0.5));

        var picture = SpectrogramSheet.Draw([("content", tone), ("result", tone)]);

        // The brightest row of the first panel, and the mark beside it: both 1 kHz.
        var column = Enumerable.Range(45, 195).MaxBy(y => picture.Plane(0)[(y * picture.Width) + 500]);
        var marks = Enumerable.Range(45, 195).Where(y => picture.Plane(0)[(y * picture.Width) + 73] < 0.3f).ToArray();
        Assert.Equal(1000, picture.Width);
        Assert.Contains(marks, mark => Math.Abs(mark - column) <= 2);
    }

    private static SoundResult Render(SoundSettings settings, SoundClip? content = null, SoundClip? style = null, int threads = 2)
    {
        using var workers = new WorkerPool(threads);
        return new SoundRenderer(settings, workers, new ManualTime()).Render(content ?? Content, style ?? Style, progress: null, CancellationToken.None);
    }

    private static double Loudness(float[] samples) => Math.Sqrt(samples.Average(sample => (double)sample * sample));
}
