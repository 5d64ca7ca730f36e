using StyleForge.Engine.Classification;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Engine.Classification;

/// <summary>A network of one convolution: its only channel likes a red dot on what is not red.</summary>
public sealed class StrongestPatchesTests : IDisposable
{
    private readonly WorkerPool _workers = new(1);
    private readonly Network<float> _network;

    public StrongestPatchesTests()
    {
        var filter = new Tensor<float>([1, 3, 3, 3]);
        filter.Span[..9].Fill(-0.125f);
        filter.Span[4] = 1;
        using var weights = new WeightSet("dots", "", [("features.0.weight", filter), ("features.0.bias", new Tensor<float>([1]))]);
        _network = Network<float>.Build(Vgg.Forge, weights, new NetworkOptions { LastTap = "conv1_1" });
    }

    public void Dispose()
    {
        _network.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void A_patch_is_what_the_unit_sees_where_it_answers_most()
    {
        var search = Search(count: 9);
        search.Look("a", Dots((10, 6, 1f)));
        search.Look("b", Dots((3, 12, 0.2f)));
        search.Look("c", Dots((0, 0, 0.75f)));

        var best = Assert.Single(search.Best);
        var first = best.Where(patch => patch.Rank == 0).ToList();
        Assert.Equal(["a", "c", "b"], first.Select(patch => patch.Path));
        Assert.All(first, patch => Assert.Equal((3, 3), (patch.Patch.Width, patch.Patch.Height)));
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0, 0], first[0].Patch.Samples[..9]);
        // Beyond the edge there is paper.
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f, 0.75f, 0, 0.5f, 0, 0], first[1].Patch.Samples[..9]);
        Assert.Equal(5, first[0].Score / first[2].Score, 1e-5);
    }

    [Fact]
    public void The_best_of_each_picture_comes_before_the_second_best_of_any()
    {
        var search = Search(count: 3);
        search.Look("many", Dots((4, 4, 1f), (10, 4, 0.9f), (4, 10, 0.8f), (10, 10, 0.7f)));
        Assert.Equal([0, 1, 2], search.Best[0].Select(patch => patch.Rank));

        search.Look("one", Dots((8, 8, 0.1f)));
        Assert.Equal(["many", "many", "one"], search.Best[0].Select(patch => patch.Path));
        Assert.True(search.Best[0].Zip(search.Best[0].Skip(1)).All(pair => pair.First.Score >= pair.Second.Score));
    }

    [Fact]
    public void A_picture_in_which_a_unit_is_silent_shows_nothing()
    {
        using var rectified = Network<float>.BuildRandom(Vgg.ForgeOf([[1]]), 1, new NetworkOptions { LastTap = "relu1_1" });
        rectified.Layers[0].Parameters[1].Value.Span.Fill(-100);
        var search = new StrongestPatches(rectified, [("relu1_1", 0)], 9, _workers);

        search.Look("a", Dots((3, 3, 1f)));

        Assert.Empty(search.Best[0]);
    }

    [Fact]
    public void A_sheet_has_a_square_for_one_unit_and_rows_for_several()
    {
        var search = Search(count: 9);
        for (var number = 0; number < 9; number++)
        {
            search.Look($"{number}", Dots((number + 2, 5, 0.1f * number)));
        }

        var square = NetworkSheets.OfPatches([("one", search.Best[0])]);
        var rows = NetworkSheets.OfPatches([("one", search.Best[0]), ("two", search.Best[0])]);

        Assert.InRange(square.Width / (double)square.Height, 0.8, 1.25);
        Assert.True(rows.Width > 2.5 * square.Width && rows.Height < square.Height);
    }

    [Fact]
    public void Filters_are_drawn_in_colour_around_middle_grey()
    {
        using var filters = new Tensor<float>([2, 3, 3, 3]);
        filters.Span[4] = 2; // red, the middle, as strong as it comes
        filters.Span[9 + 4] = -1; // green, half as strong the other way

        var rgb = NetworkSheets.OfFilters(filters, ChannelOrder.Rgb);
        var bgr = NetworkSheets.OfFilters(filters, ChannelOrder.Bgr);

        var middle = (4 + 31) * (rgb.Width + 1);
        Assert.Equal((1, 0.25f, 0.5f), (rgb.Plane(0)[middle], rgb.Plane(1)[middle], rgb.Plane(2)[middle]));
        Assert.Equal((0.5f, 0.25f, 1), (bgr.Plane(0)[middle], bgr.Plane(1)[middle], bgr.Plane(2)[middle]));
        // The second filter, which is nothing, is grey.
        Assert.Equal(0.5f, rgb.Plane(0)[(4 * rgb.Width) + rgb.Width - 6]);
        using var deep = new Tensor<float>([2, 5, 3, 3]);
        Assert.Throws<ArgumentException>(() => NetworkSheets.OfFilters(deep, ChannelOrder.Rgb));
    }

    private StrongestPatches Search(int count) => new(_network, [("conv1_1", 0)], count, _workers);

    private static Picture Dots(params (int X, int Y, float Red)[] dots)
    {
        var picture = new Picture(16, 16);
        foreach (var (x, y, red) in dots)
        {
            picture.Plane(0)[(y * 16) + x] = red;
        }

        return picture;
    }
}
