using BenchmarkDotNet.Attributes;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>Convolutions of 64³ voxels with few channels on one thread, forward: the kernel for few channels beside the matrix product.</summary>
[ShortRunJob]
public class FewChannelsBenchmarks : IDisposable
{
    private const int Extent = 64;

    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private Tensor<float> _source = null!;
    private Tensor<float> _destination = null!;
    private Tensor<float> _weights = null!;
    private GemmConvolution _product = null!;
    private DirectConvolution _direct = null!;

    public static IEnumerable<FewChannelsShape> Layers => [new(3, 5, 5, 1), new(3, 11, 11, 1), new(3, 11, 11, 8), new(3, 20, 20, 1), new(3, 20, 20, 16), new(1, 11, 3, 1)];

    [ParamsSource(nameof(Layers))]
    public FewChannelsShape Layer { get; set; } = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var window = Window.Same(Layer.Kernel, dilation: Layer.Dilation);
        ConvolutionGeometry geometry = new(Layer.SourceChannels, Layer.DestinationChannels, [window, window, window]);
        Shape shape = [1, Layer.SourceChannels, Extent, Extent, Extent];
        _source = RandomTensor.Make(shape);
        _weights = RandomTensor.Make(geometry.WeightsShape);
        _destination = new Tensor<float>(geometry.DestinationShape(shape));
        ConvolutionExtents extents = new(geometry, shape);
        _product = new GemmConvolution(extents, _weights, null, _workers, _pool);
        _direct = new DirectConvolution(extents, _weights, null, _workers, _pool);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _direct.Dispose();
        _product.Dispose();
        _source.Dispose();
        _destination.Dispose();
        _weights.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void MatrixProduct() => _product.Forward(_source, _destination);

    [Benchmark]
    public void Direct() => _direct.Forward(_source, _destination);
}
