using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Tests.Host;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Running;

public sealed class LevelRendererTests
{
    private const int Width = 52;
    private const int Height = 40;
    private const int Iterations = 20;

    // The first iterations meet work for the first time, and fill the memory of L-BFGS.
    private const int WarmUp = 12;

    [Theory]
    [InlineData(OptimiserKind.Lbfgs, 1)]
    [InlineData(OptimiserKind.Adam, 1)]
    [InlineData(OptimiserKind.Lbfgs, 3)]
    public void The_iteration_loop_allocates_nothing_however_closely_it_is_watched(OptimiserKind optimiser, int threads)
    {
        using var weights = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, seed: 1));
        using var workers = new WorkerPool(threads);
        var sample = Samples.Plan(Path.GetTempPath());
        var plan = sample with
        {
            Levels = [new LevelPlan(Width, Height, Iterations)],
            Settings = sample.Settings with { Optimiser = optimiser, LearningRate = optimiser == OptimiserKind.Adam ? 0.02 : 1 },
        };
        var observer = new Watching();
        using var backend = new ManagedBackend();
        using var features = backend.Open(weights, ObjectiveDescription.Of(plan.Settings), new HostShare(workers));
        var progress = new Progress(plan, TimeProvider.System);
        var options = new RunOptions { CheckpointOf = _ => Path.Combine(Path.GetTempPath(), "never-written.checkpoint") };
        using var checkpoint = new Checkpoint(plan, new CheckpointOrigin("", "", "", 0, "", ""), [], options, progress, observer, TimeProvider.System);
        var renderer = new LevelRenderer(plan, workers, new SerialObserver(observer, [plan, sample], TimeProvider.System), progress, checkpoint, preview: null);

        var memory = new LevelMemory(1, Width, Height, plan.Settings.History, TensorBytes: 0, Bytes: 0);
        var planned = new PlannedLevel(features.Plan(new LevelSizes(Width, Height, [(Width, Height, IsMasked: false)]), long.MaxValue), memory);
        renderer.Render(1, () => new LevelPictures(Noise(1), [new LevelStyle("noise", Noise(2), 1, Mask: null)]), Noise(3), planned, CancellationToken.None);

        Assert.Equal(Iterations, observer.Last.Iteration);
        Assert.True(observer.Allocated[0] > 0, "Nothing was allocated at all, which says that the measure is broken.");
        Assert.Equal(observer.Allocated[WarmUp], observer.Allocated[Iterations - 1]);
    }

    private static Picture Noise(ulong seed)
    {
        var picture = new Picture(Width, Height);
        new SplitMix64(seed).FillNormal(picture.Samples, 0.3);
        return picture;
    }

    /// <summary>Notes after each iteration how much this thread has allocated in its life.</summary>
    private sealed class Watching : IRenderObserver
    {
        public long[] Allocated { get; } = new long[Iterations];

        public IterationDone Last { get; private set; }

        public void Observe(RenderEvent happened)
        {
        }

        public void Observe(in IterationDone done)
        {
            Last = done;
            Allocated[done.Iteration - 1] = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
