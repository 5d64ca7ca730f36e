using StyleForge.Engine.Codecs;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Running;

/// <summary>Batches of tiny pictures, one after the other and several at once.</summary>
public sealed class BatchRunnerTests : IDisposable
{
    // Far above what a busy machine needs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly RenderSettings Settings = SettingsResolver.Resolve([]).Settings! with
    {
        ContentLayers = [new LayerWeight("relu2_2", 1)],
        StyleLayers = [new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 1)],
    };

    private readonly TemporaryFolder _folder = new();

    public BatchRunnerTests()
    {
        WriteNoise("content.png", 32, 24, 1);
        WriteNoise("style.png", 20, 28, 2);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 5)]
    [InlineData(3, 3)]
    [InlineData(3, 2)]
    [InlineData(16, 16)]
    public void Several_at_once_give_the_same_bytes_and_outcomes_as_one_after_the_other(int parallel, int threads)
    {
        var plans = Mixed();
        var (alone, bytesAlone) = Run(plans, new RunOptions(Threads: 1), new Recorder());
        var (together, bytes) = Run(plans, new RunOptions(threads) { Parallel = parallel }, new Recorder());

        Assert.Equal(plans, together.Select(outcome => outcome.Plan));
        Assert.Equal(alone.Select(outcome => outcome.Failure), together.Select(outcome => outcome.Failure));
        Assert.Equal([false, false, true, false, true, false, false], together.Select(outcome => outcome.Report is null));
        Assert.Contains("missing.png", together[2].Failure, StringComparison.Ordinal);
        Assert.Contains("The weights of vgg19 are not on this machine", together[4].Failure, StringComparison.Ordinal);
        Assert.Equal(bytesAlone, bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Events_of_each_job_come_in_order_and_never_two_at_a_time(int parallel)
    {
        var (plans, recorder) = (Mixed(), new Recorder());
        Run(plans, new RunOptions(Threads: 3) { Parallel = parallel }, recorder);

        Assert.False(recorder.WereTwoAtOnce);
        for (var i = 0; i < plans.Length; i++)
        {
            var iterations = Enumerable.Range(1, plans[i].Levels[0].Iterations).Select(iteration => $"iteration {iteration}");
            string[] middle = i is 2 or 4 ? ["JobFailed"] : ["LevelStarted", .. iterations, "JobFinished"];
            Assert.Equal([$"JobStarted {i + 1} of {plans.Length}", .. middle], recorder.Of(plans[i]));
        }
    }

    [Fact]
    public void Jobs_really_run_at_once_and_each_has_its_share_of_the_machine()
    {
        using var together = new Barrier(2);
        var (calls, met) = (0, 0);

        // Asked twice a job before the first one begins, and again by each job in the making.
        string? FindWeights(NetworkDescription network)
        {
            if (Interlocked.Increment(ref calls) > 4 && together.SignalAndWait(Patience))
            {
                Interlocked.Increment(ref met);
            }

            return null;
        }

        var options = new RunOptions(Threads: 3, Memory: 1_000_000_001) { Parallel = 2, FindWeights = FindWeights };
        var (outcomes, _) = Run([Plan("a", 32, 2), Plan("b", 16, 1)], options, new Recorder());

        Assert.Equal(2, met);
        Assert.Equal([1, 2], outcomes.Select(outcome => outcome.Report!.Threads).Order());
        Assert.All(outcomes, outcome => Assert.Equal(500_000_000, outcome.Report!.MemoryLimit));
    }

    [Fact]
    public void A_picture_that_does_not_fit_its_share_is_refused_with_how_to_mend_it()
    {
        var (outcomes, _) = Run([Plan("a", 32, 1), Plan("b", 32, 1)], new RunOptions(Threads: 2, Memory: 2_000_000) { Parallel = 2 }, new Recorder());

        Assert.All(outcomes, outcome => Assert.EndsWith(
            " of memory even in the smallest windows, but 1 MB are allowed for each of 2 at once: raise --memory, or lower size or --parallel.", outcome.Failure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(OptimiserKind.Adam, 10, true)]
    [InlineData(OptimiserKind.Lbfgs, 10, true)]
    [InlineData(OptimiserKind.Adam, 9, false)]
    public void A_run_that_stands_still_fails_and_writes_nothing_once_that_is_certain(OptimiserKind optimiser, int steps, bool isCertain)
    {
        var plan = Plan("a", 32, steps) with { Settings = Settings with { Optimiser = optimiser, LearningRate = 1e-30 } };

        var (outcomes, bytes) = Run([plan], new RunOptions(Threads: 1), new Recorder());

        Assert.Equal(isCertain ? 0 : 1, bytes.Count);
        Assert.Equal(isCertain, outcomes[0].Failure is not null);
        if (isCertain)
        {
            Assert.StartsWith("After 10 steps the picture is where it began, with a loss of ", outcomes[0].Failure, StringComparison.Ordinal);
            Assert.EndsWith("nothing was written. Raise learningRate, which is 1E-30, or take another optimiser, start or other weights.", outcomes[0].Failure, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Cancelled_every_job_stops_after_its_evaluation_in_flight_and_writes_nothing(int parallel)
    {
        using var cancellation = new CancellationTokenSource();
        var plans = Enumerable.Range(1, 5).Select(i => Plan($"long-{i}", 32, 1_000_000)).ToArray();
        var recorder = new Recorder { AtIteration = done => cancellation.Cancel() };

        var (outcomes, bytes) = Run(plans, new RunOptions(Threads: 3) { Parallel = parallel }, recorder, cancellation.Token);

        Assert.Equal(plans, outcomes.Select(outcome => outcome.Plan));
        Assert.All(outcomes, outcome => Assert.Equal((null, null), (outcome.Report, outcome.Failure)));
        Assert.All(plans, plan => Assert.InRange(recorder.Of(plan).Count(line => line.StartsWith("iteration", StringComparison.Ordinal)), 0, 1));
        Assert.Empty(bytes);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void What_an_observer_throws_ends_the_batch_and_is_thrown_on()
    {
        var recorder = new Recorder { AtStart = started => throw new InvalidOperationException($"No room for {started.Index}.") };

        var thrown = Assert.Throws<InvalidOperationException>(() =>
            Run([Plan("a", 16, 1), Plan("b", 16, 1), Plan("c", 16, 1)], new RunOptions(Threads: 2) { Parallel = 2 }, recorder));

        Assert.StartsWith("No room for ", thrown.Message, StringComparison.Ordinal);
    }

    private void WriteNoise(string name, int width, int height, ulong seed)
    {
        var image = new ImageData(width, height, PixelFormat.Rgb, 8);
        var noise = new SplitMix64(seed);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = (byte)noise.Next();
        }

        ImageCodecs.Default.Write(_folder.File(name), image);
    }

    // The next run writes to the same place, because a picture says where its inputs lie from there.
    private static Dictionary<string, byte[]> Take(IEnumerable<RenderPlan> plans)
    {
        var bytes = plans.Where(plan => File.Exists(plan.OutputPath)).ToDictionary(plan => plan.Name, plan => File.ReadAllBytes(plan.OutputPath));
        foreach (var plan in plans.Where(plan => bytes.ContainsKey(plan.Name)))
        {
            File.Delete(plan.OutputPath);
            File.Delete(plan.SidecarPath);
        }

        return bytes;
    }

    // Five pictures, one whose content is not there, and one whose network is not.
    private RenderPlan[] Mixed() =>
    [
        Plan("a", 32, 2),
        Plan("b", 16, 1),
        Plan("c", 24, 1) with { ContentPath = _folder.File("missing.png") },
        Plan("d", 28, 2),
        Plan("e", 32, 1) with { Settings = Settings with { Network = "vgg19" } },
        Plan("f", 20, 2) with { Settings = Settings with { Start = StartKind.Noise, Optimiser = OptimiserKind.Adam, LearningRate = 0.02 } },
        Plan("g", 31, 1),
    ];

    private RenderPlan Plan(string name, int side, int iterations) => new()
    {
        Name = name,
        ContentPath = _folder.File("content.png"),
        Styles = [new StylePlan(_folder.File("style.png"), 1, 1, null)],
        OutputPath = _folder.File(Path.Combine("out", $"{name}.png")),
        Levels = [new LevelPlan(side, side * 3 / 4, iterations)],
        Settings = Settings,
    };

    private (IReadOnlyList<BatchOutcome> Outcomes, Dictionary<string, byte[]> Bytes) Run(
        RenderPlan[] plans, RunOptions options, Recorder recorder, CancellationToken cancellation = default)
    {
        if (Directory.Exists(_folder.File("out")))
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("out")));
        }

        var outcomes = new BatchRunner(options, recorder, TimeProvider.System).Run(plans, cancellation);
        return (outcomes, Take(plans));
    }

    /// <summary>Notes the events of each job, and whether two ever came at once.</summary>
    private sealed class Recorder : IRenderObserver
    {
        private readonly List<(RenderPlan Plan, string Line)> _lines = [];
        private int _inside;

        public Action<JobStarted>? AtStart { get; init; }

        public Action<IterationDone>? AtIteration { get; init; }

        public bool WereTwoAtOnce { get; private set; }

        public IEnumerable<string> Of(RenderPlan plan) => _lines.Where(line => line.Plan == plan).Select(line => line.Line);

        public void Observe(RenderEvent happened)
        {
            Note(happened.Plan, happened is JobStarted started ? $"JobStarted {started.Index} of {started.Count}" : happened.GetType().Name);
            if (happened is JobStarted begun)
            {
                AtStart?.Invoke(begun);
            }
        }

        public void Observe(in IterationDone done)
        {
            Note(done.Plan, $"iteration {done.Iteration}");
            AtIteration?.Invoke(done);
        }

        // Slow enough for another thread to come in, were it let.
        private void Note(RenderPlan plan, string line)
        {
            WereTwoAtOnce |= Interlocked.Increment(ref _inside) > 1;
            Thread.Yield();
            _lines.Add((plan, line));
            Interlocked.Decrement(ref _inside);
        }
    }
}
