using StyleForge.Engine.Measuring;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Models.Kernels;

namespace StyleForge.Tests.Host;

/// <summary>Batches that must be done in time, on a clock that the tests move.</summary>
public sealed class NightTests : IDisposable
{
    private readonly HostHarness _host = new();

    public NightTests() => _host.WritePictures();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Only_so_many_pictures_are_made_and_the_rest_is_named()
    {
        Jobs("a", "b", "c", "d");

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--max-jobs", "2"));

        Assert.Equal(["a", "b"], _host.Rendered.Select(plan => plan.Name));
        Assert.Equal("--max-jobs is 2: c, d are left for another run.", _host.ErrorLines[0]);
    }

    [Fact]
    public void Programs_are_told_how_many_pictures_were_left_and_how_many_were_there_already()
    {
        Jobs("a", "b", "c", "d", "e");
        _host.Render = (plan, observer) => HostHarness.Fail(plan, observer, "It broke.");

        Assert.Equal(ExitCodes.JobFailed, _host.Run("batch", "jobs", "--max-jobs", "2", "--json"));

        Assert.Contains("\"count\":2", _host.OutputLines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"event":"summary","finished":0,"failed":2,"unfinished":0,"left":3,"kept":0,"invalid":0,""", _host.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Jobs_of_higher_priority_come_first_and_else_by_name_and_the_plan_is_the_same()
    {
        Write("a", "");
        Write("b", "\"priority\": -5,");
        Write("c", "\"priority\": 100,");
        Write("d", "\"priority\": 0,");

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs"));

        Assert.Equal(["c", "a", "d", "b"], _host.Rendered.Select(plan => plan.Name));
        var json = _host.Rendered.Select(plan => RenderPlanJson.Write(plan with { Name = "", JobFile = null, OutputPath = "" })).Distinct();
        Assert.Single(json);
    }

    [Theory]
    [InlineData("101")]
    [InlineData("-101")]
    [InlineData("1.5")]
    [InlineData("\"high\"")]
    public void A_priority_that_is_none_is_refused_with_what_is_allowed(string priority)
    {
        Write("a", $"\"priority\": {priority},");

        Assert.Equal(ExitCodes.Wrong, _host.Run("batch", "jobs"));
        Assert.Contains("must be a whole number from -100 to 100.", _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_time_every_picture_has_all_its_iterations()
    {
        Jobs("a", "b", "c");
        Foretell(secondsAPicture: 100);

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--time-budget", "5m"));

        Assert.All(_host.Rendered, plan => Assert.Equal(100, Steps(plan)));
    }

    [Fact]
    public void Where_there_is_too_little_time_all_get_the_same_share_and_are_done_in_it()
    {
        Jobs("a", "b", "c", "d");
        Foretell(secondsAPicture: 100);

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--time-budget", "200s"));

        Assert.All(_host.Rendered, plan => Assert.Equal(50, Steps(plan)));
        Assert.Equal(200, Elapsed, tolerance: 1e-6);
    }

    [Fact]
    public void A_machine_that_is_slower_than_was_measured_gives_those_to_come_less()
    {
        Jobs("a", "b", "c");
        Foretell(secondsAPicture: 100, reallyTimes: 2);

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--time-budget", "4m"));

        // 80 % of the first in 160 seconds instead of 80, and the others in the 80 that are left.
        Assert.Equal([80, 20, 20], _host.Rendered.Select(Steps));
        Assert.Equal(240, Elapsed, tolerance: 1e-6);
    }

    [Fact]
    public void Where_nothing_was_measured_the_first_picture_tells_how_long_the_others_take()
    {
        Jobs("a", "b", "c");
        _host.Render = Rendering(secondsAPicture: 100);

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--time-budget", "160s"));

        Assert.Equal([100, 30, 30], _host.Rendered.Select(Steps));
        Assert.Equal("In 2 min 40 s: the first picture in full, the others by what it took, because nothing was measured with 'styleforge bench --save'.", _host.ErrorLines[0]);
    }

    [Fact]
    public void Where_not_even_a_tenth_fits_the_rest_is_not_begun_and_named()
    {
        Jobs("a", "b", "c", "d");
        Foretell(secondsAPicture: 100);

        Assert.Equal(ExitCodes.Interrupted, _host.Run("batch", "jobs", "--time-budget", "25s"));

        Assert.Equal([10, 10], _host.Rendered.Select(Steps));
        Assert.Contains("The time is up: not even a tenth of the iterations can be done of c, d, which are left for another run.", _host.Error, StringComparison.Ordinal);
        Assert.Contains("Not all is done: 2 of 4 pictures finished", _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_picture_leaves_its_time_to_the_others()
    {
        Jobs("a", "b", "c");
        Foretell(secondsAPicture: 100);
        var render = _host.Render!;
        _host.Render = (plan, observer) => plan.Name == "a" ? HostHarness.Fail(plan, observer, "It broke.") : render(plan, observer);

        Assert.Equal(ExitCodes.JobFailed, _host.Run("batch", "jobs", "--time-budget", "2m"));

        Assert.Equal([40, 60, 60], _host.Rendered.Select(Steps));
    }

    [Theory]
    [InlineData("150s", "In 2 min 30 s: 50 % of the iterations of each picture")]
    [InlineData("1h", "In 1 h 00 min: all iterations")]
    [InlineData("10s", "In 10.0 s: a tenth of the iterations of each picture, and some pictures not at all")]
    public void A_dry_run_says_what_would_be_done(string budget, string line)
    {
        Jobs("a", "b", "c");
        Foretell(secondsAPicture: 100);

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--dry-run", "--time-budget", budget));

        Assert.Equal(line, _host.OutputLines[^1]);
        Assert.Empty(_host.Rendered);
    }

    [Fact]
    public void A_deadline_is_the_next_such_time_and_the_nearer_of_two_ends_counts()
    {
        Jobs("a", "b");
        Foretell(secondsAPicture: 7200);
        var now = _host.Time.GetLocalNow();

        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--deadline", now.AddHours(2).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(_host.Rendered, plan => Assert.Equal(50, Steps(plan)));

        _host.Rendered.Clear();
        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--time-budget", "1h", "--deadline", now.AddHours(20).ToString("yyyy-MM-dd'T'HH:mmzzz", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(_host.Rendered, plan => Assert.Equal(25, Steps(plan)));
    }

    [Theory]
    [InlineData("--time-budget", "soon", "--time-budget is soon, but must be a duration such as 8h30m, 90m or 45s.")]
    [InlineData("--time-budget", "0s", "--time-budget is 0s, but must be")]
    [InlineData("--time-budget", "30m8h", "--time-budget is 30m8h, but must be")]
    [InlineData("--deadline", "25:00", "--deadline is 25:00, but must be a time of day such as 06:00, or a time such as 2026-11-28T06:00.")]
    [InlineData("--deadline", "1969-01-01T06:00", "--deadline is 1969-01-01T06:00, which is over: name a time to come.")]
    [InlineData("--max-jobs", "0", "--max-jobs is 0, but must be a whole number from 1 to 1000000.")]
    public void Ends_that_are_none_are_refused(string option, string value, string sentence)
    {
        Jobs("a");

        Assert.Equal(ExitCodes.Wrong, _host.Run("batch", "jobs", option, value));
        Assert.Contains(sentence, _host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_budget_a_finished_picture_of_fewer_iterations_is_left_alone_and_without_one_it_is_not()
    {
        Jobs("a");
        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs"));
        HostHarness.WriteFinished(AllottedIterations.Scale(Assert.Single(_host.Rendered), 0.5));

        Assert.Equal(ExitCodes.NothingToDo, _host.Run("batch", "jobs", "--no-overwrite", "--time-budget", "1h"));
        Assert.Equal(ExitCodes.Done, _host.Run("batch", "jobs", "--no-overwrite"));
    }

    [Fact]
    public void A_share_leaves_a_step_to_every_level_and_ten_in_all()
    {
        var plan = Samples.Plan(_host.WorkingDirectory) with { Levels = [new LevelPlan(8, 8, 5), new LevelPlan(16, 16, 7), new LevelPlan(32, 32, 8)] };

        Assert.Equal(0.5, AllottedIterations.LeastShareOf(plan));
        Assert.Equal([1, 1, 1], AllottedIterations.Scale(plan, 0.01).Levels.Select(level => level.Iterations));
        Assert.Same(plan, AllottedIterations.Scale(plan, 1));
        Assert.Equal(1, AllottedIterations.LeastShareOf(plan with { Levels = [new LevelPlan(8, 8, 3)] }));
    }

    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private double Elapsed => (_host.Time.GetUtcNow() - DateTimeOffset.UnixEpoch - Start).TotalSeconds;

    private static int Steps(RenderPlan plan) => plan.Levels.Sum(level => level.Iterations);

    private void Jobs(params string[] names)
    {
        foreach (var name in names)
        {
            Write(name, "");
        }
    }

    // One level of a hundred iterations.
    private void Write(string name, string more) => _host.Write(
        Path.Combine("jobs", $"{name}.json"),
        $$"""{ "version": 1, {{more}} "content": "../town.png", "styles": ["../wave.png"], "size": 64, "minimumSize": 64, "firstIterations": 100 }""");

    private void Foretell(double secondsAPicture, double reallyTimes = 1)
    {
        var megapixels = 1e-6 * 64 * 48;
        new SpeedFile(_host.Environment()).Add(new Speed(
            "forge-vgg", null, new RunOptions().ThreadCount, VectorWidth.Bits, 64, new DateOnly(2026, 11, 22), [], secondsAPicture / 100 / megapixels));
        _host.Render = Rendering(secondsAPicture * reallyTimes);
    }

    private Func<RenderPlan, IRenderObserver, BatchOutcome> Rendering(double secondsAPicture) => (plan, observer) =>
    {
        var seconds = secondsAPicture * Steps(plan) / 100;
        _host.Time.Advance(TimeSpan.FromSeconds(seconds));
        var report = HostHarness.Report(plan, seconds);
        observer.Observe(new JobFinished(plan, report));
        return new BatchOutcome(plan, report, null);
    };
}
