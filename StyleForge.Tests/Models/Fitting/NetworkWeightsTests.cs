using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Fitting;

public sealed class NetworkWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_file_with_a_classifier_only_the_layers_down_to_the_tap_are_kept()
    {
        var small = NetworkFittingTests.Small();
        using var whole = RandomWeights.Make(small, 1);
        var path = _folder.File("small.safetensors");
        WeightFile.Write(path, whole);

        using var weights = NetworkWeights<float>.Read(Vgg.Vgg11, path, "relu2_1");

        Assert.Equal(["conv1_1", "relu1_1", "pool1", "conv2_1", "relu2_1"], weights.Description.Taps.Select(tap => tap.Name));
        Assert.Equal(sizeof(float) * ((2 * 3 * 9) + 2 + (2 * 2 * 9) + 2), weights.Bytes);
        Assert.Equal(whole["features.0.weight"].Span, weights.Parameters[0][0].Span);
        Assert.Equal(whole["features.3.bias"].Span, weights.Parameters[3][1].Span);
    }

    [Fact]
    public void No_memory_is_taken_for_tensors_that_are_not_chosen_but_their_names_are_known()
    {
        using var whole = RandomWeights.Make(NetworkFittingTests.Small(), 1);
        var path = _folder.File("small.safetensors");
        WeightFile.Write(path, whole);

        using var some = WeightFile.Read(path, limits: null, NetworkFitting.Select(Vgg.Vgg11, path, "relu1_1"));

        Assert.Equal(["features.0.weight", "features.0.bias"], some.Names);
        Assert.Equal(whole.Names.Order(), some.FileNames.Order());
        Assert.False(some.TryGet("classifier.0.weight", out _));
    }

    [Fact]
    public void Weights_are_taken_over_and_not_doubled()
    {
        var set = RandomWeights.Make(NarrowVgg.Network, 1, "relu1_1");
        var tensor = set["features.0.weight"];
        using var weights = NetworkWeights<float>.Take(NarrowVgg.Network, set);

        Assert.Same(tensor, weights.Parameters[0][0]);
        Assert.False(set.TryGet("features.0.weight", out _));
    }

    [Fact]
    public void A_file_of_another_network_is_refused_before_its_tensors_are_read()
    {
        using var others = RandomWeights.Make(Vgg.Vgg19, 1, "relu3_4");
        var path = _folder.File("vgg19.safetensors");
        WeightFile.Write(path, others);

        Assert.Contains(
            "holds 'features.16.weight', which vgg16 does not have; all of its names fit vgg19",
            Assert.Throws<WeightFormatException>(() => NetworkWeights<float>.Read(Vgg.Vgg16, path, "relu1_1")).Message,
            StringComparison.Ordinal);
        using var nothing = WeightFile.Read(path, limits: null, NetworkFitting.Select(Vgg.Vgg16, path, "relu1_1"));
        Assert.Empty(nothing.Names);
    }

    [Fact]
    public void A_file_that_lost_a_layer_is_refused_though_nobody_looks_so_deep()
    {
        using var whole = RandomWeights.Make(NarrowVgg.Network, 1);
        var path = _folder.File("torn.safetensors");
        WeightFile.Write(path, [.. whole.Names.Where(name => !name.StartsWith("features.10.", StringComparison.Ordinal)).Select(name => (name, whole[name]))], whole.Metadata);

        Assert.Contains("a part was lost", Assert.Throws<WeightFormatException>(() => NetworkWeights<float>.Read(NarrowVgg.Network, path, "relu1_1")).Message, StringComparison.Ordinal);
    }

    [VectorFact]
    public void Networks_that_pool_and_pad_otherwise_share_weights_and_what_was_packed_of_them()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var weights = NetworkWeights<float>.Take(NarrowVgg.Network, RandomWeights.Make(NarrowVgg.Network, 1, "relu2_1"));
        using var first = new Network<float>(weights, PoolingKind.Maximum, BorderMode.Zero);
        using var second = new Network<float>(weights, PoolingKind.Average, BorderMode.Reflect);
        using var run = first.Prepare([1, 3, 16, 16], ["relu2_1"], workers, pool);
        using var other = second.Prepare([1, 3, 16, 16], ["relu2_1"], workers, pool);

        Assert.Same(Packed(first), Packed(second));
        Assert.Same(first.Layers[0].Parameters[0].Value, second.Layers[0].Parameters[0].Value);

        static BlockedWeights Packed(Network<float> network) => network.Packed<BlockedWeights>(2, _ => throw new InvalidOperationException("The run did not pack this layer."));
    }
}
