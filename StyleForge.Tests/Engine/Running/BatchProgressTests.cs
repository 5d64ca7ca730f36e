using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Tests.Host;

namespace StyleForge.Tests.Engine.Running;

public sealed class BatchProgressTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_rest_takes_as_long_as_what_is_done_by_its_pixels_and_iterations()
    {
        RenderPlan[] plans = [Plan(100, 10), Plan(200, 20), Plan(100, 10)]; // 1, 8 and 1 parts of ten
        var progress = new BatchProgress(plans, _time);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(new BatchTime(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(114)), progress.Advance(plans[0], 0.5));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(120), progress.Advance(plans[0], 1)!.Value.Total);

        // Two at once: what both have done counts.
        progress.Advance(plans[2], 1);
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(24 * 4 / 6.0, progress.Advance(plans[1], 0.5)!.Value.Remaining.TotalSeconds, tolerance: 1e-3);
        Assert.Equal(TimeSpan.Zero, progress.Advance(plans[1], 1)!.Value.Remaining);
    }

    [Fact]
    public void What_a_failed_job_leaves_undone_is_not_waited_for()
    {
        RenderPlan[] plans = [Plan(100, 10), Plan(100, 10), Plan(100, 10)];
        var progress = new BatchProgress(plans, _time);

        _time.Advance(TimeSpan.FromSeconds(6));
        progress.Advance(plans[0], 0.5);
        progress.Abandon(plans[0]);
        progress.Abandon(plans[1]);

        Assert.Equal(TimeSpan.FromSeconds(6), progress.Advance(plans[2], 0.25)!.Value.Remaining);
    }

    [Fact]
    public void Nothing_is_told_of_one_job_or_after_a_fiftieth_of_the_work()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var one = Plan(100, 100);
        Assert.Null(new BatchProgress([one], _time).Advance(one, 0.5));

        RenderPlan[] plans = [Plan(100, 100), Plan(100, 100)];
        var progress = new BatchProgress(plans, _time);
        Assert.Null(progress.Advance(plans[0], 0.039));
        Assert.NotNull(progress.Advance(plans[0], 0.04));
    }

    private static RenderPlan Plan(int side, int iterations) => Samples.Plan(Path.GetTempPath()) with { Levels = [new LevelPlan(side, side, iterations)] };
}
