using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Running;

namespace StyleForge.Tests.Host.Service;

/// <summary>What <c>watch</c> does with the jobs of a folder.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly WatchStudio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void Jobs_that_are_dropped_are_rendered_and_lie_in_done_with_their_reports()
    {
        _studio.Drop("a.json");
        _studio.Drop("b.json", WatchStudio.Job.Replace("\"town", "\"./town", StringComparison.Ordinal).Replace("\"version\": 1", "\"version\": 1, \"output\": \"deep/{content}.png\"", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Done, _studio.Once());

        Assert.Equal(["a/a.json", "a/record.json", "a/report.json", "b/b.json", "b/record.json", "b/report.json"], _studio.Files("done"));
        Assert.Equal(["a.png", "deep/town.png"], _studio.Host.Rendered.Select(plan => Path.GetRelativePath(Path.Combine(_studio.Folder, "output"), plan.OutputPath)).Order());
        var report = JsonDocument.Parse(_studio.Text("done/a/report.json")).RootElement;
        Assert.Equal((1, 12.34), (report.GetProperty("attempt").GetInt32(), report.GetProperty("pictures")[0].GetProperty("seconds").GetDouble()));
        Assert.Contains(_studio.Host.ErrorLines, line => line.EndsWith("a: done, 1 picture in 0.0 s", StringComparison.Ordinal));
        Assert.Equal("stopped", _studio.Host.ErrorLines[^1][9..]);
    }

    [Fact]
    public void A_picture_in_a_folder_called_like_a_style_is_rendered_in_that_style()
    {
        Directory.CreateDirectory(Path.Combine(_studio.Host.ApplicationFolder, "styles"));
        File.WriteAllText(Path.Combine(_studio.Host.ApplicationFolder, "styles", "marbling.png"), "marbling");
        _studio.Host.Write("drop/styles/mine.png", "mine");
        _studio.Drop("marbling/house.jpg", "house");
        _studio.Drop("mine/house.jpg", "house");

        Assert.Equal(ExitCodes.Done, _studio.Once());

        Assert.Equal(["house-marbling.png", "house-mine.png"], _studio.Host.Rendered.Select(plan => Path.GetFileName(plan.OutputPath)).Order());
        Assert.Equal(["house/house.jpg", "house-2/house.jpg"], _studio.Files("done").Where(file => file.EndsWith(".jpg", StringComparison.Ordinal)).OrderByDescending(file => file));
    }

    [Fact]
    public void A_bare_picture_leaves_a_picture_alone_that_another_job_has_made()
    {
        _studio.Host.Write("drop/styles/mine.png", "mine");
        _studio.Host.Write("drop/output/house-mine.png", "of another job");
        _studio.Drop("mine/house.jpg", "house");

        Assert.Equal(ExitCodes.Done, _studio.Once());

        Assert.Equal("house-mine-2.png", Path.GetFileName(Assert.Single(_studio.Host.Rendered).OutputPath));
    }

    [Fact]
    public void What_is_left_waiting_is_told_at_the_end()
    {
        _studio.Drop("late.json", WatchStudio.Job.Replace("town.png", "later.png", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.NothingToDo, _studio.Once());
        Assert.Contains(_studio.Host.ErrorLines, line => line.EndsWith("late is left: it waits for later.png", StringComparison.Ordinal));
    }

    [Fact]
    public void A_job_that_is_wrong_fails_at_once_with_all_that_is_wrong()
    {
        _studio.Drop("bad.json", """{ "version": 1, "content": "../../secret.png", "styles": ["wave.png"], "size": 5 }""");
        _studio.Drop("torn.json", "{ \"version\":");
        _studio.Drop("good.json");

        Assert.Equal(ExitCodes.JobFailed, _studio.Once());

        var reason = _studio.Text("failed/bad/reason.txt");
        Assert.Contains("bad.json:1: size: size is 5", reason, StringComparison.Ordinal);
        Assert.Contains("lies outside the folders that a job may read", reason, StringComparison.Ordinal);
        Assert.StartsWith("torn.json:1: This is not valid JSON", _studio.Text("failed/torn/reason.txt"), StringComparison.Ordinal);
        Assert.Single(_studio.Host.Rendered);
    }

    [Fact]
    public void A_picture_that_is_none_fails_by_its_own_name_and_what_is_wrong_elsewhere_is_told_of_there()
    {
        _studio.Host.Write("drop/styles/mine.png", "mine");
        _studio.Host.Write("drop/appsettings.json", """{ "size": 5 }""");
        _studio.Drop("mine/house.jpg", "house");

        Assert.Equal(ExitCodes.JobFailed, _studio.Once());

        Assert.StartsWith("appsettings.json", _studio.Text("failed/house/reason.txt"), StringComparison.Ordinal);

        File.Delete(Path.Combine(_studio.Folder, "appsettings.json"));
        _studio.Drop("mine/barn.jpg", "barn");
        Assert.Equal(ExitCodes.JobFailed, CommandLine.Run(["watch", "drop", "--once"], _studio.Host.Environment() with { ReadHeader = (path, _) => throw new ImageFileException(path, "is a text file") }));

        Assert.StartsWith("barn.jpg: The content picture", _studio.Text("failed/barn/reason.txt"), StringComparison.Ordinal);
        Assert.DoesNotContain("picture-job", _studio.Text("failed/barn/reason.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_takes_is_told_in_one_sentence()
    {
        _studio.Drop("notes.txt", "notes");
        _studio.Drop("deeper/film.mov", "film");

        Assert.Equal(ExitCodes.NothingToDo, _studio.Once("--parallel", "2"));

        Assert.Equal(
            "nobody takes deeper/film.mov and notes.txt: what is no job file (.json), no folder with one (.job) and no picture stays in the inbox",
            Assert.Single(_studio.Host.ErrorLines, line => line.Contains("nobody", StringComparison.Ordinal))[9..]);
    }

    [Fact]
    public void Where_nothing_is_there_that_is_said_by_the_exit_code() => Assert.Equal(ExitCodes.NothingToDo, _studio.Once());

    [Fact]
    public void A_picture_that_fails_keeps_the_others_of_its_job_and_a_second_try_makes_only_what_is_missing()
    {
        _studio.Drop("house.png", "house");
        _studio.Drop("night.json", """{ "version": 1, "content": ["town.png", "house.png"], "styles": ["wave.png"], "output": "{content}.png" }""");
        _studio.Host.Render = (plan, observer) =>
        {
            if (plan.Name.EndsWith('2'))
            {
                return HostHarness.Fail(plan, observer, "It has no numbers any more.");
            }

            HostHarness.WriteFinished(plan);
            return HostHarness.Finish(plan, observer);
        };

        Assert.Equal(ExitCodes.JobFailed, _studio.Once());
        Assert.Equal("1 of 2 pictures failed: night-2: It has no numbers any more.\n", _studio.Text("failed/night/reason.txt"));

        _studio.Host.Render = null;
        _studio.Host.Rendered.Clear();
        Assert.Equal(ExitCodes.Done, _studio.Host.Run("queue", "drop", "retry-failed"));
        Assert.Equal(ExitCodes.Done, _studio.Once());
        Assert.Equal("night-2", Assert.Single(_studio.Host.Rendered).Name);
        Assert.Contains(_studio.Host.ErrorLines, line => line.EndsWith("is there already and is left alone", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_that_failed_by_its_disk_is_tried_again_as_often_as_the_section_retry_says()
    {
        _studio.Host.Write("drop/appsettings.json", """{ "retry": { "attempts": 3, "delay": 0, "maximumDelay": 0 } }""");
        _studio.Drop("a.json");
        _studio.Once();

        var tries = 0;
        Assert.Throws<IOException>(() => _studio.Host.Options!.Persist(
            () =>
            {
                tries++;
                throw new IOException("There is no space left.", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
            },
            _ => { },
            CancellationToken.None));
        Assert.Equal(3, tries);
    }

    [Fact]
    public void A_service_that_is_stopped_gives_its_job_back_and_the_next_goes_on()
    {
        _studio.Drop("a.json");
        _studio.Host.Render = (plan, _) =>
        {
            _studio.Host.Interrupt();
            return new BatchOutcome(plan, null, null);
        };

        Assert.Equal(ExitCodes.Interrupted, _studio.Once());
        Assert.Single(Directory.GetDirectories(Path.Combine(_studio.Folder, "working")));

        _studio.Host.Resume();
        _studio.Host.Render = null;
        Assert.Equal(ExitCodes.Done, _studio.Once());
        Assert.Contains(_studio.Host.ErrorLines, line => line.EndsWith("a: taken, attempt 2", StringComparison.Ordinal));
        Assert.Equal(2, JsonDocument.Parse(_studio.Text("done/a/report.json")).RootElement.GetProperty("attempt").GetInt32());
    }

    [Fact]
    public void A_job_that_is_cancelled_on_the_way_stops_and_has_failed_by_request()
    {
        _studio.Drop("a.json");

        var code = _studio.Once(WatchStudio.Runner((_, plan, cancellation) =>
        {
            _studio.Host.Run("queue", "drop", "--json");
            var id = JsonDocument.Parse(_studio.Host.Output).RootElement.GetProperty("jobs")[0].GetProperty("id").GetString()!;
            Assert.Equal(ExitCodes.Done, _studio.Host.Run("queue", "drop", "cancel", id));
            Assert.True(cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)));
            return new BatchOutcome(plan, null, null);
        }));

        Assert.Equal(ExitCodes.JobFailed, code);
        Assert.Equal("It was cancelled.\n", _studio.Text("failed/a/reason.txt"));
    }

    [Fact]
    public void A_worker_whose_job_was_taken_over_stops_and_writes_nothing_more()
    {
        _studio.Drop("a.json");
        var taken = "";

        _studio.Once(WatchStudio.Runner((_, plan, cancellation) =>
        {
            var folder = Directory.GetDirectories(Path.Combine(_studio.Folder, "working"))[0];
            taken = Path.Combine(_studio.Host.Folder, "elsewhere");
            Directory.Move(folder, taken);
            Assert.True(cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)));
            return new BatchOutcome(plan, null, null);
        }));

        Assert.True(File.Exists(Path.Combine(taken, "a.json")));
        Assert.Empty(_studio.Files("done"));
        Assert.Contains(_studio.Host.ErrorLines, line => line.EndsWith("a: another worker has it now", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_to_outlive_the_process_and_a_small_picture_lie_with_the_job()
    {
        _studio.Drop("a.json");
        var shown = 0;

        _studio.Once(WatchStudio.Runner((options, plan, _) =>
        {
            var work = Path.Combine(Directory.GetDirectories(Path.Combine(_studio.Folder, "working"))[0], "work");
            Assert.Equal(work, Path.GetDirectoryName(options.CheckpointOf(plan)));
            Assert.True(options.Preview!.IsDue(plan));
            options.Preview.Show(plan, new Picture(640, 4));
            Assert.False(options.Preview.IsDue(plan));
            var header = ImageCodecs.Default.ReadHeader(Path.Combine(work, "preview.jpg"), ImageLimits.Default);
            Assert.Equal(("JPEG", 320, 2), (header.Format, header.Width, header.Height));
            Directory.Delete(work, recursive: true);
            options.Preview.Show(plan, new Picture(640, 4)); // The job may be another's by now.
            shown++;
            return HostHarness.Fail(plan, new Silence(), "Seen.");
        }));

        Assert.Equal(1, shown);
    }

    [Fact]
    public void Several_jobs_at_once_share_threads_and_memory()
    {
        _studio.Drop("a.json");
        _studio.Drop("b.json", WatchStudio.Job.Replace("\"version\": 1", "\"version\": 1, \"output\": \"b.png\"", StringComparison.Ordinal));
        using var both = new Barrier(2);

        var code = CommandLine.Run(["watch", "drop", "--once", "--parallel", "2", "--threads", "4", "--memory", "4GB"], _studio.Host.Environment() with
        {
            Run = WatchStudio.Runner((options, plan, cancellation) =>
            {
                Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1), cancellation));
                Assert.Equal((2, 2_000_000_000, 1), (options.ThreadCount, options.MemoryLimit, options.Parallel));
                return new BatchOutcome(plan, HostHarness.Report(plan), null);
            }),
        });

        Assert.Equal(ExitCodes.Done, code);
    }

    [Fact]
    public void Each_event_is_a_json_object_on_request_and_in_the_log_file()
    {
        _studio.Drop("a.json");
        _studio.Drop("bad.json", "{}");

        _studio.Once("--json", "--log", "log.jsonl");

        var events = _studio.Host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["done", "failed", "picture", "serving", "stopped", "taken", "taken"], events.Select(line => line.GetProperty("event").GetString()!).Order(StringComparer.Ordinal));
        var done = events.Single(line => line.GetProperty("event").GetString() == "done");
        Assert.Equal("a", done.GetProperty("job").GetString());
        Assert.StartsWith("a-", done.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(_studio.Host.OutputLines, File.ReadAllLines(Path.Combine(_studio.Host.WorkingDirectory, "log.jsonl")).Select((line, i) => Same(line, _studio.Host.OutputLines[i])));
        Assert.Empty(_studio.Host.ErrorLines);

        // The two are written one after the other, a moment apart.
        static string Same(string line, string other) => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString() == JsonDocument.Parse(other).RootElement.GetProperty("message").GetString() ? other : line;
    }

    [Fact]
    public void A_log_that_cannot_be_written_stops_nothing()
    {
        _studio.Drop("a.json");

        Assert.Equal(ExitCodes.Done, _studio.Once("--log", "none/log.jsonl"));

        Assert.StartsWith("The log none/log.jsonl cannot be written, and the service runs without it: ", _studio.Host.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_once_it_serves_until_it_is_asked_to_end()
    {
        _studio.Host.Render = (plan, observer) =>
        {
            _studio.Host.Interrupt();
            return HostHarness.Finish(plan, observer);
        };
        _studio.Drop("a.json");

        Assert.Equal(ExitCodes.Done, _studio.Host.Run("watch", "drop"));
        Assert.Single(Directory.GetDirectories(Path.Combine(_studio.Folder, "done")));
    }

    [Fact]
    public void One_that_is_asked_to_end_before_it_has_begun_ends_as_politely()
    {
        _studio.Drop("a.json");
        _studio.Host.Interrupt();

        Assert.Equal(ExitCodes.Done, _studio.Host.Run("watch", "drop"));
        Assert.Empty(_studio.Host.Rendered);
    }

    [Fact]
    public void A_schedule_submits_its_jobs_with_their_pictures_when_their_time_has_come()
    {
        _studio.Host.Write("nightly/pictures/town.png", "town");
        _studio.Host.Write("nightly/wave.png", "wave");
        _studio.Host.Write("nightly/every night.json", """{ "version": 1, "content": "pictures/town.png", "styles": ["wave.png"] }""");
        _studio.Set("SCHEDULES__0__NAME", "nightly");
        _studio.Set("SCHEDULES__0__CRON", "* * * * * ?");
        _studio.Set("SCHEDULES__0__JOBS", "../nightly");
        _studio.Host.Render = (plan, observer) =>
        {
            _studio.Host.Interrupt();
            return HostHarness.Finish(plan, observer);
        };

        Assert.Equal(ExitCodes.Done, _studio.Host.Run("watch", "drop"));

        Assert.Matches("^every-night-[0-9]{8}-[0-9]{4}$", Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(_studio.Folder, "done")))));
        Assert.Equal(2, _studio.Files("done").Count(file => file.EndsWith(".png", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_in_a_sentence()
    {
        _studio.Host.Write("file", "");

        Assert.Equal(ExitCodes.Wrong, _studio.Host.Run("watch", "file"));
        Assert.Equal($"{Path.Combine(_studio.Host.WorkingDirectory, "file")} is a file, but a drop folder is wanted: name a folder, which is made where it is absent.", _studio.Host.ErrorLines[0]);
    }

    private sealed class Silence : IRenderObserver
    {
        public void Observe(RenderEvent happened)
        {
            // Nobody listens.
        }

        public void Observe(in IterationDone done)
        {
            // Nobody listens.
        }
    }
}
