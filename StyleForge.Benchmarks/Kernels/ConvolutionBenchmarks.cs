using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>
/// Convolutions of other networks than VGG on one thread, all passes, each beside its scalar reference. VGG's own layers
/// are joined in blocked kernels, which <c>styleforge bench</c> measures.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public class ConvolutionBenchmarks : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private Tensor<float> _source = null!;
    private Tensor<float> _destination = null!;
    private Tensor<float> _weights = null!;
    private Tensor<float> _weightsGradient = null!;
    private ConvolutionKernel<float> _kernel = null!;
    private ConvolutionKernel<float> _reference = null!;

    public static IEnumerable<LayerShape> Layers => LayerShape.Read("resnet50.txt");

    [ParamsSource(nameof(Layers))]
    public LayerShape Layer { get; set; } = null!;

    [GlobalSetup]
    public void Prepare()
    {
        ConvolutionGeometry geometry = new(Layer.SourceChannels, Layer.DestinationChannels, [Layer.Window, Layer.Window]);
        Shape shape = [1, Layer.SourceChannels, Layer.Extent, Layer.Extent];
        _source = RandomTensor.Make(shape);
        _weights = RandomTensor.Make(geometry.WeightsShape);
        _weightsGradient = new Tensor<float>(geometry.WeightsShape);
        _destination = RandomTensor.Make(geometry.DestinationShape(shape));
        _kernel = ConvolutionPaths.Prepare(geometry, shape, _weights, null, _workers, _pool);
        _reference = new ReferenceConvolution<float>(new(geometry, shape), _weights, null);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _kernel.Dispose();
        _reference.Dispose();
        _source.Dispose();
        _destination.Dispose();
        _weights.Dispose();
        _weightsGradient.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Forward")]
    public void ForwardScalar() => _reference.Forward(_source, _destination);

    [Benchmark, BenchmarkCategory("Forward")]
    public void Forward() => _kernel.Forward(_source, _destination);

    [Benchmark(Baseline = true), BenchmarkCategory("BySource")]
    public void BackwardSourceScalar() => _reference.BackwardSource(_destination, _source);

    [Benchmark, BenchmarkCategory("BySource")]
    public void BackwardSource() => _kernel.BackwardSource(_destination, _source);

    [Benchmark(Baseline = true), BenchmarkCategory("ByWeights")]
    public void BackwardWeightsScalar() => _reference.BackwardParameters(_source, _destination, _weightsGradient, null);

    [Benchmark, BenchmarkCategory("ByWeights")]
    public void BackwardWeights() => _kernel.BackwardParameters(_source, _destination, _weightsGradient, null);
}
