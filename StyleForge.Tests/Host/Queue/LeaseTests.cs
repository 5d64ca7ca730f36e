using System.Text;
using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>Who has a job, and when another may take it over.</summary>
public class LeaseTests
{
    private static readonly TimeSpan Lease = new DropFolderOptions().Lease;

    private readonly QueueBench _bench = new();

    [Fact]
    public void A_job_of_a_process_that_has_ended_is_taken_over_at_once()
    {
        var claim = Begin(QueueBench.Process(1));
        _bench.Write(Path.Combine(claim.WorkFolder, "checkpoint"), "half");
        _bench.End(QueueBench.Process(1));

        var next = QueueBench.Take(_bench.Open(QueueBench.Process(2)))!;

        Assert.Equal((claim.Job.Id, 2), (next.Job.Id, next.Job.Attempt));
        Assert.Equal("half", Encoding.UTF8.GetString(_bench.Disk.Read(Path.Combine(next.WorkFolder, "checkpoint"))!));
        Assert.Equal(ClaimState.Lost, QueueBench.Renew(claim));
        Assert.False(QueueBench.Complete(claim));
        Assert.False(QueueBench.Fail(claim, "No."));
        Assert.True(QueueBench.Complete(next));
        Assert.Equal(["taken", "taken-over", "done"], _bench.Journal().Select(line => line.Event));
    }

    [Fact]
    public void The_list_says_that_the_program_of_a_job_has_ended()
    {
        Begin(QueueBench.Process(1));
        var looker = _bench.Open(QueueBench.Process(2));
        Assert.Equal((QueueBench.Process(1).ToString(), null), (Assert.Single(QueueBench.Read(looker)).Owner, Assert.Single(QueueBench.Read(looker)).Reason));

        _bench.End(QueueBench.Process(1));

        var left = Assert.Single(QueueBench.Read(looker));
        Assert.Null(left.Owner);
        Assert.Equal($"its program ({QueueBench.Process(1)}) has ended; whoever serves the queue next goes on with it", left.Reason);
    }

    [Fact]
    public void A_job_of_another_machine_is_taken_over_when_it_has_been_silent_for_long_enough()
    {
        var claim = Begin(QueueBench.Process(1, host: "elsewhere"));
        _bench.End(QueueBench.Process(1, host: "elsewhere"));
        var other = _bench.Open(QueueBench.Process(2));

        Assert.Null(QueueBench.Take(other));
        _bench.Time.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Null(QueueBench.Take(other));
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(claim.Job.Id, QueueBench.Take(other)!.Job.Id);
    }

    [Fact]
    public void An_owner_that_speaks_keeps_its_job_whatever_the_clocks_on_the_wall_say()
    {
        var claim = Begin(QueueBench.Process(1, host: "elsewhere"));
        var other = _bench.Open(QueueBench.Process(2));
        var day = TimeSpan.FromDays(400);

        for (var i = 0; i < 20; i++)
        {
            // Clocks that are set back and forth, of machines that do not agree.
            _bench.Time.Set(i % 2 == 0 ? day : -day);
            Assert.Equal(ClaimState.Held, QueueBench.Renew(claim));
            Assert.Null(QueueBench.Take(other));
            _bench.Time.Advance(Lease / 2);
        }
    }

    [Fact]
    public void An_owner_that_slept_hears_that_its_job_is_anothers()
    {
        var claim = Begin(QueueBench.Process(1));
        var other = _bench.Open(QueueBench.Process(2));
        Assert.Null(QueueBench.Take(other));
        _bench.Time.Advance(Lease);
        Assert.NotNull(QueueBench.Take(other));

        Assert.Equal(ClaimState.Lost, QueueBench.Renew(claim));
    }

    [Fact]
    public async Task A_job_that_is_given_back_waits_for_nobodys_silence_and_is_nobodys_fault()
    {
        for (var i = 1; i < 6; i++)
        {
            var claim = i == 1 ? Begin(QueueBench.Process(1)) : QueueBench.Take(_bench.Open(QueueBench.Process(i)))!;
            Assert.Equal(i, claim.Job.Attempt);
            await claim.ReleaseAsync();
            _bench.End(QueueBench.Process(i));
        }
    }

    [Fact]
    public void A_job_that_ends_its_program_twice_without_coming_further_is_set_aside()
    {
        var claim = Begin(QueueBench.Process(1));
        QueueBench.Renew(claim, new JobReach("town-2", 2, 3, 0.414, null));
        _bench.End(QueueBench.Process(1));
        claim = QueueBench.Take(_bench.Open(QueueBench.Process(2)))!;
        QueueBench.Renew(claim, new JobReach("town-2", 2, 3, 0.414, null));
        _bench.End(QueueBench.Process(2));

        Assert.Null(QueueBench.Take(_bench.Open(QueueBench.Process(3))));

        Assert.StartsWith("It ended the program twice at picture 2 of 3 (town-2), 41 % of the job done, and is set aside", _bench.Text("failed/night/reason.txt"), StringComparison.Ordinal);
        Assert.Equal(["taken", "taken-over", "taken-over", "failed"], _bench.Journal().Select(line => line.Event));
    }

    [Fact]
    public void A_job_that_comes_further_each_time_is_not_set_aside()
    {
        var claim = Begin(QueueBench.Process(1));
        for (var i = 1; i < 20; i++)
        {
            if (i % 2 == 0)
            {
                _bench.Write(Path.Combine(claim.WorkFolder, "checkpoint"), new string('.', i));
            }
            else
            {
                QueueBench.Renew(claim, new JobReach("town", i, 100, 0.1, null));
            }

            _bench.End(QueueBench.Process(i));
            claim = QueueBench.Take(_bench.Open(QueueBench.Process(i + 1)))!;
        }

        Assert.Equal(20, claim.Job.Attempt);
    }

    [Fact]
    public void A_machine_that_started_again_is_not_the_jobs_fault()
    {
        Begin(QueueBench.Process(1, boot: "day 1"));
        for (var day = 2; day < 8; day++)
        {
            var queue = _bench.Open(QueueBench.Process(1, boot: $"day {day}"));
            Assert.Null(QueueBench.Take(queue));
            _bench.Time.Advance(Lease);
            Assert.NotNull(QueueBench.Take(queue));
        }
    }

    [Fact]
    public void How_often_a_job_may_end_its_program_can_be_chosen()
    {
        _bench.Options = _bench.Options with { MostDeaths = 4 };
        Begin(QueueBench.Process(1));
        for (var i = 1; i < 4; i++)
        {
            _bench.End(QueueBench.Process(i));
            Assert.NotNull(QueueBench.Take(_bench.Open(QueueBench.Process(i + 1))));
        }

        _bench.End(QueueBench.Process(4));
        Assert.Null(QueueBench.Take(_bench.Open(QueueBench.Process(5))));
        Assert.Contains("4 times", _bench.Text("failed/night/reason.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_owner_died_before_it_heard_of_the_cancelling_is_told_to_the_next_one()
    {
        var claim = Begin(QueueBench.Process(1));
        _bench.End(QueueBench.Process(1));
        var queue = _bench.Open(QueueBench.Process(2));
        Assert.True(await queue.CancelAsync(claim.Job.Id, default));

        Assert.Equal(ClaimState.Cancelled, QueueBench.Renew(QueueBench.Take(queue)!));
    }

    [Fact]
    public void Abandoned_jobs_come_first()
    {
        Begin(QueueBench.Process(1));
        _bench.Drop("urgent.json", "{ \"version\": 1, \"priority\": 100 }");
        _bench.End(QueueBench.Process(1));

        Assert.Equal("night", _bench.Claim(_bench.Open(QueueBench.Process(2)))!.Job.Name);
    }

    [Fact]
    public void What_is_said_of_an_owner_and_cannot_be_read_is_silence()
    {
        var claim = Begin(QueueBench.Process(1));
        _bench.Write(Path.Combine(Path.GetDirectoryName(claim.WorkFolder)!, "lease.json"), "{ torn");
        var other = _bench.Open(QueueBench.Process(2));

        Assert.Null(QueueBench.Take(other));
        _bench.Time.Advance(Lease);
        Assert.Equal(2, QueueBench.Take(other)!.Job.Attempt);
    }

    private IClaim Begin(QueueOwner owner)
    {
        _bench.Drop("night.json");
        return _bench.Claim(_bench.Open(owner))!;
    }
}
