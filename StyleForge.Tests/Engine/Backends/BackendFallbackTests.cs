using StyleForge.Engine.Backends;
using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Models.Fitting;
using StyleForge.Models.Tensors;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Backends;

/// <summary>A backend of little memory, or one that fails, before the managed one.</summary>
public sealed class BackendFallbackTests : IDisposable
{
    private const string Refusal = "small:0 has too little memory for 32×24: lower size.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("open")]
    [InlineData("plan")]
    [InlineData("make")]
    [InlineData("evaluate")]
    public void Where_the_device_has_too_little_memory_the_processor_makes_the_same_picture_and_says_so(string where)
    {
        var events = new List<RenderEvent>();
        var (alone, expected) = Run(BackendCatalogue.All, BackendCatalogue.Auto, []);
        var (outcome, bytes) = Run(With(where), BackendCatalogue.Auto, events);

        Assert.Equal("managed (cpu)", outcome.Report!.Backend);
        Assert.Equal(alone.Report!.FinalParts, outcome.Report.FinalParts);
        Assert.Equal(expected, bytes);
        Assert.Equal($"{Refusal} The picture is made on managed (cpu) instead.", Assert.Single(events.OfType<JobNotice>()).Message);
    }

    [Fact]
    public void Where_the_device_fails_otherwise_the_processor_makes_the_picture_and_says_so()
    {
        var events = new List<RenderEvent>();
        var broken = new BackendException("small:0 failed: take the device cpu.");

        Assert.Equal("managed (cpu)", Run(With("evaluate", broken), BackendCatalogue.Auto, events).Outcome.Report!.Backend);
        Assert.Equal($"{broken.Message} The picture is made on managed (cpu) instead.", Assert.Single(events.OfType<JobNotice>()).Message);
        Assert.Equal(broken.Message, Run(With("evaluate", broken), "small:0", []).Outcome.Failure);
    }

    [Fact]
    public void A_device_that_was_asked_for_is_not_replaced()
    {
        var (outcome, bytes) = Run(With("make"), "small:0", []);

        Assert.Equal(Refusal, outcome.Failure);
        Assert.Null(bytes);
    }

    [Fact]
    public void Devices_are_dealt_to_the_shares_in_turn_and_each_is_opened_once()
    {
        var opened = new List<string>();
        BackendEntry entry = new(word => word is "small" or BackendCatalogue.Auto ? ["small:0", "small:1"] : [], device =>
        {
            opened.Add(device);
            return new SmallBackend(device, "make");
        });
        using var open = new OpenBackends([entry, .. BackendCatalogue.All]);
        string[] Names(string word, int share) => [.. open.For(word, share).Select(backend => backend.Name)];

        Assert.Equal([["small:0"], ["small:1"], ["small:0"]], Enumerable.Range(0, 3).Select(share => Names("small", share)));
        Assert.Equal(["small:1", "managed (cpu)"], Names(BackendCatalogue.Auto, 1));
        Assert.Equal(["managed (cpu)"], Names(BackendCatalogue.Processor, 1));
        Assert.Equal(["small:0", "small:1"], opened);
        Assert.StartsWith("There is no device 'abacus' on this machine", Assert.Throws<ArgumentException>(() => open.For("abacus", 0)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<BackendEntry> With(string where, BackendException? failure = null) =>
        [new(word => word is "small:0" or BackendCatalogue.Auto ? ["small:0"] : [], device => new SmallBackend(device, where, failure)), .. BackendCatalogue.All];

    private (BatchOutcome Outcome, byte[]? Bytes) Run(IReadOnlyList<BackendEntry> backends, string device, List<RenderEvent> events)
    {
        foreach (var (name, seed) in new[] { ("content.png", 1UL), ("style.png", 2UL) })
        {
            var image = new ImageData(32, 24, PixelFormat.Rgb, 8);
            var noise = new SplitMix64(seed);
            for (var i = 0; i < image.Samples.Length; i++)
            {
                image.Samples[i] = (byte)noise.Next();
            }

            ImageCodecs.Default.Write(_folder.File(name), image);
        }

        var plan = new RenderPlan
        {
            Name = "picture",
            ContentPath = _folder.File("content.png"),
            Styles = [new StylePlan(_folder.File("style.png"), 1, 1, null)],
            OutputPath = _folder.File("picture.png"),
            Levels = [new LevelPlan(32, 24, 3)],
            Settings = SettingsResolver.Resolve([]).Settings! with { ContentLayers = [new LayerWeight("relu2_2", 1)], StyleLayers = [new LayerWeight("relu1_1", 1)], Device = device },
        };
        File.Delete(plan.OutputPath);
        var outcome = new BatchRunner(new RunOptions(Threads: 1) { Backends = backends }, new Recorder(events), TimeProvider.System).Run([plan], CancellationToken.None)[0];
        return (outcome, File.Exists(plan.OutputPath) ? File.ReadAllBytes(plan.OutputPath) : null);
    }

    private sealed class Recorder(List<RenderEvent> events) : IRenderObserver
    {
        public void Observe(RenderEvent happened) => events.Add(happened);

        public void Observe(in IterationDone done)
        {
        }
    }

    /// <summary>The managed engine, but that memory ends at one place: at the second evaluation where that is it.</summary>
    private sealed class SmallBackend(string name, string where, BackendException? failure = null) : IBackend, IFeatures, ILevel, IObjective<float>
    {
        private readonly ManagedBackend _backend = new();
        private IFeatures? _features;
        private ILevel? _level;
        private IObjective<float>? _objective;
        private int _evaluations;

        public string Name => name;

        public long WeightBytes => _features!.WeightBytes;

        public LevelCost Cost => _level!.Cost;

        public int Length => _objective!.Length;

        public IReadOnlyList<string> PartNames => _objective!.PartNames;

        public IFeatures Open(NetworkWeights<float> weights, ObjectiveDescription wanted, HostShare host)
        {
            _features = _backend.Open(weights, wanted, host);
            return EndAt("open");
        }

        public ILevel Plan(LevelSizes sizes, long memory)
        {
            _level = _features!.Plan(sizes, memory);
            return EndAt("plan");
        }

        public IObjective<float> Make(LevelPictures pictures, TensorPool pool, CancellationToken cancellation)
        {
            EndAt("make");
            _objective = _level!.Make(pictures, pool, cancellation);
            return this;
        }

        public double Evaluate(ReadOnlySpan<float> picture, Span<float> gradient, Span<double> parts) =>
            (++_evaluations < 2 ? this : EndAt("evaluate"))._objective!.Evaluate(picture, gradient, parts);

        public void Dispose()
        {
            _objective?.Dispose();
            _objective = null;
        }

        private SmallBackend EndAt(string place) => place == where ? throw failure ?? new BackendMemoryException(Refusal) : this;
    }
}
