using System.Text;
using StyleForge.Engine.Jobs;
using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>What a drop folder does with jobs, by a clock and on a disk that do what the tests say.</summary>
public class DropFolderTests
{
    private static readonly string[] TwoStates = ["town", "wave"];

    private readonly QueueBench _bench = new();

    [Fact]
    public void A_job_goes_from_the_inbox_to_done_with_its_report()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json");

        var claim = _bench.Claim(queue)!;
        Assert.Equal("night", claim.Job.Name);
        Assert.Equal("/drop/inbox", claim.BaseFolder);
        Assert.Equal("{ \"version\": 1 }", Encoding.UTF8.GetString(_bench.Disk.Read(claim.JobFile)!));
        Assert.Empty(_bench.Files("inbox"));
        Assert.True(QueueBench.Complete(claim));

        Assert.Equal(["night/night.json", "night/record.json", "night/report.json"], _bench.Files("done"));
        Assert.Empty(_bench.Files("working"));
        var done = Assert.Single(QueueBench.Read(queue));
        Assert.Equal((JobState.Done, claim.Job.Id, 1), (done.State, done.Id, done.Attempt));
        Assert.Equal(["/pictures/a.png"], done.Pictures);
        Assert.Equal([("taken", "night"), ("done", "night")], _bench.Journal());
    }

    [Fact]
    public void A_job_that_failed_lies_in_failed_with_its_reason()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json");

        Assert.True(QueueBench.Fail(_bench.Claim(queue)!, "The content is no picture."));

        Assert.Equal("The content is no picture.\n", _bench.Text("failed/night/reason.txt"));
        Assert.Equal("The content is no picture.", Assert.Single(QueueBench.Read(queue)).Reason);
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number()
    {
        var queue = _bench.Open();
        for (var i = 0; i < 3; i++)
        {
            _bench.Drop("night.json");
            QueueBench.Complete(_bench.Claim(queue)!);
        }

        Assert.Equal(["night", "night-2", "night-3"], _bench.Disk.List("/drop/done").Select(entry => entry.Name));
    }

    [Fact]
    public void A_file_that_grows_is_left_alone_until_it_has_stayed_as_it_is()
    {
        var queue = _bench.Open();
        for (var i = 0; i < 5; i++)
        {
            _bench.Drop("night.json", new string(' ', i) + "{ \"version\": 1 }");
            Assert.Null(QueueBench.Take(queue));
            Assert.Equal(JobState.Waiting, Assert.Single(QueueBench.Read(queue)).State);
            _bench.Time.Advance(TimeSpan.FromSeconds(1.9));
        }

        _bench.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.NotNull(QueueBench.Take(queue));
    }

    [Theory]
    [InlineData(".night.json")]
    [InlineData("night.json.part")]
    [InlineData("night.json.crdownload")]
    [InlineData("night.json~")]
    [InlineData("night.tmp")]
    [InlineData("appsettings.json")]
    [InlineData("readme.txt")]
    [InlineData("town.png")]
    [InlineData("unknown-style/town.png")]
    [InlineData("marbling/deeper/town.png")]
    [InlineData(".hidden/night.json")]
    public void What_is_no_job_or_not_finished_is_left_alone(string name)
    {
        var queue = _bench.Open();
        _bench.Drop(name);

        Assert.Null(_bench.Claim(queue));
        Assert.Empty(QueueBench.Read(queue));
        Assert.Equal([name], _bench.Files("inbox"));
    }

    [Fact]
    public void The_record_of_a_finished_picture_is_no_job()
    {
        var queue = _bench.Open();
        _bench.Drop("town.png.json", "{ \"styleforge\": \"0.1.0\", \"plan\": {} }");

        Assert.Null(_bench.Claim(queue));
    }

    [Theory]
    [InlineData("{ \"version\": 1, \"content\": \"town.png\", \"styles\": [\"marbling\"] }")]
    [InlineData("{ \"version\": 1, \"content\": \"other.png\", \"styles\": [\"sub/../town.png\"] }")]
    [InlineData("{ \"version\": 1, \"content\": [\"other.png\", \"town.png\"], \"styles\": [\"marbling\"] }")]
    [InlineData("{ \"version\": 1, \"content\": \"other.png\", \"styles\": [{ \"image\": \"other.png\", \"mask\": \"town.png\" }] }")]
    [InlineData("{ \"version\": 1, \"content\": \"other.png\", \"styles\": [\"marbling\"], \"start\": \"file\", \"startImage\": \"town.png\" }")]
    public void Pictures_that_are_not_there_yet_are_waited_for(string job)
    {
        var queue = _bench.Open();
        _bench.Drop("other.png", "picture");
        _bench.Drop("night.json", job);

        Assert.Null(_bench.Claim(queue));
        Assert.Equal("waits for town.png", Assert.Single(QueueBench.Read(queue)).Reason);
        _bench.Drop("town.png", "half");
        Assert.Null(QueueBench.Take(queue));
        Assert.Null(Assert.Single(QueueBench.Read(queue)).Reason);
        _bench.Drop("town.png", "whole picture");
        Assert.NotNull(_bench.Claim(queue));
    }

    [Fact]
    public void A_job_that_is_wrong_waits_for_nothing()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json", "{ \"version\": 1, \"content\": \"town.png\", \"styels\": [\"marbling\"] }");

        Assert.NotNull(_bench.Claim(queue));
    }

    [Fact]
    public void No_id_looks_like_an_option()
    {
        var queue = _bench.Open();
        _bench.Drop("-dash.json", "{ }");

        Assert.StartsWith("dash-", Assert.Single(QueueBench.Read(queue)).Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_do_not_come_are_waited_for_a_bounded_time()
    {
        var queue = _bench.Open();
        _bench.Drop("sub/night.json", "{ \"version\": 1, \"content\": \"town.png\", \"styles\": [\"marbling\"] }");

        for (var i = 0; i < 10; i++)
        {
            Assert.Null(QueueBench.Take(queue));
            _bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.NotNull(QueueBench.Take(queue)); // And fails when it is planned, with all that is wrong.
    }

    [Fact]
    public void A_picture_in_a_folder_called_like_a_bundled_style_is_a_job()
    {
        var queue = _bench.Open();
        _bench.Drop("marbling/town \"1\".jpg", "picture");

        var claim = _bench.Claim(queue)!;

        Assert.Equal("town \"1\"", claim.Job.Name);
        var job = JobReader.Read(_bench.Disk.Read(claim.JobFile)!, claim.JobFile, JobLimits.Default);
        Assert.Empty(job.Problems);
        Assert.Equal(("town \"1\".jpg", "marbling", "town -1--marbling.png"), (job.Document!.Contents[0].Path, job.Document.Styles[0][0].Image, job.Document.Output));
        Assert.Equal("picture", Encoding.UTF8.GetString(_bench.Disk.Read(Path.Combine(claim.BaseFolder, "town \"1\".jpg"))!));
    }

    [Fact]
    public void Pictures_that_would_have_one_output_get_numbers_in_the_order_of_their_turn()
    {
        var (queue, other) = (_bench.Open(), _bench.Open());
        _bench.Write("/drop/styles/a-b.png", "style");
        foreach (var name in (string[])["marbling/town.jpg", "marbling/town.jpeg", "marbling/Town.PNG", "marbling/x-a.png", "a-b/x.png", "marbling/{x}.png", "marbling/?x?.png"])
        {
            _bench.Drop(name, "picture");
        }

        Assert.Null(QueueBench.Take(other));
        var claims = Enumerable.Range(0, 7).Select(turn => _bench.Claim(turn % 2 == 0 ? queue : other)!).ToList();

        Assert.Equal(
            ["x-a-b.png", "-x--marbling.png", "Town-marbling.png", "town-marbling-2.png", "town-marbling-3.png", "x-a-marbling.png", "-x--marbling-2.png"],
            claims.Select(_bench.Output));

        // What is done lies in output, and what failed has left its name.
        _bench.Write("/drop/output/town-marbling.png", "picture");
        Assert.True(QueueBench.Complete(claims[2]));
        Assert.True(QueueBench.Fail(claims[3], "It broke."));
        _bench.Drop("marbling/town.png", "picture");
        Assert.Equal("town-marbling-2.png", _bench.Output(_bench.Claim(queue)!));
    }

    [Fact]
    public void A_picture_is_told_by_its_own_name_and_a_job_file_too()
    {
        var queue = _bench.Open();
        _bench.Drop("marbling/lease.json.png", "picture");
        _bench.Drop("marbling/town.png", "picture");
        _bench.Drop("lease.json");
        _bench.Drop("night.job/day.json");

        var claims = Enumerable.Range(0, 4).Select(_ => _bench.Claim(queue)!).ToList();

        Assert.Equal([("lease.json", false), ("lease.json.png", true), ("town.png", true), ("day.json", false)], claims.Select(claim => (claim.Source, claim.IsPicture)));
    }

    [Fact]
    public void What_nobody_takes_is_told_once_when_it_has_stayed_as_it_is()
    {
        var queue = _bench.Open();
        foreach (var name in (string[])["notes.txt", "deeper/film.mov", "marbling/readme", "town.png", "unknown-style/town.png", "town.png.part", ".hidden", "appsettings.json", "photo.data"])
        {
            _bench.Drop(name, "{}");
        }

        _bench.Drop("town.png.json", "{ \"styleforge\": \"0.1.0\", \"plan\": {} }");
        _bench.Drop("empty.job/town.png", "picture");
        _bench.Drop("late.json", "{ \"version\": 1, \"content\": \"photo.data\", \"styles\": [\"later.png\"] }");

        Assert.Null(QueueBench.Take(queue));
        Assert.Empty(_bench.Unclaimed);
        Assert.Null(_bench.Claim(queue));
        Assert.Equal(["deeper/film.mov", "empty.job", "marbling/readme", "notes.txt"], Assert.Single(_bench.Unclaimed).Order(StringComparer.Ordinal));

        _bench.Time.Advance(TimeSpan.FromSeconds(9));
        _bench.Drop("more.txt");
        QueueBench.Read(queue);
        Assert.Null(_bench.Claim(queue));
        Assert.Equal(["more.txt"], _bench.Unclaimed[^1]);
        Assert.Equal(2, _bench.Unclaimed.Count);
    }

    [Fact]
    public void A_style_of_the_folder_itself_counts_like_a_bundled_one()
    {
        var queue = _bench.Open();
        _bench.Write("/drop/styles/my wave.png", "style");
        _bench.Drop("my wave/town.jpg", "picture");

        var claim = _bench.Claim(queue)!;

        var job = JobReader.Read(_bench.Disk.Read(claim.JobFile)!, claim.JobFile, JobLimits.Default).Document!;
        Assert.Equal("/drop/styles/my wave.png", Path.GetFullPath(job.Styles[0][0].Image, claim.BaseFolder));
    }

    [Fact]
    public void The_highest_priority_comes_first_and_then_the_oldest()
    {
        var queue = _bench.Open();
        foreach (var (name, priority) in (ReadOnlySpan<(string, int)>)[("c", 0), ("b", 0), ("a", -1), ("d", 5)])
        {
            _bench.Drop(name + ".json", $"{{ \"version\": 1, \"priority\": {priority} }}");
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("d", _bench.Claim(queue)!.Job.Name);
        Assert.Equal(["d", "c", "b", "a"], QueueBench.Read(queue).Select(job => job.Name));
        Assert.Equal(["c", "b", "a"], Enumerable.Range(0, 3).Select(_ => QueueBench.Take(queue)!.Job.Name));
    }

    [Fact]
    public async Task A_job_keeps_its_id_from_the_inbox_to_the_end()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json");

        var id = Assert.Single(QueueBench.Read(queue)).Id;
        var claim = _bench.Claim(queue)!;
        Assert.Equal(id, Assert.Single(QueueBench.Read(queue)).Id);
        QueueBench.Fail(claim, "No.");
        Assert.Equal(id, Assert.Single(QueueBench.Read(queue)).Id);
        Assert.True(await queue.RetryAsync(id, default));
        Assert.Equal((id, JobState.Waiting), (Assert.Single(QueueBench.Read(queue)).Id, Assert.Single(QueueBench.Read(queue)).State));
    }

    [Fact]
    public async Task A_submitted_job_comes_with_its_pictures_and_goes_with_them()
    {
        var queue = _bench.Open();
        var id = await queue.SubmitAsync(
            new Submission("night", "{ \"version\": 1, \"content\": \"town.png\", \"styles\": [\"marbling\"] }", new Dictionary<string, Func<Stream>> { ["town.png"] = () => new MemoryStream("picture"u8.ToArray()) }), default);

        var claim = _bench.Claim(queue)!;

        Assert.Equal((id, "night"), (claim.Job.Id, claim.Job.Name));
        Assert.NotNull(_bench.Disk.Read(Path.Combine(claim.BaseFolder, "town.png")));
        Assert.Empty(_bench.Files("inbox"));
        QueueBench.Complete(claim);
        Assert.Contains(_bench.Files("done"), file => file.EndsWith("/town.png", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../night", "town.png")]
    [InlineData("", "town.png")]
    [InlineData(".night", "town.png")]
    [InlineData("night", "../town.png")]
    [InlineData("night", "/etc/town.png")]
    [InlineData("night", "night.json")]
    [InlineData("night", "")]
    public async Task A_submission_cannot_lead_out_of_its_folder(string name, string file)
    {
        var queue = _bench.Open();
        var submission = new Submission(name, "{}", new Dictionary<string, Func<Stream>> { [file] = () => new MemoryStream() });

        await Assert.ThrowsAsync<ArgumentException>(async () => await queue.SubmitAsync(submission, default));
        Assert.Empty(_bench.Disk.List("/drop/inbox"));
    }

    [Fact]
    public async Task While_paused_nothing_is_taken_by_anybody()
    {
        var (queue, other) = (_bench.Open(), _bench.Open());
        _bench.Drop("night.json");
        await queue.SetPausedAsync(true, default);

        Assert.Null(_bench.Claim(other));
        Assert.True(await other.IsPausedAsync(default));
        await other.SetPausedAsync(false, default);
        Assert.NotNull(_bench.Claim(queue));
        Assert.Equal(["paused", "resumed", "taken"], _bench.Journal().Select(line => line.Event));
    }

    [Fact]
    public async Task A_waiting_job_that_is_cancelled_failed_by_request()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json");

        Assert.True(await queue.CancelAsync(QueueBench.Read(queue)[0].Id, default));

        Assert.Equal("It was cancelled.\n", _bench.Text("failed/night/reason.txt"));
        Assert.Null(_bench.Claim(queue));
    }

    [Fact]
    public async Task The_owner_of_a_job_hears_that_it_is_cancelled()
    {
        var (queue, other) = (_bench.Open(), _bench.Open());
        _bench.Drop("night.json");
        var claim = _bench.Claim(queue)!;
        Assert.Equal(ClaimState.Held, QueueBench.Renew(claim));

        Assert.True(await other.CancelAsync(claim.Job.Id, default));

        Assert.Equal(ClaimState.Cancelled, QueueBench.Renew(claim));
        Assert.True(QueueBench.Fail(claim, "It was cancelled."));
        Assert.DoesNotContain("night/cancel", _bench.Files("failed"));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_cancelled_or_tried_again()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json");
        QueueBench.Complete(_bench.Claim(queue)!);
        var id = QueueBench.Read(queue)[0].Id;

        Assert.False(await queue.CancelAsync(id, default));
        Assert.False(await queue.RetryAsync(id, default));
        Assert.False(await queue.RetryAsync("nobody", default));
    }

    [Fact]
    public async Task A_failed_job_that_waits_again_begins_anew_where_it_lay()
    {
        var queue = _bench.Open();
        _bench.Drop("sub/night.json");
        QueueBench.Fail(_bench.Claim(queue)!, "No.");

        Assert.True(await queue.RetryAsync(QueueBench.Read(queue)[0].Id, default));

        Assert.Equal(["sub/night.json"], _bench.Files("inbox"));
        Assert.Empty(_bench.Disk.List("/drop/failed"));
        Assert.Equal(1, _bench.Claim(queue)!.Job.Attempt);
    }

    [Fact]
    public async Task A_name_of_the_inbox_that_is_taken_meanwhile_is_not_replaced()
    {
        var queue = _bench.Open();
        _bench.Drop("night.json");
        QueueBench.Fail(_bench.Claim(queue)!, "No.");
        _bench.Drop("night.json", "{ \"version\": 1, \"priority\": 3 }");

        Assert.True(await queue.RetryAsync(QueueBench.Read(queue).Single(job => job.State == JobState.Failed).Id, default));

        Assert.Equal(["night-2.json", "night.json"], _bench.Files("inbox"));
    }

    [Theory]
    [InlineData("lease.json")]
    [InlineData("record.json")]
    [InlineData("work.json")]
    [InlineData("Report.JSON")]
    public void A_job_may_be_called_like_a_file_of_the_queue(string name)
    {
        var queue = _bench.Open();
        _bench.Drop(name, "{ \"version\": 1, \"name\": \"mine\" }");

        var claim = _bench.Claim(queue)!;

        Assert.Contains("mine", Encoding.UTF8.GetString(_bench.Disk.Read(claim.JobFile)!), StringComparison.Ordinal);
        Assert.Equal(ClaimState.Held, QueueBench.Renew(claim));
        Assert.True(QueueBench.Complete(claim));
        Assert.Contains(_bench.Files("done"), file => _bench.Text("done/" + file)!.Contains("mine", StringComparison.Ordinal) && file.EndsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_very_long_name_finds_its_way()
    {
        var queue = _bench.Open();
        _bench.Drop(new string('長', 80) + ".json");

        var claim = _bench.Claim(queue)!;

        Assert.True(Encoding.UTF8.GetByteCount(Path.GetFileName(Path.GetDirectoryName(claim.WorkFolder)!)) < 256);
        Assert.True(QueueBench.Complete(claim));
    }

    [Fact]
    public void Two_workers_never_have_one_job()
    {
        var (one, two) = (_bench.Open(), _bench.Open());
        _bench.Drop("town.json");
        _bench.Drop("wave.json");
        Assert.Null(QueueBench.Take(one));
        Assert.Null(QueueBench.Take(two));
        _bench.Time.Advance(TimeSpan.FromSeconds(3));

        var names = new[] { QueueBench.Take(one), QueueBench.Take(two), QueueBench.Take(one), QueueBench.Take(two) }.OfType<IClaim>().Select(claim => claim.Job.Name).Order();

        Assert.Equal(TwoStates, names);
    }
}
