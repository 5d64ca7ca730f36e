using StyleForge.Engine.Measuring;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Engine.Measuring;

public sealed class WorkbenchTests
{
    private const int Size = 40;

    [Fact]
    public void What_does_not_fit_into_the_memory_is_measured_in_windows_as_it_would_be_rendered()
    {
        var settings = Workbench.Settings(new Dictionary<string, string?>()).Settings! with { Size = 512 };
        using var bench = new Workbench(settings, threads: 1, _ => null);

        var whole = bench.Measure(settings, iterations: 1, long.MaxValue, CancellationToken.None);
        var inWindows = bench.Measure(settings, iterations: 1, whole.Memory.Bytes * 3 / 4, CancellationToken.None);

        Assert.Equal(1, whole.Memory.Windows);
        Assert.True(inWindows.Memory.Windows > 1);
        Assert.True(inWindows.PoolPeakBytes < whole.PoolPeakBytes, $"{inWindows.PoolPeakBytes} bytes in windows, {whole.PoolPeakBytes} whole");
        Assert.Equal(whole.Layers.Select(layer => layer.Layer), inWindows.Layers.Select(layer => layer.Layer));
        Assert.All(whole.Layers.Zip(inWindows.Layers), pair => Assert.Equal(pair.First.MultiplyAdds, pair.Second.MultiplyAdds, tolerance: 0.01 * pair.First.MultiplyAdds));

        // The times are those of all windows: together with the losses they nearly fill the evaluation.
        Assert.InRange(inWindows.RestSeconds, 0, 0.5 * inWindows.SecondsMin);
    }

    [Fact]
    public void Whatever_the_network_is_the_layers_go_to_relu5_1()
    {
        foreach (var network in NetworkCatalogue.All)
        {
            var settings = Workbench.Settings(new Dictionary<string, string?> { ["network"] = network.Name }).Settings!;

            Assert.Equal(["relu4_2"], settings.ContentLayers.Select(layer => layer.Tap));
            Assert.Equal(["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"], settings.StyleLayers.Select(layer => layer.Tap));
            Assert.Equal((network.Name, 300), (settings.Network, settings.StyleWeight));
        }
    }

    [Fact]
    public void Weights_that_are_nowhere_on_this_machine_are_replaced_by_random_filters_and_those_of_the_program_are_not()
    {
        var forge = Workbench.Settings(new Dictionary<string, string?>()).Settings! with { Size = Size };
        var vgg11 = Workbench.Settings(new Dictionary<string, string?> { ["network"] = "vgg11" }).Settings! with { Size = Size };
        using var own = new Workbench(forge, threads: 1, _ => null);
        using var random = new Workbench(vgg11, threads: 1, _ => null);

        Assert.True(own.HasWeights);
        Assert.Equal("built in", own.Measure(forge, 1, long.MaxValue, CancellationToken.None).Weights);
        Assert.False(random.HasWeights);
        Assert.Equal("random filters, seed 1", random.Measure(vgg11, 1, long.MaxValue, CancellationToken.None).Weights);
    }

    [Theory]
    [InlineData("lbfgs")]
    [InlineData("adam")]
    public void A_measurement_has_a_row_for_each_layer_and_loss_and_they_fit_into_the_whole(string optimiser)
    {
        var settings = Workbench.Settings(new Dictionary<string, string?> { ["optimiser"] = optimiser }).Settings! with { Size = Size, TotalVariationWeight = 1 };
        using var bench = new Workbench(settings, threads: 1, _ => null);

        var measured = bench.Measure(settings, iterations: 3, long.MaxValue, CancellationToken.None);

        Assert.Equal(3, measured.Evaluations.Count);
        Assert.InRange(measured.SecondsMedian, measured.SecondsMin, measured.Evaluations.Max());
        Assert.True(measured.SecondsMin > 0 && measured.StepSeconds > 0);
        Assert.InRange(measured.StepShare, 0, 1);
        Assert.Equal(Vgg.Forge.Describe(new Shape(1, 3, Size, Size)).MultiplyAdds, measured.Layers.Sum(layer => layer.MultiplyAdds));
        Assert.Equal(
            ["content relu4_2", "style relu1_1", "style relu2_1", "style relu3_1", "style relu4_1", "style relu5_1", "total variation"],
            measured.Losses.Select(loss => loss.Layer));
        Assert.All(measured.Losses, loss => Assert.True(loss.Forward > TimeSpan.Zero, loss.Layer));
        Assert.All(measured.Losses.SkipLast(1), loss => Assert.True(loss.Backward > TimeSpan.Zero, loss.Layer));
        Assert.True(measured.PoolPeakBytes > 4L * 3 * Size * Size);
        Assert.True(measured.PeakBytes > measured.PoolPeakBytes);
    }

    [Fact]
    public void A_measurement_stops_where_it_is_told_to()
    {
        var settings = Workbench.Settings(new Dictionary<string, string?>()).Settings! with { Size = Size };
        using var bench = new Workbench(settings, threads: 1, _ => null);

        Assert.Throws<OperationCanceledException>(() => bench.Measure(settings, iterations: 3, long.MaxValue, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 5.0, 1.0, 2.0 }, 2)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 9.0 }, 3)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.Equal(median, Measurement.Median(values));
}
