using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Execution;

/// <summary>The memory of a run as it is foretold, against what the pool lends.</summary>
public class RunBytesTests
{
    [Theory]
    [InlineData(32, 40, "relu5_1", PoolingKind.Maximum, BorderMode.Zero, 1)]
    [InlineData(203, 187, "relu5_1", PoolingKind.Average, BorderMode.Reflect, 2)]
    [InlineData(256, 512, "relu4_2", PoolingKind.Maximum, BorderMode.Replicate, 3)]
    [InlineData(400, 300, "relu2_1", PoolingKind.Average, BorderMode.Zero, 2)]
    [InlineData(203, 187, "relu5_1", PoolingKind.Average, BorderMode.Reflect, 2, true)]
    [InlineData(256, 512, "relu4_2", PoolingKind.Maximum, BorderMode.Zero, 3, true)]
    [InlineData(32, 40, "conv5_1", PoolingKind.Maximum, BorderMode.Zero, 1)]
    [InlineData(203, 187, "conv5_1", PoolingKind.Average, BorderMode.Reflect, 2)]
    [InlineData(256, 512, "conv4_2", PoolingKind.Maximum, BorderMode.Replicate, 3)]
    [InlineData(400, 300, "conv2_1", PoolingKind.Average, BorderMode.Zero, 2, true)]
    public void The_bytes_of_a_run_are_foretold_within_a_twentieth(
        int height, int width, string deepest, PoolingKind pooling, BorderMode border, int threads, bool isForwardOnly = false)
    {
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 7, new NetworkOptions { Pooling = pooling, Border = border });
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        string[] taps = ["relu1_1", deepest];
        using var run = network.Prepare([1, 3, height, width], taps, workers, pool, isForwardOnly);

        var foretold = network.RunBytes([1, 3, height, width], taps, threads, isForwardOnly);

        Assert.InRange((double)foretold / pool.Bytes, 0.95, 1.05);
    }

    [Theory]
    [InlineData(400, 300, "relu2_1", 2, false)]
    [InlineData(256, 512, "relu5_1", 3, false)]
    [InlineData(401, 303, "relu1_2", 1, true)]
    public void The_bytes_of_a_run_in_strips_are_foretold_and_fewer(int height, int width, string deepest, int threads, bool isForwardOnly)
    {
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 7, new NetworkOptions { Border = BorderMode.Reflect });
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        string[] taps = ["relu1_1", deepest];
        using var run = network.Prepare([1, 3, height, width], taps, workers, pool, isForwardOnly, inStrips: true);

        var foretold = network.RunBytes([1, 3, height, width], taps, threads, isForwardOnly, inStrips: true);

        Assert.InRange((double)foretold / pool.Bytes, 0.95, 1.05);
        if (VectorWidth.Bits > 0)
        {
            Assert.InRange(foretold, 1, 0.9 * network.RunBytes([1, 3, height, width], taps, threads, isForwardOnly));
        }
    }

    [Theory]
    [InlineData(32, 40, "conv5_1", PoolingKind.Maximum, BorderMode.Zero, 1)]
    [InlineData(203, 187, "conv5_1", PoolingKind.Average, BorderMode.Reflect, 2)]
    [InlineData(256, 512, "relu4_2", PoolingKind.Maximum, BorderMode.Replicate, 3)]
    [InlineData(256, 512, "relu4_2", PoolingKind.Maximum, BorderMode.Zero, 3, true)]
    public void So_are_those_of_a_run_layer_by_layer(int height, int width, string deepest, PoolingKind pooling, BorderMode border, int threads, bool isForwardOnly = false)
    {
        var purpose = isForwardOnly ? RunPurpose.Activations : RunPurpose.PictureGradient;
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 7, new NetworkOptions { Pooling = pooling, Border = border });
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        string[] taps = ["relu1_1", deepest];
        using var run = new GraphRun<float>(network, [1, 3, height, width], taps, workers, pool, purpose);

        Assert.InRange((double)new GraphBytes<float>(network, [1, 3, height, width], taps, threads, purpose).Count() / pool.Bytes, 0.95, 1.05);
    }

    [Fact]
    public void Results_give_their_place_to_others_once_nobody_looks_at_them_any_more()
    {
        var all = ResNet.ResNet50.Describe([1, 3, 224, 224]).Activations;

        Assert.InRange(new GraphPlan(ResNet.ResNet50, [1, 3, 224, 224], ["prob"], RunPurpose.Activations).Length, 1, all / 10);
        Assert.InRange(new GraphPlan(ResNet.ResNet50, [1, 3, 224, 224], ["layer1.0", "prob"], RunPurpose.Activations).Length, 256 * 56 * 56, all / 10);
    }

    [Fact]
    public void A_run_that_never_goes_back_takes_less()
    {
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 7);

        var both = network.RunBytes([1, 3, 256, 256], ["relu5_1"], threads: 2);
        var forwardOnly = network.RunBytes([1, 3, 256, 256], ["relu5_1"], threads: 2, isForwardOnly: true);

        Assert.InRange(forwardOnly, 1, both - 1);
    }

    [Fact]
    public void Packed_weights_are_counted_for_the_layers_that_a_run_packs()
    {
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 7);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 64, 64], ["relu3_1"], workers, pool);
        var bytes = 0L;
        var isFirst = true;
        foreach (var index in Enumerable.Range(0, network.Description.IndexOfTap("relu3_1")).Where(index => network.Layers[index] is ConvolutionLayer<float>))
        {
            var packed = network.Packed<BlockedWeights>(index, _ => throw new InvalidOperationException("The run did not pack this layer."));
            bytes += isFirst ? 0 : packed.Forward!.Extents.Bytes + packed.Backward!.Extents.Bytes;
            isFirst = false;
        }

        Assert.InRange(network.PackedBytes(["relu3_1"]), bytes, bytes * 1.05);
        Assert.InRange(network.PackedBytes(["relu4_1"]), bytes * 1.5, bytes * 100);
        Assert.Equal(network.PackedBytes(["relu3_1"]), network.PackedBytes(["conv3_1"]));
    }

    [VectorFact]
    public void Packed_weights_of_maps_are_counted_to_the_byte()
    {
        // Convolutions of every kind, and maps so large that no kernel is chosen for their smallness.
        foreach (var (description, side) in new[] { (SqueezeNets.Version11, 224), (MobileNet.Version1, 64) })
        {
            using var network = Network<float>.BuildRandom(description, 7);
            using var workers = new WorkerPool(2);
            using var pool = new TensorPool();
            using var run = network.Prepare([1, 3, side, side], ["prob"], workers, pool, isForwardOnly: true);
            Assert.IsType<MapRun>(run);
            var bytes = 0L;
            foreach (var time in run.Times)
            {
                bytes += time.Kernel.Split('-') switch
                {
                    ["map", "winograd", _] => network.Packed<MapWinogradWeights>(Index(time), _ => throw NotPacked()).Kernels.Extents.Bytes,
                    ["map", "convolution" or "depthwise", _] => network.Packed<MapWeights>(Index(time), _ => throw NotPacked()).Bytes,
                    _ => 0,
                };
            }

            int Index(LayerTime time) => network.Description.IndexOfTap(time.Layers[0]);

            Assert.InRange(network.PackedBytes(["prob"], isForwardOnly: true), bytes, bytes * 1.01);
            Assert.Equal(0, network.PackedBytes(["prob"]));
        }

        static InvalidOperationException NotPacked() => new("The run did not pack this layer.");
    }
}
