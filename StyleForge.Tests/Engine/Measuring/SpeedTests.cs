using StyleForge.Engine.Measuring;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;
using StyleForge.Models.Execution;
using StyleForge.Tests.Host;

namespace StyleForge.Tests.Engine.Measuring;

public sealed class SpeedTests
{
    private static readonly DateOnly Day = new(2026, 11, 22);

    [Fact]
    public void A_plan_like_the_measurement_takes_as_long()
    {
        var speed = Speed.Of(Measured(1000, secondsOfLayers: 0.3, evaluation: 0.5, step: 0.25), weightsFile: null, Day);

        var (seconds, day, extrapolatedFrom) = Speed.Estimate([speed], Plan("relu5_1", new LevelPlan(1000, 1000, 40)), threads: 2, vectorBits: 256)!.Value;

        Assert.Equal(40 * 0.75, seconds, tolerance: 1e-6);
        Assert.Equal((Day, (int?)null), (day, extrapolatedFrom));
    }

    [Fact]
    public void Layers_below_the_deepest_that_a_plan_looks_at_cost_it_nothing()
    {
        var speed = Speed.Of(Measured(1000, secondsOfLayers: 0.3, evaluation: 0.5, step: 0.25), weightsFile: null, Day);

        var (seconds, _, _) = Speed.Estimate([speed], Plan("relu1_1", new LevelPlan(1000, 1000, 1)), threads: 2, vectorBits: 256)!.Value;

        Assert.Equal(0.45 + 0.1, seconds, tolerance: 1e-6); // the rest, and the first of three steps
    }

    [Fact]
    public void Each_level_goes_by_the_nearest_size()
    {
        Speed[] speeds =
        [
            Speed.Of(Measured(250, secondsOfLayers: 0.1, evaluation: 0.25, step: 0), weightsFile: null, Day), // 4 s a million pixels
            Speed.Of(Measured(1000, secondsOfLayers: 0.1, evaluation: 2, step: 0), weightsFile: null, Day.AddDays(1)), // 2 s
        ];

        var (seconds, day, extrapolatedFrom) = Speed.Estimate(speeds, Plan("relu5_1", new LevelPlan(200, 200, 10), new LevelPlan(1000, 800, 5)), threads: 2, vectorBits: 256)!.Value;

        Assert.Equal((10 * 0.04 * 4) + (5 * 0.8 * 2), seconds, tolerance: 1e-6);
        Assert.Equal((Day, (int?)null), (day, extrapolatedFrom));
    }

    [Theory]
    [InlineData(670, 670, null)]
    [InlineData(1500, 1500, null)]
    [InlineData(1510, 1510, 1000)]
    [InlineData(600, 600, 1000)]
    [InlineData(4000, 250, null)]
    public void A_time_for_quite_another_size_says_that_it_is_extrapolated(int width, int height, int? from)
    {
        var speed = Speed.Of(Measured(1000, secondsOfLayers: 0.3, evaluation: 0.5, step: 0.25), weightsFile: null, Day);

        // The small first level is of quite another size in any case, but takes next to no time.
        var plan = Plan("relu5_1", new LevelPlan(64, 64, 10), new LevelPlan(width, height, 10));

        Assert.Equal(from, Speed.Estimate([speed], plan, threads: 2, vectorBits: 256)!.Value.ExtrapolatedFrom);
    }

    [Fact]
    public void A_sum_is_extrapolated_where_most_of_its_time_is()
    {
        var (measured, extrapolated) = (new TimeEstimate(10, Day, null), new TimeEstimate(30, Day.AddDays(-1), 64));

        Assert.Null(TimeEstimate.Sum([]));
        Assert.Equal(new TimeEstimate(40, Day.AddDays(-1), 64), TimeEstimate.Sum([measured, extrapolated]));
        Assert.Equal(new TimeEstimate(60, Day.AddDays(-1), null), TimeEstimate.Sum([measured, measured, measured, extrapolated]));
    }

    [Theory]
    [InlineData("vgg19", null, 2, 256)]
    [InlineData("forge-vgg", "/weights/slim.safetensors", 2, 256)]
    [InlineData("forge-vgg", null, 1, 256)]
    [InlineData("forge-vgg", null, 2, 512)]
    public void What_was_measured_otherwise_tells_nothing(string network, string? weightsFile, int threads, int vectorBits)
    {
        var speed = Speed.Of(Measured(1000, secondsOfLayers: 0.3, evaluation: 0.5, step: 0.25), weightsFile: null, Day);
        var plan = Plan("relu5_1", new LevelPlan(1000, 1000, 40));

        Assert.Null(Speed.Estimate([speed], plan with { Settings = plan.Settings with { Network = network, WeightsFile = weightsFile } }, threads, vectorBits));
    }

    private static RenderPlan Plan(string deepest, params LevelPlan[] levels)
    {
        var plan = Samples.Plan(Path.GetTempPath());
        LayerWeight[] layers = [new(deepest, 1)];
        return plan with { Levels = levels, Settings = plan.Settings with { ContentLayers = layers, StyleLayers = layers } };
    }

    private static Measurement Measured(int size, double secondsOfLayers, double evaluation, double step)
    {
        var third = TimeSpan.FromSeconds(secondsOfLayers / 6);
        return new Measurement
        {
            Network = "forge-vgg",
            Weights = "random filters, seed 1",
            Backend = "managed (cpu)",
            Size = size,
            Memory = new LevelMemory(1, size, size, 10, 1, 1),
            Threads = 2,
            VectorBits = 256,
            Evaluations = [evaluation],
            Optimiser = "lbfgs",
            StepSeconds = step,
            Layers = [.. ((string[][])[["conv1_1", "relu1_1"], ["conv2_1", "relu2_1"], ["conv5_1", "relu5_1"]]).Select(taps => new LayerTime(taps, "kernel", 1, third, third))],
            Losses = [],
            RestSeconds = 0,
            PoolPeakBytes = 1,
            PeakBytes = 2,
        };
    }
}
