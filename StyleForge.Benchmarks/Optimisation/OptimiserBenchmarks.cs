using BenchmarkDotNet.Attributes;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Benchmarks.Optimisation;

/// <summary>A step of each optimiser on a picture of 512 pixels, with its memory full, and what is not the optimiser's of it.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class OptimiserBenchmarks : IDisposable
{
    private const int Length = 3 * 512 * 512;

    private readonly WorkerPool _workers = new(1);
    private readonly TensorPool _pool = new();
    private readonly Bowl _bowl = new(Length);
    private readonly float[] _picture = new float[Length];
    private readonly float[] _gradient = new float[Length];
    private Lbfgs<float> _lbfgs = null!;
    private Adam<float> _adam = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var options = new LbfgsOptions();
        _lbfgs = new Lbfgs<float>(Length, options, _workers, _pool);
        _adam = new Adam<float>(Length, new AdamOptions(), _workers, _pool);
        for (var i = 0; i <= options.History; i++)
        {
            Lbfgs();
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _lbfgs.Dispose();
        _adam.Dispose();
        _bowl.Dispose();
        _pool.Dispose();
        _workers.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Evaluation() => _bowl.Evaluate(_picture, _gradient, []);

    [Benchmark]
    public void Lbfgs() => _lbfgs.Step(_bowl, _picture, []);

    [Benchmark]
    public void Adam() => _adam.Step(_bowl, _picture, []);
}
