using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>
/// The whole life of a queue with jobs of every kind, ended before, within and after each single operation on files, then gone on with by
/// another process; and each operation failing as disks and shares do.
/// </summary>
public class DropFolderKillTests
{
    private static readonly string[] Jobs = ["bad", "night", "submitted", "town", "wave"];

    [Theory]
    [InlineData(Fault.KilledBefore)]
    [InlineData(Fault.KilledWithin)]
    [InlineData(Fault.KilledAfter)]
    public void Wherever_the_process_is_killed_each_job_ends_once_and_nothing_is_left_over(Fault fault)
    {
        var operations = CountOperations();
        for (var k = 1; k <= operations; k++)
        {
            var bench = NewBench();
            var files = new FaultyFiles(bench.Disk) { FaultAt = (number, _) => number == k ? fault : Fault.None };
            var life = new Life(bench, QueueBench.Process(1), files);
            Assert.Throws<ProcessKilledException>(life.Run);
            bench.End(QueueBench.Process(1));

            var next = new Life(bench, QueueBench.Process(2), bench.Disk);
            next.GoOn();

            RequireOrder(bench, life.HasSubmitted, $"{fault} at operation {k}");
        }
    }

    [Theory]
    [InlineData(Fault.Fails)]
    [InlineData(Fault.FailsHavingDone)]
    public void Whichever_operation_the_disk_refuses_for_a_moment_the_jobs_go_on(Fault fault)
    {
        var operations = CountOperations();
        for (var k = 1; k <= operations; k++)
        {
            var bench = NewBench();
            var files = new FaultyFiles(bench.Disk)
            {
                FaultAt = (number, _) => number == k ? fault : Fault.None,
                Failure = () => k % 2 == 0 ? new IOException("The file is being used by another process.") : new UnauthorizedAccessException("Access is denied."),
            };
            var life = new Life(bench, QueueBench.Process(1), files);
            life.Run();

            RequireOrder(bench, isSubmitted: true, $"{fault} at operation {k}");
        }
    }

    [Fact]
    public void A_disk_that_is_away_for_long_is_waited_for_and_no_finished_job_is_lost()
    {
        var bench = NewBench();
        var files = new FaultyFiles(bench.Disk);
        var queue = bench.Open(QueueBench.Process(1), files);
        var claim = bench.Claim(queue)!;
        var left = 50;
        files.FaultAt = (_, _) => left-- > 0 ? Fault.Fails : Fault.None;

        Assert.True(QueueBench.Complete(claim));

        Assert.Contains(bench.Told, sentence => sentence.StartsWith("The drop folder /drop cannot be written and is tried again: The disk is full.", StringComparison.Ordinal));
        Assert.Single(bench.Disk.List("/drop/done"));
    }

    [Fact]
    public void A_disk_that_is_away_is_told_by_an_exception_where_nothing_is_held_up_by_it()
    {
        var bench = NewBench();
        var queue = bench.Open(new FaultyFiles(bench.Disk) { FaultAt = (_, _) => Fault.Fails });

        Assert.Throws<IOException>(() => QueueBench.Take(queue));
    }

    [Fact]
    public void A_journal_that_cannot_be_written_stops_nothing()
    {
        var bench = NewBench();
        var files = new FaultyFiles(bench.Disk) { FaultAt = (_, path) => path.EndsWith("journal.jsonl", StringComparison.Ordinal) ? Fault.Fails : Fault.None };
        var queue = bench.Open(files);

        Assert.True(QueueBench.Complete(bench.Claim(queue)!));
        Assert.Contains(bench.Told, sentence => sentence.StartsWith("The journal /drop/journal.jsonl could not be written", StringComparison.Ordinal));
    }

    private static int CountOperations()
    {
        var bench = NewBench();
        var files = new FaultyFiles(bench.Disk);
        new Life(bench, QueueBench.Process(1), files).Run();
        RequireOrder(bench, isSubmitted: true, "undisturbed");
        Assert.True(files.Count > 100, "The life of the queue has become too short to try anything.");
        return files.Count;
    }

    private static QueueBench NewBench()
    {
        var bench = new QueueBench();
        bench.Drop("bad.json");
        bench.Drop("sub/night.json", "{ \"version\": 1, \"priority\": 2, \"content\": \"house.png\", \"styles\": [\"marbling\"] }");
        bench.Drop("sub/house.png", "picture");
        bench.Drop("marbling/town.png", "picture");
        bench.Drop("wave.json");
        return bench;
    }

    private static void RequireOrder(QueueBench bench, bool isSubmitted, string when)
    {
        var folders = bench.Disk.List("/drop/done").Concat(bench.Disk.List("/drop/failed")).Select(entry => entry.Name).Order(StringComparer.Ordinal).ToList();
        if (!isSubmitted && !folders.Contains("submitted"))
        {
            folders.Add("submitted"); // The call did not return, so nobody was told that the job is there.
            folders.Sort(StringComparer.Ordinal);
        }

        Assert.True(Jobs.SequenceEqual(folders), $"{when}: the jobs are {string.Join(", ", folders)}.\n{string.Join('\n', bench.Disk.Paths)}");
        Assert.True(bench.Disk.List("/drop/working").Count == 0, $"{when}: left in working\n{string.Join('\n', bench.Disk.Paths)}");
        Assert.True(bench.Files("inbox") is ["sub/house.png"], $"{when}: left in the inbox\n{string.Join('\n', bench.Files("inbox"))}");
        var left = bench.Disk.Paths.Concat(bench.Disk.Folders).Where(path => path.Contains("/.", StringComparison.Ordinal)).ToList();
        Assert.True(left.Count == 0, $"{when}: left over {string.Join(", ", left)}");
        foreach (var file in bench.Files("done").Concat(bench.Files("failed")))
        {
            Assert.False(file.Split('/').Intersect([DropFolderPaths.LeaseFile, DropFolderPaths.WorkFolder]).Any(), $"{when}: {file}");
        }
    }

    // One process from its start to the end of all jobs, with a user who submits a job, and has those that failed tried again.
    private sealed class Life(QueueBench bench, QueueOwner owner, IQueueFiles files)
    {
        private readonly DropFolder _queue = bench.Open(owner, files);

        public bool HasSubmitted { get; private set; }

        public void Run()
        {
            _queue.SubmitAsync(
                new Submission("submitted", "{ \"version\": 1, \"content\": \"a.png\", \"styles\": [\"marbling\"] }", new Dictionary<string, Func<Stream>> { ["a.png"] = () => new MemoryStream("picture"u8.ToArray()) }),
                default).AsTask().GetAwaiter().GetResult();
            HasSubmitted = true;
            GoOn();
            foreach (var failed in QueueBench.Read(_queue).Where(job => job.State == JobState.Failed))
            {
                Assert.True(_queue.RetryAsync(failed.Id, default).AsTask().GetAwaiter().GetResult());
            }

            GoOn();
        }

        public void GoOn()
        {
            _queue.Prepare();

            // Long enough for a silence that has to be waited for, and for what was left to be taken away.
            for (var idle = 0; idle < 6;)
            {
                bench.Time.Advance(TimeSpan.FromSeconds(30));
                if (QueueBench.Take(_queue) is not { } claim)
                {
                    idle++;
                    continue;
                }

                idle = 0;
                _queue.Files.Write(Path.Combine(claim.WorkFolder, "checkpoint"), stream => stream.WriteByte(1), isLasting: true);
                if (QueueBench.Renew(claim) == ClaimState.Lost)
                {
                    continue;
                }

                _ = claim.Job.Name == "bad" ? QueueBench.Fail(claim, "It is bad.") : QueueBench.Complete(claim);
            }
        }
    }
}
