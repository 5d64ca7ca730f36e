using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels.Maps;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Execution;

/// <summary>Forward runs on maps against the same networks layer by layer.</summary>
public sealed class MapRunTests
{
    public static TheoryData<string, int[]> Networks => new()
    {
        { "resnet18", [1, 3, 64, 75] }, { "googlenet", [1, 3, 75, 64] }, { "squeezenet1_1", [1, 3, 67, 80] }, { "mobilenet", [1, 3, 65, 70] }, { "cifar-resnet20", [1, 3, 32, 32] },
        { "signal-net", [1, 1, 128] }, { "lenet5", [1, 1, 32, 32] },
    };

    [VectorTheory]
    [MemberData(nameof(Networks))]
    public void Every_tap_shows_what_it_shows_layer_by_layer(string name, int[] source)
    {
        var description = NetworkCatalogue.Classifiers.Single(network => network.Name == name);
        using var network = Make(description);
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        var all = network.Description.Layers.Select(layer => layer.Tap).ToArray();
        string[] last = [all[^1]];
        using var onlyLast = network.Prepare(new Shape(source), last, workers, pool, isForwardOnly: true);
        using var every = network.Prepare(new Shape(source), all, workers, pool, isForwardOnly: true);
        using var oneByOne = new GraphRun<float>(network, new Shape(source), all, workers, pool, RunPurpose.Activations);
        Assert.IsType<MapRun>(onlyLast);
        foreach (var run in new[] { onlyLast, every, oneByOne })
        {
            using var picture = TensorFill.Uniform<float>(run.Source.Shape, 5);
            picture.Span.CopyTo(run.Source.Span);

            // What the second round finds in memory is the first round's.
            run.Forward();
            run.Forward();
        }

        foreach (var tap in all)
        {
            Close(oneByOne.Tap(tap), every.Tap(tap), tap);
        }

        Close(oneByOne.Tap(last[0]), onlyLast.Tap(last[0]), last[0]);
        Assert.True(onlyLast.Times.Count <= every.Times.Count);
    }

    [VectorFact]
    public void One_thread_and_three_give_the_same_bits()
    {
        using var network = Make(GoogLeNet.Inception1);
        var joined = network.Description.Layers.Last(layer => layer is ConcatenationDescription).Tap;
        Assert.Equal(Run(1), Run(3));

        float[] Run(int threads)
        {
            using var workers = new WorkerPool(threads);
            using var pool = new TensorPool();
            using var run = network.Prepare([1, 3, 64, 70], [joined, "prob"], workers, pool, isForwardOnly: true);
            using var picture = TensorFill.Uniform<float>(run.Source.Shape, 5);
            picture.Span.CopyTo(run.Source.Span);
            run.Forward();
            using var shown = new Tensor<float>(run.ShapeOf(joined));
            run.Tap(joined).CopyTo(shown);
            return shown.Span.ToArray();
        }
    }

    [VectorFact]
    public void A_pass_allocates_nothing_and_all_memory_comes_back()
    {
        using var network = Make(GoogLeNet.Inception1);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, 64, 64], ["prob"], workers, pool, isForwardOnly: true);
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Forward();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        run.Dispose();
        Assert.Equal(0, pool.Outstanding);
    }

    [VectorTheory]
    [InlineData("resnet18", 224)]
    [InlineData("googlenet", 150)]
    public void The_bytes_of_a_run_are_foretold_within_a_twentieth(string name, int side)
    {
        using var network = Make(NetworkCatalogue.Classifiers.Single(each => each.Name == name));
        using var workers = new WorkerPool(2);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, 3, side, side], ["prob"], workers, pool, isForwardOnly: true);
        Assert.InRange((double)network.RunBytes([1, 3, side, side], ["prob"], threads: 2, isForwardOnly: true) / pool.Bytes, 0.95, 1.05);
    }

    [VectorFact]
    public void Several_pictures_and_volumes_of_any_size_go_layer_by_layer()
    {
        using var digits = Make(LeNet.LeNet5);
        Assert.Null(MapPlan.Make(digits, [2, 1, 32, 32], ["prob"]));
        Assert.NotNull(MapPlan.Make(digits, [1, 1, 32, 32], ["prob"]));
        using var volumes = Make(MeshNet.FiveChannels);
        Assert.Null(MapPlan.Make(volumes, [1, 1, 8, 8, 8], ["prob"]));
    }

    [VectorFact]
    public void A_row_of_a_million_positions_is_cut_without_overflow()
    {
        // All positions of a 1×1 convolution are one row.
        const int width = 1 << 20;
        MapLayout layout = new(1, 1, [1, 1, width], [0, 0, 0], [0, 0, 0]);
        var tiles = MapTile.Cut([new(1), new(1), new(1)], layout, layout, addend: null, most: 7);
        Assert.Equal(width, tiles.Sum(tile => tile.Count));
        Assert.All(tiles.Zip(tiles.Skip(1)), pair => Assert.Equal(pair.First.Source + pair.First.Count, pair.Second.Source));
    }

    private static Network<float> Make(NetworkDescription description)
    {
        using var weights = SeededWeights.Make(description, 7);
        return Network<float>.Build(description, weights);
    }

    private static void Close(FeatureMap<float> expected, FeatureMap<float> actual, string tap)
    {
        using var e = new Tensor<float>(expected.Shape);
        using var a = new Tensor<float>(actual.Shape);
        expected.CopyTo(e);
        actual.CopyTo(a);
        TensorAssert.Close(e, a, 1e-9, $"{tap}: sums in another order, and Winograd's transforms, each a few millionths of its size");
    }
}
