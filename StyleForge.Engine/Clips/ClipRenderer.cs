using StyleForge.Engine.Imaging;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Settings;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Clips;

/// <summary>
/// Makes a new clip that looks and moves like an example: noise is changed until the Gram matrices of its features in random filters over time and space,
/// at three scales, are those of the example.
/// </summary>
/// <remarks>
/// After Ustyuzhaninov, Brendel, Gatys and Bethge 2016, who make pictures so, with larger filters. Departures: time is a third dimension; the scales are those of the clip and not of the
/// filters, which are three wide; losses are relative to their targets; the example's mean colour is taken away first; the clip is rendered with a margin
/// that is cut off, because filters see what lies at the edge less often.
/// </remarks>
public sealed class ClipRenderer
{
    /// <summary>Pixels of a side, at least, of an example and of a result.</summary>
    public const int LeastSide = ClipFilters.Least;

    /// <summary>Frames, at least, of an example and of a result.</summary>
    public const int LeastFrames = ClipFilters.Least;

    private const int Margin = 4;
    private const int MarginFrames = 2;
    private const double StartDeviation = 0.1;

    private readonly ClipSettings _settings;
    private readonly WorkerPool _workers;
    private readonly TimeProvider _time;

    /// <summary>Makes ready to render.</summary>
    /// <param name="settings">What to go by.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="time">The clock that the time left is told by.</param>
    public ClipRenderer(ClipSettings settings, WorkerPool workers, TimeProvider time) => (_settings, _workers, _time) = (settings, workers, time);

    private bool IsWhole => _settings.Dimensions == 3;

    // The clip with its margin, or one frame of it.
    private Shape Rendered => Source(_settings.Frames + (2 * MarginFrames), _settings.Size + (2 * Margin), _settings.Size + (2 * Margin));

    /// <summary>What keeps a clip from being an example: lower case, follows its name. Null where nothing does.</summary>
    /// <param name="frames">Its frames.</param>
    /// <param name="height">Its pixels down.</param>
    /// <param name="width">Its pixels across.</param>
    public static string? Problem(int frames, int height, int width) =>
        frames < LeastFrames ? FormattableString.Invariant($"has {frames} frames, and at least {LeastFrames} are needed")
        : Math.Min(height, width) < LeastSide ? FormattableString.Invariant($"has frames of {width}×{height} pixels, and at least {LeastSide}×{LeastSide} are needed")
        : null;

    /// <summary>The bytes that a render takes, about.</summary>
    /// <param name="frames">Frames of the example.</param>
    /// <param name="height">Its pixels down.</param>
    /// <param name="width">Its pixels across.</param>
    /// <returns>The bytes, or more than any machine has where a layer is larger than a tensor can be.</returns>
    public long Bytes(int frames, int height, int width)
    {
        using var network = Build();
        var (rendered, example) = (Rendered, Source(frames, height, width));
        var looking = network.RunBytes(example, ClipFilters.Taps, _workers.Threads, isForwardOnly: true);
        var rendering = network.RunBytes(rendered, ClipFilters.Taps, _workers.Threads);
        var floats = (6L * rendered.ElementCount) + (3L * Picture.Channels * ((_settings.Frames * _settings.Size * (long)_settings.Size) + (frames * (long)height * width)));
        return Math.Max(looking, rendering) + (floats * sizeof(float)) + Lbfgs<float>.BytesOf(rendered.ElementCount, new LbfgsOptions().History)
            + (ClipFilters.Scales * (GramTarget<float>.BytesOf(_settings.Filters) + GramLoss<float>.BytesOf(_settings.Filters)));
    }

    /// <summary>Renders.</summary>
    /// <param name="example">The clip to look and move like.</param>
    /// <param name="progress">Told after each iteration; null for nobody.</param>
    /// <param name="cancellation">Asked before each iteration.</param>
    /// <exception cref="ArgumentException">The example is too small; see <see cref="Problem"/>.</exception>
    /// <exception cref="OptimisationException">The objective is no number, or runs away.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ClipResult Render(Clip example, Action<SeriesProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(example);
        if (Problem(example.Frames, example.Height, example.Width) is { } problem)
        {
            throw new ArgumentException($"The example {problem}.", nameof(example));
        }

        var colours = new float[Picture.Channels];
        for (var channel = 0; channel < colours.Length; channel++)
        {
            colours[channel] = (float)example.Samples.AsSpan(channel * example.ChannelLength, example.ChannelLength).ToArray().Average(sample => (double)sample);
        }

        using var pool = new TensorPool();
        using var network = Build();
        var targets = ClipFilters.Taps.Select(_ => new GramTarget<float>(_settings.Filters, _workers, pool)).ToArray();
        try
        {
            Look(network, example, colours, targets, pool, cancellation);
            pool.Trim();
            return Render(network, targets, colours, pool, progress, cancellation);
        }
        finally
        {
            foreach (var target in targets)
            {
                target.Dispose();
            }
        }
    }

    private Network<float> Build() => Network<float>.BuildRandom(ClipFilters.Describe(_settings.Dimensions, _settings.Filters), (ulong)_settings.Seed);

    private Shape Source(int frames, int height, int width) => IsWhole ? [1, Picture.Channels, frames, height, width] : [1, Picture.Channels, height, width];

    private void Look(Network<float> network, Clip example, float[] colours, GramTarget<float>[] targets, TensorPool pool, CancellationToken cancellation)
    {
        using var run = network.Prepare(Source(example.Frames, example.Height, example.Width), ClipFilters.Taps, _workers, pool, isForwardOnly: true);
        var seen = IsWhole ? example.Frames : 1;
        for (var first = 0; first < example.Frames; first += seen)
        {
            cancellation.ThrowIfCancellationRequested();
            var source = run.Source.Span;
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                for (var frame = first; frame < first + seen; frame++)
                {
                    foreach (var sample in example.Plane(channel, frame))
                    {
                        source[0] = sample - colours[channel];
                        source = source[1..];
                    }
                }
            }

            run.Forward();
            for (var scale = 0; scale < targets.Length; scale++)
            {
                targets[scale].Add(run.Tap(ClipFilters.Taps[scale]).AsPicture(), 1);
            }
        }
    }

    private ClipResult Render(Network<float> network, GramTarget<float>[] targets, float[] colours, TensorPool pool, Action<SeriesProgress>? progress, CancellationToken cancellation)
    {
        var result = new Clip(_settings.Frames, _settings.Size, _settings.Size, new float[Picture.Channels * _settings.Frames * _settings.Size * _settings.Size]);
        var seen = IsWhole ? result.Frames : 1;
        var series = new DescentSeries("frame", result.Frames / seen, _settings.Iterations, _time, progress);
        var descents = new List<Descent>();
        using var run = network.Prepare(Rendered, ClipFilters.Taps, _workers, pool);
        using var objective = new FeatureObjective<float>(
            run, [.. targets.Zip(ClipFilters.Taps, (target, tap) => new FeatureTerm<float>(tap, tap, 1.0 / targets.Length, new GramLoss<float>(target.Gram, LossNormalisation.Relative, _workers, pool)))]);
        for (var first = 0; first < result.Frames; first += seen)
        {
            var noise = new float[objective.Length];
            new SplitMix64((ulong)_settings.Seed).Jump(ulong.MaxValue - (ulong)first).FillNormal(noise, StartDeviation);
            var descent = series.Descend(objective, noise, _workers, pool, cancellation);
            Crop(descent.Picture, colours, result, first, seen);
            descents.Add(descent with { Picture = [] });
        }

        return new ClipResult(result, descents.Average(descent => descent.Before.Sum()), descents.Average(descent => descent.After.Sum()));
    }

    // Cuts the margin off, and gives the colour back.
    private void Crop(float[] rendered, float[] colours, Clip result, int first, int seen)
    {
        var (side, skipped) = (_settings.Size + (2 * Margin), IsWhole ? MarginFrames : 0);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            for (var frame = 0; frame < seen; frame++)
            {
                var plane = rendered.AsSpan(((channel * (seen + (2 * skipped))) + frame + skipped) * side * side, side * side);
                var to = result.Plane(channel, first + frame);
                for (var y = 0; y < result.Height; y++)
                {
                    for (var x = 0; x < result.Width; x++)
                    {
                        to[(y * result.Width) + x] = Math.Clamp(plane[((y + Margin) * side) + x + Margin] + colours[channel], 0, 1);
                    }
                }
            }
        }
    }
}
