using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Engine.Running;

public class MemoryPlannerTests
{
    private const int Side = 2048;

    private static readonly WindowReach Reach = new(16, 156);
    private static readonly InputExtents Inputs = new([(Side, Side)], 2L * Side * Side);

    private static readonly RenderPlan Plan = new()
    {
        Name = "night",
        ContentPath = "/content.png",
        OutputPath = "/out.png",
        Styles = [new StylePlan("/style.png", 1, 1, null)],
        Levels = [new LevelPlan(Side / 2, Side / 2, 50), new LevelPlan(Side, Side, 50)],
        Settings = SettingsResolver.Resolve([]).Settings! with { History = 20 },
    };

    [Fact]
    public void Where_there_is_room_nothing_is_cut()
    {
        var memory = Planner(100_000_000_000).Plan(Plan, Inputs);

        Assert.Equal([(1, 20), (1, 20)], memory.Select(level => (level.Memory.Windows, level.Memory.History)));
        Assert.Empty(Planner(100_000_000_000).Notices(Plan, memory));
    }

    [Fact]
    public void A_little_less_than_the_whole_takes_is_worked_on_in_windows()
    {
        var whole = Planner(100_000_000_000).Plan(Plan, Inputs)[1].Memory.Bytes;
        var planner = Planner(whole - 1);
        var memory = planner.Plan(Plan, Inputs);

        Assert.Equal((1, 20), (memory[0].Memory.Windows, memory[0].Memory.History));
        Assert.InRange(memory[1].Memory.Windows, 2, 4);
        Assert.Equal(20, memory[1].Memory.History);
        Assert.StartsWith($"The level of 2048×2048 goes through the network in {memory[1].Memory.Windows} windows of ", Assert.Single(planner.Notices(Plan, memory)), StringComparison.Ordinal);
    }

    [Fact]
    public void No_plan_takes_more_than_is_allowed_and_none_is_refused_that_fits()
    {
        var least = long.MaxValue;
        for (var limit = 16_000_000_000; limit > 1_000_000; limit = limit * 9 / 10)
        {
            try
            {
                var memory = Planner(limit).Plan(Plan, Inputs);
                Assert.All(memory, level => Assert.InRange(level.Memory.Bytes, 1, limit));
                Assert.All(memory, level => Assert.InRange(level.Memory.History, 1, 20));
                least = limit;
            }
            catch (MemoryLimitException refusal)
            {
                var needed = MemorySize.Parse(refusal.Message.Split(" needs ")[1].Split(" of memory")[0].Replace(" ", "", StringComparison.Ordinal))!.Value;
                Assert.InRange(needed, limit, least);
                Planner(needed).Plan(Plan, Inputs);
            }
        }

        Assert.NotEqual(long.MaxValue, least);
    }

    [Fact]
    public void Windows_do_not_shrink_without_end_for_the_sake_of_remembered_steps()
    {
        // One remembered step leaves room for windows of about 640 pixels; twenty would leave next to none.
        var picture = TensorPool.BytesOf<float>(3 * Side * Side);
        var memory = Planner((12 * picture) + (640L * 640 * Fake.BytesPerPixel)).Plan(Plan, Inputs)[1].Memory;

        Assert.InRange(memory.History, 1, 3);
        Assert.InRange(memory.WindowWidth * memory.WindowHeight, 400 * 400, 700 * 700);
    }

    [Fact]
    public void Adam_has_no_history_to_cut()
    {
        var adam = Plan with { Settings = Plan.Settings with { Optimiser = OptimiserKind.Adam } };
        var memory = Planner(1_000_000_000).Plan(adam, Inputs);

        Assert.All(memory, level => Assert.Equal(0, level.Memory.History));
        Assert.DoesNotContain(Planner(1_000_000_000).Notices(adam, memory), notice => notice.Contains("L-BFGS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("512MB", 512_000_000)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("4 gb", 4_000_000_000)]
    [InlineData("4GiB", 4L << 30)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("750kB", 750_000)]
    [InlineData("123456789", 123456789)]
    [InlineData("12B", 12)]
    public void Amounts_are_read(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("four GB")]
    [InlineData("-4GB")]
    [InlineData("0.2B")]
    [InlineData("1e30GB")]
    [InlineData("99999999999TB")]
    [InlineData("4GBs")]
    public void What_is_no_amount_is_not(string text) => Assert.Null(MemorySize.Parse(text));

    [Theory]
    [InlineData(10, "10 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(512_000_000, "512 MB")]
    [InlineData(4_000_000_000, "4.0 GB")]
    [InlineData(12_345_678_901, "12 GB")]
    public void Amounts_are_written_so_that_none_is_nothing(long bytes, string text) => Assert.Equal(text, MemorySize.Format(bytes));

    [Theory]
    [InlineData(1)]
    [InlineData(999_999)]
    [InlineData(10_000_001)]
    [InlineData(987_654_321)]
    [InlineData(3_987_654_321)]
    [InlineData(123_987_654_321)]
    public void What_is_written_rounded_up_is_read_as_enough(long bytes) =>
        Assert.InRange(MemorySize.Parse(MemorySize.FormatUp(bytes))!.Value, bytes, Math.Max(1000, bytes * 1.1));

    private static MemoryPlanner Planner(long limit) => new(new Fake(), new MachineShare(Count: 1, Threads: 2, MostThreads: 2, limit));

    /// <summary>A network that takes a kilobyte a pixel, and losses that take nothing.</summary>
    private sealed class Fake : IFeatures
    {
        public const long BytesPerPixel = 1000;

        public long WeightBytes => 1000;

        public ILevel Plan(LevelSizes sizes, long memory)
        {
            var choice = new WindowChoice(sizes.Height, sizes.Width, Reach);
            var plan = choice.Cheapest(plan => BytesOf(plan) <= memory);
            var chosen = plan ?? choice.Smallest;
            return new Level(new LevelCost(
                plan is not null, BytesOf(chosen), TargetBytes: 0, BytesOf(chosen), chosen.RelativeCost, chosen.Gradients.Windows.Length, chosen.WindowWidth, chosen.WindowHeight));
        }

        public void Dispose()
        {
        }

        private static long BytesOf(WindowPlan plan) => plan.WindowHeight * plan.WindowWidth * BytesPerPixel;

        private sealed record Level(LevelCost Cost) : ILevel
        {
            public IObjective<float> Make(LevelPictures pictures, TensorPool pool, CancellationToken cancellation) =>
                throw new NotSupportedException("This level only foretells.");
        }
    }
}
