using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Fitting;

/// <summary>Files whose publishers name and lay out tensors otherwise than torchvision.</summary>
public sealed class PublishedNamesTests
{
    private static readonly LayerDescription[] Layers =
    [
        new ConvolutionDescription("first", "first", 3, 4, new Window(3)) { HasBias = false },
        new BatchNormalisationDescription("norm", "norm", 4) { HasScale = false },
        new ConvolutionDescription("each", "each", 4, 8, new Window(2)) { Groups = 4 },
        new AdaptivePoolingDescription("pool", "pool", 1),
        new FlattenDescription("flat", "flat"),
        new FullyConnectedDescription("end", "end", 8, 5),
    ];

    [Fact]
    public void A_file_of_TensorFlow_gives_the_weights_that_PyTorch_would()
    {
        var description = Named(PublishedNames.Keras(Layers, name => $"net/{name}"));
        using var own = SeededWeights.Make(description, 4);
        using var theirs = Rearranged(own, description, name => name switch
        {
            "first.weight" => [2, 3, 1, 0],
            "each.weight" => [2, 3, 0, 1],
            "end.weight" => [1, 0],
            _ => null,
        });

        Assert.Equal(
            "net/first/kernel 3×3×3×4, net/norm/beta 4, net/norm/moving_mean 4, net/norm/moving_variance 4, net/each/depthwise_kernel 2×2×4×2, net/each/bias 8, net/end/kernel 8×5, net/end/bias 5",
            string.Join(", ", theirs.Names.Select(name => $"{name} {theirs[name].Shape}")));
        AssertSame(description, own, theirs);
    }

    [Fact]
    public void A_file_of_ONNX_has_kernels_as_PyTorch_and_matrices_the_other_way_round()
    {
        var description = Named(PublishedNames.Spell(WeightLayout.Onnx, Layers, (layer, parameter) => $"{layer.Name}+{parameter}"));
        using var own = SeededWeights.Make(description, 4);
        using var theirs = Rearranged(own, description, name => name == "end.weight" ? [1, 0] : null);

        AssertSame(description, own, theirs);
    }

    [Theory]
    [InlineData(new[] { 1, 1, 4 }, new[] { 4 })]
    [InlineData(new[] { 1, 4, 1 }, new[] { 4 })]
    [InlineData(new[] { 4, 3, 5, 1 }, new[] { 4, 3, 5 })]
    [InlineData(new[] { 8, 1, 5, 5 }, new[] { 8, 1, 5, 5 })]
    [InlineData(new[] { 4 }, new[] { 4, 1, 1, 1 })]
    [InlineData(new[] { 2, 4 }, new[] { 2, 4 })]
    public void Extents_of_1_come_and_go_at_the_ends(int[] there, int[] here)
    {
        var fitted = FittedTensor.Of(new EmbeddingDescription("e", "e", 2, 4), here.Length, WeightLayout.Onnx, "w", new Shape(there));

        Assert.Equal(here, fitted.Shape);
        Assert.Null(fitted.Axes);
    }

    [Fact]
    public void Constants_of_operators_are_passed_over_in_a_file_that_has_every_name()
    {
        var description = Named(PublishedNames.Keras(Layers, name => name));
        using var own = SeededWeights.Make(description, 4);
        using var theirs = Rearranged(own, description, name => name.StartsWith("each.w", StringComparison.Ordinal) ? [2, 3, 0, 1] : Reversed(name), ("epsilon", new Tensor<float>([1])));

        AssertSame(description, own, theirs);
    }

    [Fact]
    public void A_file_that_lacks_one_of_the_names_is_refused_by_it()
    {
        var names = LeNet.Mnist.Facts.Names!.Names.Values.Where(name => name != "23");
        using var weights = new WeightSet("w", "", names.Select(name => (name, new Tensor<float>([1]))));

        Assert.Equal(
            "'w' has no '23', which the published file of mnist-cnn has; download it again.",
            Assert.Throws<WeightFormatException>(() => LeNet.Mnist.Fit(weights)).Message);
    }

    [Fact]
    public void Weights_of_another_network_that_names_its_layers_alike_are_recognised()
    {
        using var weights = new WeightSet("w", "", MeshNet.FiveChannels.Facts.Names!.Names.Values.Select(name => (name, new Tensor<float>([1]))));

        Assert.Equal(
            "'w' has no '19/kernel', which the published file of meshnet11 has; all of its names fit meshnet5.",
            Assert.Throws<WeightFormatException>(() => MeshNet.ElevenChannels.Fit(weights)).Message);
    }

    [Fact]
    public void A_tensor_that_was_left_out_is_named_as_the_file_names_it()
    {
        using var weights = new WeightSet(
            "w", "", LeNet.Mnist.Facts.Names!.Names.Values.Where(name => name != "23").Select(name => (name, new Tensor<float>([1]))),
            leftOut: new Dictionary<string, string> { ["23"] = "numbers of type int8" });

        Assert.StartsWith("'w' holds '23' with numbers of type int8", Assert.Throws<WeightFormatException>(() => LeNet.Mnist.Fit(weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Published_names_are_of_every_tensor_that_a_network_has() => Assert.All(
        NetworkCatalogue.Every.Where(network => network.Facts.Names is not null),
        network => Assert.Equal(
            network.Layers.SelectMany(layer => layer.Parameters.Select(parameter => $"{layer.Name}.{parameter.Name}")).Order(),
            network.Facts.Names!.Names.Keys.Order()));

    private static int[]? Reversed(string name) => name switch
    {
        "first.weight" => [2, 3, 1, 0],
        "end.weight" => [1, 0],
        _ => null,
    };

    private static NetworkDescription Named(PublishedNames names) =>
        new("test", NarrowVgg.Network.Facts with { Names = names, Source = [1, 3, 9, 9], MinimumSide = 4 }, Layers);

    // As the publisher has them: each extent where the order says, counted in ours.
    private static WeightSet Rearranged(WeightSet own, NetworkDescription description, Func<string, int[]?> order, params (string, Tensor<float>)[] more) => new(
        "w",
        "",
        [
            .. own.Names.Select(name => (description.Facts.Names!.Names[name], order(name) is { } axes
                ? Turn(name == "each.weight" ? Tensor<float>.From([4, 2, 2, 2], own[name].Span) : own[name], axes)
                : Tensor<float>.From(own[name].Shape, own[name].Span))),
            .. more,
        ]);

    private static Tensor<float> Turn(Tensor<float> tensor, int[] axes)
    {
        var shape = new Shape([.. axes.Select(axis => tensor.Shape[axis])]);
        var turned = new Tensor<float>(shape);
        for (var i = 0; i < turned.Length; i++)
        {
            var (rest, place) = (i, 0);
            for (var d = axes.Length - 1; d >= 0; d--)
            {
                place += rest % shape[d] * tensor.Shape.Skip(axes[d] + 1).Aggregate(1, (product, extent) => product * extent);
                rest /= shape[d];
            }

            turned.Span[i] = tensor.Span[place];
        }

        return turned;
    }

    private static void AssertSame(NetworkDescription description, WeightSet own, WeightSet theirs)
    {
        using var expected = Network<float>.Build(description, own, new NetworkOptions { KeepsNormalisation = true });
        using var actual = Network<float>.Build(description, theirs, new NetworkOptions { KeepsNormalisation = true });
        foreach (var (mine, there) in expected.Weights.Parameters.SelectMany(tensors => tensors).Zip(actual.Weights.Parameters.SelectMany(tensors => tensors)))
        {
            Assert.Equal(mine.Shape, there.Shape);
            Assert.Equal(mine.Span.ToArray(), there.Span.ToArray());
        }

        var renamed = description.Rename(theirs);
        Assert.Equal(own.Names, renamed.Select(tensor => tensor.Name));
        Assert.All(renamed, tensor => Assert.Equal(own[tensor.Name].Span.ToArray(), tensor.Tensor.Span.ToArray()));
    }
}
