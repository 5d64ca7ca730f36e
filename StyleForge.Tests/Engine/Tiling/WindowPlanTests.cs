using StyleForge.Engine.Tiling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Engine.Tiling;

public class WindowPlanTests
{
    private static readonly WindowReach Vgg = WindowReach.Of(NetworkCatalogue.Find("vgg19"), ["relu1_1", "relu5_1"])!;

    [Fact]
    public void The_reach_of_vgg_is_that_of_its_deepest_tap()
    {
        Assert.Equal(16, Vgg.Stride);
        Assert.Equal(64, Vgg.Alignment);
        Assert.Equal(156, Vgg.ReceptiveField);
        Assert.Equal(78, Vgg.FeatureHalo);
        Assert.Equal(156, Vgg.GradientHalo);
        Assert.Null(WindowReach.Of(NetworkCatalogue.Find("vgg19"), ["relu1_1", "fc6"]));
    }

    [Theory]
    [InlineData(1536, 1024, 640, 512)]
    [InlineData(1537, 1023, 641, 511)]
    [InlineData(4096, 4096, 1024, 1024)]
    [InlineData(999, 2001, 423, 2001)]
    public void Cores_tile_the_picture_and_every_window_holds_its_halo(int height, int width, int windowHeight, int windowWidth)
    {
        var plan = WindowPlan.Cut(height, width, windowHeight, windowWidth, Vgg)!;
        Check(plan.Features, plan, Vgg.FeatureHalo);
        Check(plan.Gradients, plan, Vgg.GradientHalo);
        Assert.True(plan.Features.Windows.Length <= plan.Gradients.Windows.Length);
        Assert.False(plan.IsWhole);
        Assert.True(plan.RelativeCost > 1);
    }

    [Theory]
    [InlineData(1, 100, 77)]
    [InlineData(2, 101, 77)]
    [InlineData(4, 103, 71)]
    [InlineData(16, 1103, 671)]
    public void Cores_tile_every_layer_also_where_pooling_drops_rows(int stride, int height, int width)
    {
        var reach = new WindowReach(16, 60);
        var plan = WindowPlan.Cut(height + 320, width + 320, height % 64 + 192, width % 64 + 192, reach)!;
        Shape layer = [1, 1, (height + 320) / stride, (width + 320) / stride];
        var covered = new int[layer[2] * layer[3]];
        foreach (var window in plan.Features.Windows)
        {
            var at = plan.Features.Of(window, stride, [1, 1, plan.WindowHeight / stride, plan.WindowWidth / stride]);
            for (var y = at.Core.Top; y < at.Core.Bottom; y++)
            {
                for (var x = at.Core.Left; x < at.Core.Right; x++)
                {
                    covered[((at.Top + y) * layer[3]) + at.Left + x]++;
                }
            }
        }

        Assert.All(covered, times => Assert.Equal(1, times));
    }

    [Fact]
    public void A_window_without_room_for_a_core_is_no_plan() => Assert.Null(WindowPlan.Cut(1024, 1024, 320, 320, Vgg));

    [Fact]
    public void A_window_that_is_not_aligned_is_refused() =>
        Assert.Throws<ArgumentException>(() => WindowPlan.Cut(1000, 1000, 512, 512, Vgg));

    [Fact]
    public void The_whole_picture_is_taken_where_it_fits()
    {
        Assert.True(new WindowChoice(700, 900, Vgg).Cheapest(_ => true)!.IsWhole);
        Assert.True(new WindowChoice(700, 900, reach: null).Smallest.IsWhole);
        Assert.Null(new WindowChoice(700, 900, reach: null).Cheapest(plan => !plan.IsWhole));
        Assert.Null(new WindowChoice(700, 900, Vgg).Cheapest(_ => false));
    }

    [Theory]
    [InlineData(4096, 4096, 1024 * 1024)]
    [InlineData(2049, 3111, 2000 * 1000)]
    [InlineData(1000, 1000, 800 * 800)]
    public void The_cheapest_cut_within_an_area_beats_every_other(int height, int width, int area)
    {
        var cheapest = new WindowChoice(height, width, Vgg).Cheapest(plan => plan.WindowHeight * plan.WindowWidth <= area)!;

        Assert.True(cheapest.WindowHeight * cheapest.WindowWidth <= area);
        for (var down = height; down > 0; down -= Vgg.Alignment)
        {
            for (var across = width; across > 0; across -= Vgg.Alignment)
            {
                if (down * across <= area && WindowPlan.Cut(height, width, down, across, Vgg) is { } other)
                {
                    Assert.True(other.RelativeCost >= cheapest.RelativeCost);
                }
            }
        }
    }

    [Fact]
    public void No_cut_has_smaller_windows_than_the_smallest()
    {
        var smallest = new WindowChoice(1100, 1200, Vgg).Smallest;

        Assert.Null(WindowPlan.Cut(1100, 1200, smallest.WindowHeight - Vgg.Alignment, smallest.WindowWidth, Vgg));
        Assert.Null(WindowPlan.Cut(1100, 1200, smallest.WindowHeight, smallest.WindowWidth - Vgg.Alignment, Vgg));
        Assert.True(new WindowChoice(10, 5000, Vgg).Smallest.WindowWidth < 500);
    }

    private static void Check(WindowGrid grid, WindowPlan plan, int halo)
    {
        long area = 0;
        foreach (var window in grid.Windows)
        {
            var core = window.Core;
            area += core.Positions;
            Assert.Equal(0, window.Top % Vgg.Alignment);
            Assert.Equal(0, window.Left % Vgg.Alignment);
            Assert.Equal(0, core.Top % Vgg.Stride);
            Assert.Equal(0, core.Left % Vgg.Stride);
            Assert.True(window.Top >= 0 && window.Top <= Math.Max(core.Top - halo, 0));
            Assert.True(window.Left >= 0 && window.Left <= Math.Max(core.Left - halo, 0));
            Assert.True(window.Top + plan.WindowHeight >= Math.Min(core.Bottom + halo, grid.Height));
            Assert.True(window.Left + plan.WindowWidth >= Math.Min(core.Right + halo, grid.Width));
            Assert.True(window.Top + plan.WindowHeight <= grid.Height && window.Left + plan.WindowWidth <= grid.Width);
        }

        // Cores are rectangles of one grid that do not overlap: that they have the picture's area is that they tile it.
        Assert.Equal((long)grid.Height * grid.Width, area);
        Assert.Equal(grid.Windows.Length, grid.Windows.ToArray().Select(window => (window.Core.Top, window.Core.Left)).Distinct().Count());
    }
}
