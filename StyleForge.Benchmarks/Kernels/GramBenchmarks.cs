using BenchmarkDotNet.Attributes;
using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>
/// The Gram matrices that a style is made of, and their derivative, in the blocked layout on one thread: VGG-19 at 512 × 512,
/// and a quarter of its channels, each beside the scalar reference.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public unsafe class GramBenchmarks : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private Tensor<float> _source = null!;
    private Tensor<float> _sourceGradient = null!;
    private Tensor<float> _gram = null!;
    private Tensor<float> _error = null!;
    private FeatureMap<float> _features;
    private FeatureMap<float> _gradient;
    private FeatureWindow _window;

    public static IEnumerable<LayerShape> Layers =>
        from part in (int[])[1, 4]
        from layer in ((string Name, int Channels, int Extent)[])[("relu1_1", 64, 512), ("relu2_1", 128, 256), ("relu3_1", 256, 128), ("relu4_1", 512, 64), ("relu5_1", 512, 32)]
        select new LayerShape(part == 1 ? layer.Name : $"{layer.Name}/{part}", layer.Channels / part, layer.Channels / part, layer.Extent, Kernel: 1, Stride: 1);

    [ParamsSource(nameof(Layers))]
    public LayerShape Layer { get; set; } = null!;

    [GlobalSetup]
    public void Prepare()
    {
        Shape shape = [1, Layer.SourceChannels, Layer.Extent, Layer.Extent];
        const int Lanes = FeatureMap<float>.BlockLanes;
        _source = RandomTensor.Make([Layer.SourceChannels / Lanes, shape.Positions, Lanes]);
        _sourceGradient = RandomTensor.Make(_source.Shape);
        _gram = RandomTensor.Make([Layer.SourceChannels, Layer.SourceChannels]);
        _error = new Tensor<float>(_gram.Shape);
        _features = new FeatureMap<float>(shape, Lanes, _source.Pointer, (long)shape.Positions * Lanes);
        _gradient = new FeatureMap<float>(shape, Lanes, _sourceGradient.Pointer, (long)shape.Positions * Lanes);
        _window = FeatureWindow.Whole(shape);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _source.Dispose();
        _sourceGradient.Dispose();
        _gram.Dispose();
        _error.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Forward")]
    public void ForwardScalar() => GramReference.Accumulate(_features, _window, null, _gram);

    [Benchmark, BenchmarkCategory("Forward")]
    public void Forward() => GramMatrix.Accumulate(_features, _window, null, _gram, _workers, _pool);

    [Benchmark(Baseline = true), BenchmarkCategory("Gradient")]
    public void GradientScalar() => GramReference.AddGradient(_error, _features, _window, null, 1, _gradient);

    [Benchmark, BenchmarkCategory("Gradient")]
    public void Gradient() => GramMatrix.AddGradient(_error, _features, _window, null, 1, _gradient, _workers, _pool);
}
