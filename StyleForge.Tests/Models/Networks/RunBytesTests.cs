using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Models.Networks;

/// <summary>The memory of a run as it is foretold, against what the pool lends.</summary>
public class RunBytesTests
{
    [Theory]
    [InlineData(32, 40, "relu5_1", PoolingKind.Maximum, BorderMode.Zero, 1)]
    [InlineData(203, 187, "relu5_1", PoolingKind.Average, BorderMode.Reflect, 2)]
    [InlineData(256, 512, "relu4_2", PoolingKind.Maximum, BorderMode.Replicate, 3)]
    [InlineData(400, 300, "relu2_1", PoolingKind.Average, BorderMode.Zero, 2)]
    public void The_bytes_of_a_run_are_foretold_within_a_twentieth(int height, int width, string deepest, PoolingKind pooling, BorderMode border, int threads)
    {
        using var network = Network<float>.BuildRandom(NetworkCatalogue.Find("forge-vgg"), 7, new NetworkOptions { Pooling = pooling, Border = border });
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        string[] taps = ["relu1_1", deepest];
        using var run = network.Prepare([1, 3, height, width], taps, workers, pool);

        var foretold = network.RunBytes([1, 3, height, width], taps, threads);

        Assert.InRange((double)foretold / pool.Bytes, 0.95, 1.05);
    }
}
