using StyleForge.Engine.Losses;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Settings;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Sound;

/// <summary>
/// Gives one sound the style of another (Ulyanov and Lebedev 2016): the log spectrogram is changed until the Gram matrix of its features in random
/// filters is that of the style, and phases are found for it.
/// </summary>
/// <remarks>
/// Departures: where the content counts, the search starts from it and not from noise; losses are relative to their targets, so that weights mean the same for
/// every clip and number of filters; the style is brought to the content's loudness; long clips go in <see cref="Stretches"/>. The channels of a stereo clip are rendered
/// one after the other with the same filters, against the mean of the style's channels.
/// </remarks>
public sealed class SoundRenderer
{
    // As quiet as the least step of 16 bits: nothing is heard.
    private const double Silence = 1.0 / 65536;

    // A little below full scale, so that rounding does not cut anything off.
    private const double Loudest = 0.999;

    private const float StartDeviation = 0.01f;

    private readonly SoundSettings _settings;
    private readonly WorkerPool _workers;
    private readonly TimeProvider _time;

    /// <summary>Makes ready to render.</summary>
    /// <param name="settings">What to go by.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="time">The clock that the time left is told by.</param>
    public SoundRenderer(SoundSettings settings, WorkerPool workers, TimeProvider time) => (_settings, _workers, _time) = (settings, workers, time);

    /// <summary>Samples that a clip needs so that one position of the filters fits into it.</summary>
    public static int LeastSamples => Math.Max((SoundFilters.Kernel - 1) * ShortTimeFourier.Hop, ShortTimeFourier.Size);

    /// <summary>What keeps a clip from being content or style: lower case, follows its name. Null where nothing does.</summary>
    public static string? Problem(SoundClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return clip.Length < LeastSamples
            ? FormattableString.Invariant($"is {clip.Seconds:0.000} seconds long, and at least {(double)LeastSamples / clip.SampleRate:0.000} are needed at {clip.SampleRate} samples a second")
            : clip.Channels.All(channel => channel.All(sample => Math.Abs(sample) < Silence)) ? "holds nothing but silence" : null;
    }

    /// <summary>Renders.</summary>
    /// <param name="content">What is to be heard.</param>
    /// <param name="style">How it is to sound; brought to the content's sample rate, which may make it shorter than allowed.</param>
    /// <param name="progress">Told after each iteration; null for nobody.</param>
    /// <param name="cancellation">Asked before each iteration.</param>
    /// <exception cref="ArgumentException">A clip is too short or silent; see <see cref="Problem"/>.</exception>
    /// <exception cref="OptimisationException">The objective is no number, or runs away.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SoundResult Render(SoundClip content, SoundClip style, Action<SeriesProgress>? progress, CancellationToken cancellation)
    {
        style = SoundResampler.Resample(style, content.SampleRate);
        foreach (var (name, clip) in (ReadOnlySpan<(string, SoundClip)>)[("content", content), ("style", style)])
        {
            if (Problem(clip) is { } problem)
            {
                throw new ArgumentException($"The {name} {problem}.");
            }
        }

        var transform = new ShortTimeFourier();
        using var pool = new TensorPool();
        using var network = Network<float>.BuildRandom(SoundFilters.Describe(_settings.Filters), (ulong)_settings.Seed);
        using var target = Target(network, transform.Analyse(Scaled(style.Mixed(), Loudness(content) / Loudness(style))), pool, cancellation);
        var stretches = new Stretches(ShortTimeFourier.Frames(content.Length));
        var series = new DescentSeries("stretch", content.Channels.Count * stretches.Count, _settings.Iterations, _time, progress);
        var descents = new List<Descent>();
        using var run = network.Prepare([1, ShortTimeFourier.Bins, stretches.Length], [SoundFilters.Tap], _workers, pool);
        var channels = new float[content.Channels.Count][];
        for (var channel = 0; channel < channels.Length; channel++)
        {
            var original = transform.Analyse(content.Channels[channel]);
            var rendered = new Spectrogram(original.Bins, original.Frames, new float[original.Values.Length]);
            for (var index = 0; index < stretches.Count; index++)
            {
                var noise = new SplitMix64((ulong)_settings.Seed).Jump((ulong)((channel * stretches.Count) + index));
                descents.Add(Stretch(run, target.Gram, original, stretches.Start(index), noise, pool, series, cancellation));
                stretches.Join(index, descents[^1].Picture, rendered);
            }

            channels[channel] = transform.Invert(rendered, Phases(content.Channels[channel], channel), _settings.PhaseRounds, cancellation);
        }

        var loudest = channels.Max(samples => samples.Max(Math.Abs));
        var gain = loudest > Loudest ? Loudest / loudest : 1;
        var result = new SoundClip(content.SampleRate, [.. channels.Select(samples => Scaled(samples, gain))]);
        return new SoundResult(
            result,
            descents.Average(descent => descent.Before[0]) / _settings.StyleWeight,
            descents.Average(descent => descent.After[0]) / _settings.StyleWeight,
            _settings.ContentWeight > 0 ? descents.Average(descent => descent.After[1]) / _settings.ContentWeight : null,
            Envelope(content, result),
            gain);
    }

    private GramTarget<float> Target(Network<float> network, Spectrogram style, TensorPool pool, CancellationToken cancellation)
    {
        var length = Math.Min(style.Frames, Stretches.Longest);
        var positions = length - SoundFilters.Kernel + 1;
        var target = new GramTarget<float>(_settings.Filters, _workers, pool);
        using var run = network.Prepare([1, style.Bins, length], [SoundFilters.Tap], _workers, pool, isForwardOnly: true);
        target.Begin();
        for (var seen = 0; seen < style.Frames - SoundFilters.Kernel + 1;)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Math.Min(seen, style.Frames - length);
            style.CopyTo(start, run.Source.Span);
            run.Forward();
            target.Observe(run.Tap(SoundFilters.Tap).AsPicture(), new FeatureWindow(0, start, new Region(0, seen - start, 1, positions - (seen - start))));
            seen = start + positions;
        }

        target.Finish(1);
        return target;
    }

    // The spectrogram of one stretch.
    private Descent Stretch(
        NetworkRun<float> run, Tensor<float> style, Spectrogram original, int start, SplitMix64 noise, TensorPool pool, DescentSeries series, CancellationToken cancellation)
    {
        var picture = new float[run.Source.Length];
        var terms = new List<FeatureTerm<float>> { new("style", SoundFilters.Tap, _settings.StyleWeight, new GramLoss<float>(style, LossNormalisation.Relative, _workers, pool)) };
        if (_settings.ContentWeight > 0)
        {
            original.CopyTo(start, picture);
            picture.CopyTo(run.Source.Span);
            run.Forward();
            terms.Add(new("content", SoundFilters.Tap, _settings.ContentWeight, new ContentLoss<float>(run.Tap(SoundFilters.Tap).AsPicture(), LossNormalisation.Relative, _workers, pool)));
        }
        else
        {
            noise.FillNormal(picture, StartDeviation);
        }

        using var objective = new FeatureObjective<float>(run, terms);
        return series.Descend(objective, picture, _workers, pool, cancellation);
    }

    // The content's own phases where it counts; those of noise otherwise.
    private float[] Phases(float[] content, int channel)
    {
        if (_settings.ContentWeight > 0)
        {
            return content;
        }

        var noise = new float[content.Length];
        new SplitMix64((ulong)_settings.Seed).Jump(ulong.MaxValue - (ulong)channel).FillNormal(noise, 1);
        return noise;
    }

    private static float[] Scaled(float[] samples, double factor) => factor == 1 ? samples : [.. samples.Select(sample => (float)(sample * factor))];

    private static double Loudness(SoundClip clip) => Math.Sqrt(clip.Channels.Average(channel => channel.Average(sample => (double)sample * sample)));

    // Loudness moment by moment, of one and the other.
    private static double Envelope(SoundClip one, SoundClip other)
    {
        var (x, y) = (Moments(one.Mixed()), Moments(other.Mixed()));
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xy, xx, yy) = (xy + (dx * dy), xx + (dx * dx), yy + (dy * dy));
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;

        static double[] Moments(float[] samples) => [.. samples.Chunk(ShortTimeFourier.Hop).Select(chunk => Math.Sqrt(chunk.Average(sample => (double)sample * sample)))];
    }
}
