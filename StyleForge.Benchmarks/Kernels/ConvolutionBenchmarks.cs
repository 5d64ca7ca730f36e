using BenchmarkDotNet.Attributes;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Kernels;

/// <summary>The layers of VGG-19 on one thread, all passes.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ConvolutionBenchmarks : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private Tensor<float> _source = null!;
    private Tensor<float> _destination = null!;
    private Tensor<float> _weights = null!;
    private Tensor<float> _weightsGradient = null!;
    private ConvolutionKernel<float> _kernel = null!;

    public static IEnumerable<LayerShape> Layers => LayerShape.Read("vgg19.txt");

    [ParamsSource(nameof(Layers))]
    public LayerShape Layer { get; set; } = null!;

    [GlobalSetup]
    public void Prepare()
    {
        ConvolutionGeometry geometry = new(Layer.SourceChannels, Layer.DestinationChannels, [Window.Same(3), Window.Same(3)]);
        Shape shape = [1, Layer.SourceChannels, Layer.Extent, Layer.Extent];
        _source = RandomTensor.Make(shape);
        _weights = RandomTensor.Make(geometry.WeightsShape);
        _weightsGradient = new Tensor<float>(geometry.WeightsShape);
        _destination = RandomTensor.Make(geometry.DestinationShape(shape));
        _kernel = ConvolutionPaths.Prepare(geometry, shape, _weights, null, _workers, _pool);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _kernel.Dispose();
        _source.Dispose();
        _destination.Dispose();
        _weights.Dispose();
        _weightsGradient.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Forward() => _kernel.Forward(_source, _destination);

    [Benchmark]
    public void BackwardSource() => _kernel.BackwardSource(_destination, _source);

    [Benchmark]
    public void BackwardWeights() => _kernel.BackwardParameters(_source, _destination, _weightsGradient, null);
}
