using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Models.Threading;
using StyleForge.Tests.Host;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Running;

public sealed class MachineShareTests
{
    private const long Memory = 1_000_003;

    private static readonly string Folder = Path.GetTempPath();

    [Fact]
    public void The_threads_are_dealt_out_exactly_and_no_part_is_without_one()
    {
        for (var threads = 1; threads <= 16; threads++)
        {
            for (var parallel = 1; parallel <= 16; parallel++)
            {
                foreach (var jobs in (int[])[1, 2, 5, 16, 40])
                {
                    var shares = MachineShare.Deal(new RunOptions(threads, Memory) { Parallel = parallel }, Plans(jobs));

                    Assert.Equal(Math.Min(parallel, Math.Min(threads, jobs)), shares.Count);
                    Assert.Equal(threads, shares.Sum(share => share.Threads));
                    Assert.InRange(shares.Min(share => share.Threads), 1, shares.Max(share => share.Threads));
                    Assert.InRange(shares.Max(share => share.Threads) - shares.Min(share => share.Threads), 0, 1);
                    Assert.All(shares, share => Assert.Equal((shares.Count, shares[0].Threads), (share.Count, share.MostThreads)));
                    Assert.Equal(shares.Max(share => share.Threads), shares[0].Threads);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void The_parts_have_the_same_memory_and_together_no_more_than_there_is(int parallel)
    {
        var shares = MachineShare.Deal(new RunOptions(Threads: 64, Memory) { Parallel = parallel }, Plans(100));

        Assert.Equal(parallel, shares.Count);
        Assert.Single(shares.Select(share => share.Memory).Distinct());
        Assert.InRange(shares.Sum(share => share.Memory), Memory - parallel + 1, Memory);
    }

    [Fact]
    public void One_job_or_none_has_the_whole_machine()
    {
        foreach (var jobs in (int[])[0, 1])
        {
            var share = Assert.Single(MachineShare.Deal(new RunOptions(Memory: Memory) { Parallel = 8 }, Plans(jobs)));
            Assert.Equal(new MachineShare(1, WorkerPool.DefaultThreads, WorkerPool.DefaultThreads, Memory), share);
        }
    }

    [Fact]
    public void Jobs_of_which_one_reads_what_another_writes_through_a_link_have_their_turn()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("real"));
        Directory.CreateSymbolicLink(folder.File("alias"), "real");
        var plans = Plans(2);
        RenderPlan[] chained = [plans[0] with { OutputPath = folder.File("real/a.png") }, plans[1] with { ContentPath = folder.File("alias/a.png") }];

        Assert.Single(MachineShare.Deal(new RunOptions(Threads: 8) { Parallel = 2 }, chained));
    }

    [Fact]
    public void Jobs_of_which_one_reads_what_another_writes_have_their_turn()
    {
        var plans = Plans(3);
        var made = plans[0].OutputPath;
        RenderPlan[] readers =
        [
            plans[1] with { ContentPath = made },
            plans[1] with { ContentPath = made.ToUpperInvariant() },
            plans[1] with { Styles = [plans[1].Styles[0], new StylePlan(made, 1, 1, null)] },
            plans[1] with { Styles = [new StylePlan(plans[1].Styles[0].Path, 1, 1, made)] },
            plans[1] with { Settings = plans[1].Settings with { StartImage = made } },
        ];

        Assert.Equal(3, MachineShare.Deal(new RunOptions(Threads: 8) { Parallel = 3 }, plans).Count);
        foreach (var reader in readers)
        {
            Assert.Single(MachineShare.Deal(new RunOptions(Threads: 8) { Parallel = 3 }, [plans[0], reader, plans[2]]));
            Assert.Single(MachineShare.Deal(new RunOptions(Threads: 8) { Parallel = 3 }, [reader, plans[0], plans[2]]));
        }
    }

    private static RenderPlan[] Plans(int count) => [.. Enumerable.Range(1, count).Select(i => Samples.Plan(Folder, $"job-{i}"))];
}
