using System.Security.Cryptography;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Tests.Host;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Running;

/// <summary>Renders of tiny pictures that are stopped anywhere, and go on to the bit.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly RenderSettings Settings = SettingsResolver.Resolve([]).Settings! with
    {
        ContentLayers = [new LayerWeight("relu2_1", 1)],
        StyleLayers = [new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 1)],
        Margin = 4,
        History = 2,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public CheckpointTests()
    {
        WriteNoise("content.png", 64, 48, 1);
        WriteNoise("style.png", 20, 28, 2);
    }

    private string CheckpointFile => _folder.File("out/.a.png.checkpoint");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(OptimiserKind.Lbfgs, false, 1)]
    [InlineData(OptimiserKind.Adam, false, 3)]
    [InlineData(OptimiserKind.Lbfgs, true, 2)]
    [InlineData(OptimiserKind.Adam, true, 2)]
    public void Stopped_at_any_iteration_a_render_goes_on_to_the_same_bytes(OptimiserKind optimiser, bool isTiled, int threads)
    {
        var plan = Plan(optimiser);
        var memory = isTiled ? LeastMemory(plan) : (long?)null;
        var whole = Run(plan, memory, threads: 2);
        Assert.Equal(isTiled, !whole[^1].StartsWith("1 of ", StringComparison.Ordinal));

        for (var stop = 1; stop <= Steps(plan); stop++)
        {
            Assert.Null(Render(plan, memory, threads: 2, stopAt: stop).Report);
            Assert.True(File.Exists(CheckpointFile));
            var goingOn = new Recorder(_time);
            Assert.Equal(whole, Whole(Render(plan, memory, threads, observer: goingOn)));
            Assert.Equal([stop <= 3 ? $"a.png goes on after iteration {stop} of 3 at level 1 of 2." : $"a.png goes on after iteration {stop - 3} of 4 at level 2 of 2."], goingOn.Notices.Where(notice => !notice.Contains("windows", StringComparison.Ordinal) && !notice.Contains("remembers", StringComparison.Ordinal)));
            Assert.Equal(Steps(plan) - stop, goingOn.Iterations);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("out")));
        }
    }

    [Theory]
    [InlineData(OptimiserKind.Lbfgs)]
    [InlineData(OptimiserKind.Adam)]
    public void Stopped_after_every_iteration_a_render_still_ends_with_the_same_bytes(OptimiserKind optimiser)
    {
        var plan = Plan(optimiser);
        var whole = Run(plan, memory: null, threads: 1);
        for (var step = 1; step <= Steps(plan); step++)
        {
            Assert.Null(Render(plan, memory: null, threads: 1 + (step % 2), stopAt: 1).Report);
        }

        Assert.Equal(whole, Whole(Render(plan, memory: null, threads: 1)));
    }

    [Fact]
    public void A_checkpoint_that_does_not_serve_is_told_and_the_render_begins_anew()
    {
        var plan = Plan(OptimiserKind.Lbfgs);
        var whole = Run(plan, memory: null, threads: 1);
        var kept = Kept(plan);
        var other = Kept(plan with { Settings = plan.Settings with { Seed = 1, Noise = 0.1 } });
        foreach (var (bytes, problem) in ((byte[], string)[])
        [
            ([], "is no checkpoint of this form"),
            ("a letter to a friend"u8.ToArray(), "is no checkpoint of this form"),
            (kept[..^1], "is damaged"),
            (kept[..(kept.Length / 2)], "is damaged"),
            ([.. kept[..100], (byte)(kept[100] + 1), .. kept[101..]], "is damaged"),
            ([.. kept[..^40], (byte)(kept[^40] + 1), .. kept[^39..]], "is damaged"),
            (new byte[kept.Length + 30_000_000], "is no checkpoint of this form"),
            (other, "is of other pictures, weights or settings"),
        ])
        {
            Directory.CreateDirectory(_folder.File("out"));
            File.WriteAllBytes(CheckpointFile, bytes);
            var observer = new Recorder(_time);
            Assert.Equal(whole, Whole(Render(plan, memory: null, threads: 1, observer: observer)));
            Assert.Equal([$"The checkpoint {CheckpointFile} {problem}: a.png is begun anew."], observer.Notices);
            Assert.Equal(Steps(plan), observer.Iterations);
        }
    }

    [Fact]
    public void A_state_whose_own_numbers_are_impossible_is_damaged_even_where_its_sum_is_right()
    {
        var plan = Plan(OptimiserKind.Adam);
        var whole = Run(plan, memory: null, threads: 1);
        StyleForge.Engine.Running.CheckpointFile.Write(CheckpointFile, OriginOf(Kept(plan)), state =>
        {
            var (elapsed, count) = (0L, 2);
            state.Exchange(ref elapsed);
            state.Exchange(ref count);
        });

        var observer = new Recorder(_time);
        Assert.Equal(whole, Whole(Render(plan, memory: null, threads: 1, observer: observer)));
        Assert.Equal([$"The checkpoint {CheckpointFile} is damaged: a.png is begun anew."], observer.Notices);
    }

    [Fact]
    public void Other_windows_make_the_render_begin_anew()
    {
        var plan = Plan(OptimiserKind.Adam);
        Assert.Null(Render(plan, LeastMemory(plan), threads: 1, stopAt: 5).Report);

        var observer = new Recorder(_time);
        Assert.Equal(Run(plan, memory: null, threads: 1), Whole(Render(plan, memory: null, threads: 1, observer: observer)));
        Assert.Contains("decide: a.png is begun anew.", Assert.Single(observer.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_kept_is_told_once_and_stops_nothing()
    {
        var plan = Plan(OptimiserKind.Adam);
        var whole = Run(plan, memory: null, threads: 1);
        Directory.CreateDirectory(CheckpointFile);

        var observer = new Recorder(_time);
        Assert.Equal(whole, Whole(Render(plan, memory: null, threads: 1, observer: observer)));
        Assert.Equal(
            [
                $"The checkpoint {CheckpointFile} is a folder, but must be a file: name a file in it: a.png is begun anew.",
                $"{CheckpointFile} is a folder: name a file to write: if a.png is interrupted, it goes on from an earlier state or begins anew.",
            ],
            observer.Notices);
        Assert.True(Directory.Exists(CheckpointFile));
    }

    [Fact]
    public void A_render_that_fails_for_good_leaves_no_checkpoint_and_one_whose_disk_refuses_the_picture_does()
    {
        var still = Plan(OptimiserKind.Adam) with { Levels = [new LevelPlan(20, 16, 12)], Settings = Settings with { Optimiser = OptimiserKind.Adam, LearningRate = 1e-30 } };
        Assert.Contains("is where it began", Render(still, memory: null, threads: 1).Failure, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("out")));

        var plan = Plan(OptimiserKind.Adam);
        var whole = Run(plan, memory: null, threads: 1);
        Directory.CreateDirectory(plan.OutputPath);
        Assert.NotNull(Render(plan, memory: null, threads: 1).Failure);
        Assert.True(File.Exists(CheckpointFile));

        Directory.Delete(plan.OutputPath);
        var observer = new Recorder(_time);
        Assert.Equal(whole, Whole(Render(plan, memory: null, threads: 1, observer: observer)));
        Assert.Equal((0, "a.png goes on after iteration 4 of 4 at level 2 of 2."), (observer.Iterations, Assert.Single(observer.Notices)));
    }

    [Fact]
    public void A_plan_that_was_begun_with_fewer_iterations_is_known_by_its_checkpoint()
    {
        var plan = Plan(OptimiserKind.Adam);
        var shorter = AllottedIterations.Scale(plan, 0.5);
        var whole = Run(shorter, memory: null, threads: 1);
        Assert.Null(Render(shorter, memory: null, threads: 1, stopAt: 3).Report);
        using var weights = new StyleForge.Engine.Features.FeatureWeights(_ => null);
        var pictures = new FinishedPictures(ImageCodecs.Default, weights);

        var kept = AllottedIterations.Kept(plan, CheckpointFile, pictures.HashOf);
        Assert.Equal(shorter.Levels, kept!.Levels);
        Assert.Null(AllottedIterations.Kept(plan with { Settings = plan.Settings with { Seed = 5 } }, CheckpointFile, pictures.HashOf));
        Assert.Null(AllottedIterations.Kept(plan, _folder.File("content.png"), pictures.HashOf));
        Assert.Null(AllottedIterations.Kept(plan, _folder.File("none"), pictures.HashOf));
        Assert.Equal(whole, Whole(Render(kept, memory: null, threads: 1)));
    }

    [Fact]
    public void A_picture_that_is_tried_again_goes_on_from_its_last_iteration()
    {
        var plan = Plan(OptimiserKind.Adam);
        var whole = Run(plan, memory: null, threads: 1);
        Directory.CreateDirectory(plan.OutputPath);
        var observer = new Recorder(_time);
        var options = new RunOptions(Threads: 1)
        {
            CheckpointOf = asked => asked.CheckpointPath,
            FirstCheckpoint = TimeSpan.Zero,
            Persist = (render, tell, _) =>
            {
                Assert.Throws<ImageFileException>(render);
                Directory.Delete(plan.OutputPath);
                tell("Again.");
                return render();
            },
        };

        Assert.Equal(whole, Whole(Assert.Single(new BatchRunner(options, observer, _time).Run([plan], CancellationToken.None))));
        Assert.Equal(["Again.", "a.png goes on after iteration 4 of 4 at level 2 of 2."], observer.Notices);
        Assert.Equal(Steps(plan), observer.Iterations);
    }

    [Fact]
    public void A_batch_renders_what_it_is_allotted_and_leaves_what_it_is_not()
    {
        var (plan, left) = (Plan(OptimiserKind.Adam), Plan(OptimiserKind.Adam) with { Name = "b", OutputPath = _folder.File("out/b.png") });
        var observer = new Recorder(_time);
        var options = new RunOptions(Threads: 1) { Allot = asked => asked == left ? null : AllottedIterations.Scale(asked, 0.5) };

        var outcomes = new BatchRunner(options, observer, _time).Run([plan, left], CancellationToken.None);

        Assert.Equal([2, 2], outcomes[0].Report!.Plan.Levels.Select(level => level.Iterations));
        Assert.Equal((left, null, null), (outcomes[1].Plan, outcomes[1].Report, outcomes[1].Failure));
        Assert.Equal((4, "a.png has 4 of its 7 iterations."), (observer.Iterations, Assert.Single(observer.Notices)));
    }

    [Fact]
    public void The_first_checkpoint_waits_until_it_is_worth_its_file()
    {
        var plan = Plan(OptimiserKind.Adam);
        Assert.Null(Render(plan, memory: null, threads: 1, stopAt: 5, first: TimeSpan.FromSeconds(5)).Report);
        Assert.False(File.Exists(CheckpointFile));

        Assert.Null(Render(plan, memory: null, threads: 1, stopAt: 6, first: TimeSpan.FromSeconds(5)).Report);
        Assert.True(File.Exists(CheckpointFile));
    }

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.05)]
    [InlineData(3)]
    public void Checkpoints_take_less_than_two_parts_of_a_hundred_of_the_time(double seconds)
    {
        var plan = Plan(OptimiserKind.Adam) with { Levels = [new LevelPlan(4, 4, 1_000_000)] };
        var origin = new CheckpointOrigin("", "", "", 0, "", "");
        using var optimiser = new SlowToWrite(_time, TimeSpan.FromSeconds(seconds));
        var level = new LevelState(new float[48], 1_000_000, 1, optimiser);
        var options = new RunOptions { CheckpointOf = _ => CheckpointFile, FirstCheckpoint = TimeSpan.FromSeconds(5) };
        using var checkpoint = new Checkpoint(plan, origin, [new LevelMemory(1, 4, 4, 0, 0, 0)], options, new Progress(plan, _time), new Recorder(_time), _time);
        var begun = _time.GetTimestamp();
        for (var written = 0; written < 30;)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            if (checkpoint.IsDue)
            {
                checkpoint.Keep(level);
                written++;
            }
        }

        // The rule speaks of what comes after a checkpoint, so that the last one is not counted.
        var share = 29 * seconds / (_time.GetElapsedTime(begun).TotalSeconds - seconds);
        Assert.InRange(share, 0, 0.02);
        Assert.True(_time.GetElapsedTime(begun).TotalSeconds < 5.2 + (29 * Math.Max(1.2, 51.1 * seconds)), "Checkpoints are rarer than they need to be.");
    }

    [Fact]
    public void A_preview_is_shown_the_picture_without_its_margin_when_it_asks()
    {
        var plan = Plan(OptimiserKind.Adam);
        var preview = new EverySecond();
        new BatchRunner(new RunOptions(Threads: 1) { Preview = preview }, new Recorder(_time), _time).Run([plan], CancellationToken.None);

        Assert.Equal(Steps(plan), preview.Asked);
        Assert.Equal([(20, 16), (64, 48), (64, 48)], preview.Shown);
    }

    [Fact]
    public void The_time_left_of_a_batch_does_not_count_what_an_earlier_process_did()
    {
        var plans = new[] { Plan(OptimiserKind.Adam), Plan(OptimiserKind.Adam) with { Name = "b" } };
        var progress = new BatchProgress(plans, _time);
        progress.Resume(plans[0], 0.5);
        _time.Advance(TimeSpan.FromSeconds(10));

        // Half of one in ten seconds: what is left is the other one.
        Assert.Equal(20, progress.Advance(plans[0], 1)!.Value.Remaining.TotalSeconds, tolerance: 1e-6);
    }

    private static int Steps(RenderPlan plan) => plan.Levels.Sum(level => level.Iterations);

    private static CheckpointOrigin OriginOf(byte[] kept)
    {
        using var state = StateExchange.From(new MemoryStream(kept["StyleForge checkpoint 1\n".Length..]));
        return CheckpointOrigin.Exchange(state);
    }

    private byte[] Kept(RenderPlan plan)
    {
        Assert.Null(Render(plan, memory: null, threads: 1, stopAt: 5).Report);
        var bytes = File.ReadAllBytes(CheckpointFile);
        File.Delete(CheckpointFile);
        return bytes;
    }

    private RenderPlan Plan(OptimiserKind optimiser) => new()
    {
        Name = "a",
        ContentPath = _folder.File("content.png"),
        Styles = [new StylePlan(_folder.File("style.png"), 1, 1, null)],
        OutputPath = _folder.File("out/a.png"),
        Levels = [new LevelPlan(20, 16, 3), new LevelPlan(64, 48, 4)],
        Settings = Settings with { Optimiser = optimiser, LearningRate = optimiser == OptimiserKind.Adam ? 0.02 : 1 },
    };

    // The least that two threads can do with, in steps of a fiftieth.
    private static long LeastMemory(RenderPlan plan)
    {
        for (var memory = 4_000_000L; ; memory += memory / 50)
        {
            var options = new RunOptions(Threads: 2, memory);
            using var preview = new MemoryPreview(options, MachineShare.Deal(options, [plan])[0], path => ImageCodecs.Default.ReadHeader(path, ImageLimits.Default));
            try
            {
                preview.Of(plan);
                return memory;
            }
            catch (MemoryLimitException)
            {
                // A little more, then.
            }
        }
    }

    // Undisturbed, and without a checkpoint.
    private string[] Run(RenderPlan plan, long? memory, int threads)
    {
        var outcome = new BatchRunner(new RunOptions(threads, memory), new Recorder(_time), _time).Run([plan], CancellationToken.None);
        return Whole(Assert.Single(outcome));
    }

    private BatchOutcome Render(RenderPlan plan, long? memory, int threads, int stopAt = int.MaxValue, Recorder? observer = null, TimeSpan first = default)
    {
        using var stop = new CancellationTokenSource();
        observer ??= new Recorder(_time);
        observer.AtIteration = number =>
        {
            if (number == stopAt)
            {
                stop.Cancel();
            }
        };
        var options = new RunOptions(threads, memory) { CheckpointOf = plan => plan.CheckpointPath, FirstCheckpoint = first };
        return Assert.Single(new BatchRunner(options, observer, _time).Run([plan], stop.Token));
    }

    // The picture to the byte, and what its report tells beside the clock and the threads.
    private static string[] Whole(BatchOutcome outcome)
    {
        Assert.Null(outcome.Failure);
        var report = outcome.Report!;
        var bytes = File.ReadAllBytes(outcome.Plan.OutputPath);
        File.Delete(outcome.Plan.OutputPath);
        File.Delete(outcome.Plan.SidecarPath);
        return
        [
            Convert.ToHexString(SHA256.HashData(bytes)),
            .. report.Values.Select(values => string.Join(' ', values)),
            .. report.FinalParts.Select(part => $"{part.Name} {part.Value:R}"),
            .. report.Memory.Select(level => $"{level.Windows} of {level.WindowWidth}×{level.WindowHeight}, {level.History}"),
        ];
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

    /// <summary>Notes what is said; more than a second goes by in every iteration, so that a checkpoint is due.</summary>
    private sealed class Recorder(ManualTime time) : IRenderObserver
    {
        public List<string> Notices { get; } = [];

        public int Iterations { get; private set; }

        public Action<int>? AtIteration { get; set; }

        public void Observe(RenderEvent happened)
        {
            if (happened is JobNotice notice)
            {
                Notices.Add(notice.Message);
            }
        }

        public void Observe(in IterationDone done)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Iterations++;
            AtIteration?.Invoke(Iterations);
        }
    }

    private sealed class EverySecond : IPreview
    {
        public int Asked { get; private set; }

        public List<(int Width, int Height)> Shown { get; } = [];

        public bool IsDue(RenderPlan plan) => ++Asked % 2 == 0;

        public void Show(RenderPlan plan, Picture picture) => Shown.Add((picture.Width, picture.Height));
    }

    /// <summary>An optimiser whose state takes its time to write.</summary>
    private sealed class SlowToWrite(ManualTime time, TimeSpan duration) : IOptimiser<float>
    {
        public string Name => "slow";

        public double Step(IObjective<float> objective, Span<float> picture, Span<double> parts) => 0;

        public void Exchange(StateExchange state) => time.Advance(duration);

        public void Dispose()
        {
        }
    }
}
