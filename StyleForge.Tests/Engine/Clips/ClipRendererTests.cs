using StyleForge.Engine.Clips;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Threading;
using StyleForge.Tests.Host;

namespace StyleForge.Tests.Engine.Clips;

public class ClipRendererTests
{
    private static readonly ClipSettings Quick = new() { Size = 12, Frames = 12, Filters = 8, Iterations = 3 };
    private static readonly Clip Example = DriftingBlobs.Draw(frames: 12, side: 16, blobs: 5);

    [Fact]
    public void Motion_comes_along_with_filters_over_time_and_not_with_filters_that_see_each_frame_alone()
    {
        var example = DriftingBlobs.Draw(frames: 16, side: 32);
        var settings = new ClipSettings { Size = 32, Frames = 12, Filters = 32, Iterations = 80 };

        var (whole, alone) = (Render(settings, example), Render(settings with { Dimensions = 2, Iterations = 20 }, example));

        var (moved, jumped) = (ClipMotion.Of(whole.Clip), ClipMotion.Of(alone.Clip));
        Assert.Equal((2, 0), (moved.Across, moved.Down));
        Assert.True(moved.Correlation > 0.75 && moved.Correlation > moved.Still + 0.1, moved.ToString());
        Assert.True(jumped.Correlation < 0.3, jumped.ToString());
        Assert.All([whole, alone], result => Assert.True(result.StyleAfter < 0.05 * result.StyleBefore, $"{result.StyleBefore} → {result.StyleAfter}"));
    }

    [Fact]
    public void The_result_has_the_size_that_was_asked_for_and_holds_colours()
    {
        var clip = Render(Quick with { Size = 20, Frames = 14 }).Clip;

        Assert.Equal((14, 20, 20), (clip.Frames, clip.Height, clip.Width));
        Assert.All(clip.Samples, sample => Assert.InRange(sample, 0, 1));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void The_same_samples_come_twice_and_whatever_the_threads_and_others_with_another_seed(int dimensions)
    {
        var settings = Quick with { Dimensions = dimensions };

        var one = Render(settings, threads: 1).Clip.Samples;

        Assert.Equal(one, Render(settings, threads: 1).Clip.Samples);
        Assert.Equal(one, Render(settings, threads: 3).Clip.Samples);
        Assert.NotEqual(one, Render(settings with { Seed = 1 }).Clip.Samples);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 12)]
    public void Progress_counts_iterations_of_the_whole_or_of_each_frame(int dimensions, int count)
    {
        var told = new List<SeriesProgress>();

        Render(Quick with { Dimensions = dimensions, Iterations = 2 }, progress: told.Add);

        Assert.Equal(Enumerable.Range(1, count).SelectMany(number => new[] { (number, 1), (number, 2) }), told.Select(progress => (progress.Number, progress.Iteration)));
        Assert.Equal(1, told[^1].Fraction);
    }

    [Fact]
    public void A_wish_to_stop_is_heard_within_an_iteration()
    {
        using var stop = new CancellationTokenSource();
        var told = 0;

        Assert.Throws<OperationCanceledException>(() => Render(Quick, progress: _ => Stop(), cancellation: stop.Token));

        Assert.Equal(1, told);

        void Stop()
        {
            told++;
            stop.Cancel();
        }
    }

    [Fact]
    public void An_example_that_is_too_short_or_too_small_is_told_in_a_sentence()
    {
        Assert.StartsWith("The example has 11 frames, and at least 12 are needed", Assert.Throws<ArgumentException>(() => Render(Quick, DriftingBlobs.Draw(11, 16, blobs: 1))).Message, StringComparison.Ordinal);
        Assert.Equal("has frames of 40×11 pixels, and at least 12×12 are needed", ClipRenderer.Problem(12, 11, 40));
        Assert.Null(ClipRenderer.Problem(12, 12, 12));
    }

    [Fact]
    public void More_filters_take_more_memory_and_what_no_tensor_holds_more_than_any_machine_has()
    {
        using var workers = new WorkerPool(2);
        long Bytes(ClipSettings settings) => new ClipRenderer(settings, workers, TimeProvider.System).Bytes(16, 64, 64);

        Assert.InRange(Bytes(new ClipSettings()), 150_000_000, 400_000_000);
        Assert.True(Bytes(new ClipSettings { Filters = 256 }) > 1.5 * Bytes(new ClipSettings()));
        Assert.True(Bytes(new ClipSettings { Size = 256, Frames = 128, Filters = 512 }) > 1L << 40);
    }

    private static ClipResult Render(ClipSettings settings, Clip? example = null, Action<SeriesProgress>? progress = null, int threads = 2, CancellationToken cancellation = default)
    {
        using var workers = new WorkerPool(threads);
        return new ClipRenderer(settings, workers, new ManualTime()).Render(example ?? Example, progress, cancellation);
    }
}
