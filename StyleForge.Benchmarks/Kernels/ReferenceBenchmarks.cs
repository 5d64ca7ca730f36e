using BenchmarkDotNet.Attributes;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Activation;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.FullyConnected;
using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>
/// Each fast kernel beside its scalar reference, on one thread and on tensors small enough for the reference: the ratio
/// is what a fast path earns.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public unsafe class ReferenceBenchmarks : IDisposable
{
    private const int Channels = 32;
    private const int Extent = 64;
    private const int Rows = 1024;
    private static readonly Shape Source = [1, Channels, Extent, Extent];

    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private readonly ConvolutionGeometry _geometry = new(Channels, Channels, [Window.Same(3), Window.Same(3)]);
    private readonly PoolingExtents _halving = new([new(2, 2), new(2, 2)], ceiling: false, Source);
    private readonly Tensor<float> _source = RandomTensor.Make(Source);
    private readonly Tensor<float> _destination = RandomTensor.Make(Source);
    private readonly Tensor<float> _gram = RandomTensor.Make([Channels, Channels]);
    private readonly Tensor<float> _matrix = RandomTensor.Make([Rows, Rows]);
    private readonly Tensor<float> _row = RandomTensor.Make([1, Rows]);
    private readonly Tensor<float> _product = RandomTensor.Make([1, Rows]);
    private readonly int[] _saved = new int[Channels * Extent * Extent / 4];
    private Tensor<float> _weights = null!;
    private ConvolutionKernel<float> _fast = null!;
    private ConvolutionKernel<float> _reference = null!;
    private PoolingKernel<float> _pooling = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _weights = RandomTensor.Make(_geometry.WeightsShape);
        _fast = ConvolutionPaths.Prepare(_geometry, Source, _weights, null, _workers, _pool);
        _reference = new ReferenceConvolution<float>(new(_geometry, Source), _weights, null);
        _pooling = new PoolingKernel<float>(PoolingKind.Maximum, _halving, _workers, _pool);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _fast.Dispose();
        _reference.Dispose();
        _pooling.Dispose();
        _weights.Dispose();
        _source.Dispose();
        _destination.Dispose();
        _gram.Dispose();
        _matrix.Dispose();
        _row.Dispose();
        _product.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Convolution")]
    public void ConvolutionScalar() => _reference.Forward(_source, _destination);

    [Benchmark, BenchmarkCategory("Convolution")]
    public void Convolution() => _fast.Forward(_source, _destination);

    [Benchmark(Baseline = true), BenchmarkCategory("Gram")]
    public void GramScalar() => GramReference.Accumulate(FeatureMap<float>.Of(_source), FeatureWindow.Whole(_source.Shape), null, _gram);

    [Benchmark, BenchmarkCategory("Gram")]
    public void Gram() => GramMatrix.Accumulate(FeatureMap<float>.Of(_source), FeatureWindow.Whole(_source.Shape), null, _gram, _workers, _pool);

    [Benchmark(Baseline = true), BenchmarkCategory("FullyConnected")]
    public void FullyConnectedScalar() => FullyConnectedReference.Forward<float>(_row.Span, _matrix.Span, [], _product.Span);

    [Benchmark, BenchmarkCategory("FullyConnected")]
    public void FullyConnectedVector() => FullyConnected.Forward(_row, _matrix, null, _product, _workers);

    [Benchmark(Baseline = true), BenchmarkCategory("ReLU")]
    public void ReluScalar() => ReluReference.Forward<float>(_source.Span, _destination.Span);

    [Benchmark, BenchmarkCategory("ReLU")]
    public void ReluVector() => Relu.Forward(_source, _destination, _workers);

    [Benchmark(Baseline = true), BenchmarkCategory("Pooling")]
    public void PoolingScalar()
    {
        fixed (int* saved = _saved)
        {
            for (var plane = 0; plane < _halving.Planes; plane++)
            {
                var start = plane * _halving.DestinationPositions;
                PoolingReference.Maximum(_halving, _source.Pointer + (plane * _halving.SourcePositions), _destination.Pointer + start, saved + start);
            }
        }
    }

    [Benchmark, BenchmarkCategory("Pooling")]
    public void Pooling() => _pooling.Forward(_source, _destination);
}
