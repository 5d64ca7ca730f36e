using StyleForge.Models.Kernels.Regions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;
using static TorchSharp.torch;

namespace StyleForge.Tests.Models.Kernels;

public sealed class RegionAlignTests
{
    [Fact]
    public void A_cell_is_the_mean_of_its_points_and_points_are_read_between_positions()
    {
        using var map = Tensor<float>.From([1, 1, 2, 2], [1, 2, 3, 4]);

        Assert.Equal([2.5f], Read(map, 1, new MapRegion(0, 0, 2, 2)).Span.ToArray());
        Assert.Equal([2.125f], Read(map, 1, new MapRegion(0, 0.5, 1, 1.5)).Span.ToArray()); // As many points above the middle as below; an eighth of the right column.

        // Points at 0.25 and 0.75 along each axis: at and a quarter beyond the first middle. A cell has 7/8 of the nearer position, along each axis.
        Assert.Equal([1.375f, 2.125f, 2.875f, 3.625f], Read(map, 2, new MapRegion(0, 0, 2, 2)).Span.ToArray());
    }

    [Fact]
    public void A_slope_is_read_exactly_wherever_a_region_lies()
    {
        using var map = new Tensor<float>([1, 3, 9, 12]);
        for (var at = 0; at < map.Length; at++)
        {
            map.Span[at] = (float)Slope(at / 108, (at % 12) + 0.5, (at / 12 % 9) + 0.5);
        }

        var regions = Regions(40, 12, 9, margin: 0.5);
        using var read = Read(map, 5, regions);

        for (var at = 0; at < read.Length; at++)
        {
            var region = regions[at / (3 * 25)];
            var (x, y) = (region.Left + (((at % 5) + 0.5) * (region.Right - region.Left) / 5), region.Top + (((at / 5 % 5) + 0.5) * (region.Bottom - region.Top) / 5));
            Assert.Equal(Slope(at / 25 % 3, x, y), read.Span[at], 1e-4);
        }

        static double Slope(int channel, double x, double y) => channel + (0.5 * x) - (0.25 * channel * y);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_layouts_give_what_the_definition_says(bool isBlocked)
    {
        // Corners on multiples of a quarter, cells of powers of two: every product and sum is exact.
        MapRegion[] exact = [new(0, 0, 8, 4), new(2.25, 1.5, 6.25, 5.5), new(-1, 3, 1, 7), new(7, 6.75, 9, 8.75), new(4, 4, 4, 4)];
        using var whole = TensorFill.Whole([1, 19, 7, 8], 3);
        using var random = TensorFill.Uniform<float>([1, 19, 7, 8], 4);
        var regions = Regions(20, 8, 7, margin: -1);

        TensorAssert.Exact(Reference(whole, 4, exact), Read(whole, 4, exact, isBlocked));
        TensorAssert.Close(Reference(random, 5, regions), Read(random, 5, regions, isBlocked), 1e-12, "sums of a dozen products in single precision");
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_and_what_is_behind_the_last_region_stays()
    {
        using var map = TensorFill.Uniform<float>([1, 16, 6, 6], 9);
        var regions = Regions(7, 6, 6, margin: 0);
        using var one = Read(map, 3, regions, threads: 1, most: 9);
        using var five = Read(map, 3, regions, threads: 5, most: 9);

        TensorAssert.SameBits(one, five);
        Assert.Equal(Enumerable.Repeat(float.NaN, 2 * 16 * 9), one.Span[(7 * 16 * 9)..].ToArray());
    }

    // libtorch's grid_sample reads single points by itself; beyond the outermost middles it has another rule.
    [TorchFact]
    public void Points_are_those_that_libtorch_reads()
    {
        using var map = TensorFill.Uniform<float>([1, 4, 7, 10], 5);
        var regions = Regions(12, 10, 7, margin: 0.5);
        using var read = Read(map, 3, regions);

        using var scope = NewDisposeScope();
        var places = new List<float>();
        foreach (var region in regions)
        {
            for (var point = 0; point < 36; point++)
            {
                var (x, y) = (region.Left + (((point % 6) + 0.5) * (region.Right - region.Left) / 6), region.Top + (((point / 6) + 0.5) * (region.Bottom - region.Top) / 6));
                places.AddRange([(float)((2 * x / 10) - 1), (float)((2 * y / 7) - 1)]);
            }
        }

        var points = nn.functional.grid_sample(
            TorchOracle.Copy(map).expand(regions.Length, -1, -1, -1), tensor(places.ToArray(), [regions.Length, 6, 6, 2]), align_corners: false);

        TorchOracle.Close<float>(nn.functional.avg_pool2d(points, 2), read.Span, 1e-6, "regions");
    }

    [Fact]
    public void Maps_and_numbers_of_regions_that_it_was_not_made_for_are_refused()
    {
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var align = new RegionAlign([1, 2, 4, 4], 3, 2, workers, pool);
        using var map = new Tensor<float>([1, 2, 4, 4]);
        using var destination = new Tensor<float>(align.DestinationShape);

        var refusal = Assert.Throws<ArgumentException>(() => align.Run(FeatureMap<float>.Of(map), new MapRegion[4], destination));

        Assert.StartsWith("4 regions of a map 1×2×4×4 into 3×2×2×2 were asked for, but this was made for at most 3", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => align.Run(FeatureMap<float>.Of(destination), new MapRegion[1], destination));
    }

    // Anywhere at least so far within the edges, or beyond them where that is below 0.
    private static MapRegion[] Regions(int count, int width, int height, double margin)
    {
        var random = new Random(8);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (x, y, right, bottom) = (Between(width), Between(height), Between(width), Between(height));
            return new MapRegion(Math.Min(x, right), Math.Min(y, bottom), Math.Max(x, right), Math.Max(y, bottom));
        })];

        double Between(int extent) => margin + (random.NextDouble() * (extent - (2 * margin)));
    }

    private static Tensor<float> Reference(Tensor<float> map, int cells, MapRegion[] regions)
    {
        var read = new Tensor<float>([regions.Length, map.Shape[1], cells, cells]);
        RegionAlignReference.Compute(FeatureMap<float>.Of(map), regions, read);
        return read;
    }

    private static Tensor<float> Read(Tensor<float> map, int cells, params MapRegion[] regions) => Read(map, cells, regions, isBlocked: false);

    private static Tensor<float> Read(Tensor<float> map, int cells, MapRegion[] regions, bool isBlocked = false, int threads = 2, int? most = null)
    {
        using var maps = new FeatureMaps();
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var align = new RegionAlign(map.Shape, most ?? regions.Length, cells, workers, pool);
        var read = new Tensor<float>(align.DestinationShape);
        read.Span.Fill(float.NaN);
        align.Run(maps.Copy(map, isBlocked), regions, read);
        return read;
    }
}
