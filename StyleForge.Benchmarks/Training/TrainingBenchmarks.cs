using BenchmarkDotNet.Attributes;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;

namespace StyleForge.Benchmarks.Training;

/// <summary>
/// One crop of 128 pixels through forge-vgg to relu5_1 and back to every weight and bias, on one thread: layer by layer, and
/// through the blocked kernels; then a batch of 16 crops on two workers, and what a step costs beside.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
public class TrainingBenchmarks : IDisposable
{
    private const int Crops = 16;
    private static readonly string[] Taps = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"];
    private static readonly Shape Source = [1, 3, 128, 128];

    private readonly WorkerPool _workers = new(2);
    private readonly WorkerPool[] _alone = [new(1), new(1)];
    private readonly TensorPool _pool = new();
    private readonly Echo _gradients = new();
    private Network<float> _network = null!;
    private LayerwiseRun<float> _layerwise = null!;
    private TrainingRun[] _runs = null!;
    private Tensor<float>[] _parameterGradients = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _network = Network<float>.BuildRandom(Vgg.Forge, 7);
        _layerwise = new LayerwiseRun<float>(_network, Source, Taps, _alone[0], _pool, RunPurpose.ParameterGradient);
        Fill(_layerwise.Source);
        _runs = [.. _alone.Select(workers => new TrainingRun(_network, Source, Taps, workers, _pool))];
        Array.ForEach(_runs, run => Fill(run.Source));
        _parameterGradients = [.. Enumerable.Range(0, Crops).Select(_ => new Tensor<float>([_runs[0].Layout.Length]))];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _layerwise.Dispose();
        Array.ForEach(_runs, run => run.Dispose());
        Array.ForEach(_parameterGradients, gradient => gradient.Dispose());
        _network.Dispose();
        _pool.Dispose();
        Array.ForEach(_alone, workers => workers.Dispose());
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Layerwise()
    {
        _layerwise.Forward();
        _layerwise.BackwardParameters(_gradients, _parameterGradients[0]);
    }

    [Benchmark]
    public void Blocked() => Round(_runs[0], _parameterGradients[0], _gradients);

    [Benchmark(OperationsPerInvoke = Crops)]
    public void BlockedBatch() => _workers.Run(new OneCrop(_runs, _parameterGradients, _gradients), Crops);

    [Benchmark]
    public void Repack() => _network.Repack(_alone[0]);

    private static void Round(TrainingRun run, Tensor<float> gradient, Echo gradients)
    {
        run.Forward();
        run.Backward(gradients, gradient);
    }

    private static void Fill(Tensor<float> picture)
    {
        var random = new Random(1);
        foreach (ref var pixel in picture.Span)
        {
            pixel = random.NextSingle();
        }
    }

    private readonly struct OneCrop(TrainingRun[] runs, Tensor<float>[] parameterGradients, Echo gradients) : IWork
    {
        public void Do(int item, int worker) => Round(runs[worker], parameterGradients[item], gradients);
    }

    /// <summary>The gradient of half the squared activations, which are the activations themselves.</summary>
    private sealed unsafe class Echo : ITapGradients<float>
    {
        public void Add(string tap, int firstRow, FeatureMap<float> activations, FeatureMap<float> gradient)
        {
            for (var plane = 0; plane < gradient.Planes; plane++)
            {
                var from = new ReadOnlySpan<float>(activations.Pointer + (plane * activations.PlaneStride), activations.PlaneLength);
                var to = new Span<float>(gradient.Pointer + (plane * gradient.PlaneStride), gradient.PlaneLength);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] += from[i];
                }
            }
        }
    }
}
