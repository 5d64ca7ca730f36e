using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>
/// Winograd's convolution beside the matrix product over columns, on one thread and the layers of VGG-19: the ratios on
/// which <see cref="ConvolutionPaths"/> decides.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public class WinogradBenchmarks : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private Tensor<float> _source = null!;
    private Tensor<float> _destination = null!;
    private Tensor<float> _weights = null!;
    private WinogradConvolution _winograd = null!;
    private GemmConvolution _gemm = null!;

    public static IEnumerable<LayerShape> Layers => LayerShape.Read("vgg19.txt");

    [ParamsSource(nameof(Layers))]
    public LayerShape Layer { get; set; } = null!;

    [GlobalSetup]
    public void Prepare()
    {
        ConvolutionGeometry geometry = new(Layer.SourceChannels, Layer.DestinationChannels, [Window.Same(3), Window.Same(3)]);
        Shape shape = [1, Layer.SourceChannels, Layer.Extent, Layer.Extent];
        ConvolutionExtents extents = new(geometry, shape);
        _source = RandomTensor.Make(shape);
        _weights = RandomTensor.Make(geometry.WeightsShape);
        _destination = RandomTensor.Make(geometry.DestinationShape(shape));
        _winograd = new WinogradConvolution(extents, _weights, null, _workers, _pool);
        _gemm = new GemmConvolution(extents, _weights, null, _workers, _pool);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _winograd.Dispose();
        _gemm.Dispose();
        _source.Dispose();
        _destination.Dispose();
        _weights.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Forward")]
    public void ForwardGemm() => _gemm.Forward(_source, _destination);

    [Benchmark, BenchmarkCategory("Forward")]
    public void Forward() => _winograd.Forward(_source, _destination);

    [Benchmark(Baseline = true), BenchmarkCategory("BySource")]
    public void BackwardSourceGemm() => _gemm.BackwardSource(_destination, _source);

    [Benchmark, BenchmarkCategory("BySource")]
    public void BackwardSource() => _winograd.BackwardSource(_destination, _source);
}
