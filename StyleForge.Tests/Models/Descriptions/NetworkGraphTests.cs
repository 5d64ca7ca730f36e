using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Descriptions;

/// <summary>Networks whose layers name what they read.</summary>
public sealed class NetworkGraphTests
{
    [Fact]
    public void A_layer_that_names_nothing_reads_the_one_before_it_and_the_first_the_picture()
    {
        Assert.Equal([-1, 0, 1], NarrowVgg.Network.Sources.Take(3).Select(sources => Assert.Single(sources)));
        Assert.Equal([[-1], [0], [1], [1, 2]], Residual().Sources);
    }

    [Fact]
    public void Layers_stand_after_those_that_they_read_however_they_are_written_down()
    {
        var written = Residual().Layers;
        var network = Of([written[3], written[2] with { Inputs = ["relu"] }, written[1] with { Inputs = ["conv"] }, written[0] with { Inputs = [NetworkDescription.Picture] }]);

        Assert.Equal(["conv", "relu", "again", "sum"], network.Layers.Select(layer => layer.Tap));
        Assert.Equal([[-1], [0], [1], [1, 2]], network.Sources);
    }

    [Fact]
    public void Taps_know_the_widest_of_what_they_see()
    {
        Assert.Equal(new NetworkTap("sum", 4, Stride: 2, ReceptiveField: 7, Offset: -3), Residual().Taps[^1]);
        Assert.Equal([true, true, false, false], Residual().LayersFor(["relu"]));
    }

    [Fact]
    public void The_minimum_side_is_that_of_the_way_that_needs_most() => Assert.Equal(
        9,
        Of([
            new ConvolutionDescription("a", "a", 3, 4, Window.Valid(9)),
            new ConvolutionDescription("b", "b", 3, 4, Window.Valid(5)) { Inputs = [NetworkDescription.Picture] },
            new PoolingDescription("pool", "pool", new Window(1, 9)) { Inputs = ["a"] },
            new PoolingDescription("other", "other", new Window(1, 9)) { Inputs = ["b"] },
            new AdditionDescription("sum", "sum") { Inputs = ["pool", "other"] },
        ]).MinimumSide("sum"));

    [Fact]
    public void What_is_no_network_is_refused_with_a_sentence()
    {
        Refuses("'sum' reads 'lost', but no layer has that tap.", () => Of([new AdditionDescription("sum", "sum") { Inputs = ["lost"] }]));
        Refuses("Two layers of a network are called 'relu': each tap needs a name of its own.", () => Of([new ReluDescription("a", "relu"), new ReluDescription("b", "relu")]));
        Refuses(
            "The layers c, b, a read each other in a circle: a network must lead from the picture to its end.",
            () => Of([
                new ReluDescription("start", "start"), new AdditionDescription("a", "a") { Inputs = ["start", "b"] },
                new ReluDescription("b", "b") { Inputs = ["c"] }, new ReluDescription("c", "c") { Inputs = ["a"] },
            ]));
        Refuses(
            "sum adds layers of one shape, not of 1×4×6×6 and 1×3×12×12.",
            () => Of([.. Residual().Layers.Take(2), new AdditionDescription("sum", "sum") { Inputs = ["relu", NetworkDescription.Picture] }]).Describe([1, 3, 12, 12]));
        Refuses(
            "again: A 2D convolution of 4 channels cannot take a source of shape 1×3×12×12",
            () => Of([new ConvolutionDescription("again", "again", 4, 4)]).Describe([1, 3, 12, 12]));
        Refuses("relu reads one layer, not 2.", () => Of([.. Residual().Layers.Take(1), new ReluDescription("relu", "relu") { Inputs = ["conv", "conv"] }]).Describe([1, 3, 12, 12]));
    }

    /// <summary>A convolution of stride 2, its rectifier, and the sum of that and another convolution of it.</summary>
    internal static NetworkDescription Residual() => Of([
        new ConvolutionDescription("conv", "conv", 3, 4, new Window(3, 2, 1, 1)), new ReluDescription("relu", "relu"),
        new ConvolutionDescription("again", "again", 4, 4), new AdditionDescription("sum", "sum") { Inputs = ["relu", "again"] },
    ]);

    private static NetworkDescription Of(IReadOnlyList<LayerDescription> layers) => new("test", NarrowVgg.Network.Facts, layers);

    private static void Refuses(string start, Func<object> what) => Assert.StartsWith(start, Assert.Throws<ArgumentException>(what).Message, StringComparison.Ordinal);
}
