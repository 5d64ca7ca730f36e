using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>Works on the jobs of a queue: plans, renders what is not there yet, says that it lives meanwhile, and ends each in one way.</summary>
/// <param name="environment">What renders; its working directory is the folder that jobs may read below.</param>
/// <param name="request">How to run, and where pictures go.</param>
/// <param name="options">The configuration.</param>
/// <param name="telemetry">Is told what happens.</param>
/// <param name="log">Is told as well.</param>
internal sealed class JobRun(HostEnvironment environment, WatchRequest request, IOptions<WatchOptions> options, Telemetry telemetry, ILogger<JobRun> log)
{
    private const string CancelledReason = "It was cancelled.";

    private readonly ResiliencePipeline _planning = PatientFiles.Pipeline(
        options.Value.Folder.Retry, options.Value.Folder.Retry.Attempts, environment.Time, failure => log.LogWarning(Events.Retrying, "is tried again: {Failure}", failure.Message));

    /// <summary>Works on a job until it is done, has failed, is given back because the service stops, or is another's.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="stopping">Stops after the evaluation in flight.</param>
    /// <exception cref="CommandFailure">The configuration is wrong; the job is given back.</exception>
    public async Task WorkAsync(IClaim claim, CancellationToken stopping)
    {
        using var scope = log.BeginScope(new Dictionary<string, object?> { ["job"] = claim.Job.Name, ["id"] = claim.Job.Id });
        using var activity = telemetry.Activities.StartActivity("job");
        activity?.SetTag("styleforge.job", claim.Job.Id);
        telemetry.Taken.Add(1);
        log.LogInformation(Events.Taken, "taken{Again}", claim.Job.Attempt > 1 ? $", attempt {claim.Job.Attempt}" : "");
        var begun = environment.Time.GetTimestamp();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var work = new Work(ending);
        using var resting = new CancellationTokenSource();
        var heartbeat = SayThatItLivesAsync(claim, work, resting.Token);
        JobResult result;
        try
        {
            // A thread of its own: a render holds it for minutes.
            result = await Task.Factory.StartNew(() => Render(claim, work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (CommandFailure)
        {
            await claim.ReleaseAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            await resting.CancelAsync().ConfigureAwait(false);
            await heartbeat.ConfigureAwait(false);
        }

        await EndAsync(claim, work.State, result, environment.Time.GetElapsedTime(begun)).ConfigureAwait(false);
    }

    private async Task EndAsync(IClaim claim, ClaimState state, JobResult result, TimeSpan elapsed)
    {
        var reason = state == ClaimState.Cancelled ? CancelledReason : result.Reason;
        var report = JsonSerializer.Serialize(
            new JobReport(CommandLine.Version, claim.Job.Name, claim.Job.Attempt, Math.Round(elapsed.TotalSeconds, 3), reason, result.Pictures), typeof(JobReport), MessageJson.Indented);
        bool isOwn;
        if (state == ClaimState.Lost)
        {
            isOwn = false;
        }
        else if (reason is not null)
        {
            isOwn = await claim.FailAsync(reason, result.Outputs, report, CancellationToken.None).ConfigureAwait(false);
            if (isOwn)
            {
                telemetry.Failed.Add(1);
                log.LogError(Events.Failed, "failed: {Reason}", reason);
            }
        }
        else if (result.IsWhole)
        {
            isOwn = await claim.CompleteAsync(result.Outputs, report, CancellationToken.None).ConfigureAwait(false);
            if (isOwn)
            {
                telemetry.Done.Add(1);
                log.LogInformation(Events.Done, "done, {Count} in {Time}", Words.Count(result.Outputs.Count, "picture"), Words.Duration(elapsed));
            }
        }
        else
        {
            await claim.ReleaseAsync().ConfigureAwait(false);
            log.LogInformation(Events.Released, "given back, to be gone on with");
            return;
        }

        if (!isOwn)
        {
            log.LogWarning(Events.Lost, "another worker has it now");
        }
    }

    private async Task SayThatItLivesAsync(IClaim claim, Work work, CancellationToken resting)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, environment.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(resting).ConfigureAwait(false) && work.State == ClaimState.Held)
            {
                try
                {
                    work.State = await claim.RenewAsync(work.Progress?.Reach ?? new JobReach(null, 0, 0, 0, null), resting).ConfigureAwait(false);
                }
                catch (Exception failure) when (PatientFiles.MayPass(failure))
                {
                    log.LogWarning(Events.Disk, "cannot say that it lives: {Failure}", failure.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return; // The work is at its end.
        }

        await work.Ending.CancelAsync().ConfigureAwait(false);
    }

    private JobResult Render(IClaim claim, Work work)
    {
        var pictures = new List<PictureReport>();
        try
        {
            var (plans, reason) = _planning.Execute(_ => Plan(claim, work), work.Ending.Token);
            if (reason is not null)
            {
                return new JobResult([], reason, IsWhole: true);
            }

            work.Progress = new JobProgress(plans.Count, telemetry, environment.Time, (plan, message) => log.LogInformation(Events.Notice, "{Picture}: {Notice}", plan.Name, message));
            var finished = new FinishedPictures(request.Options.Codecs, request.Options.Weights!);
            var run = request.Options with
            {
                CheckpointOf = plan => Path.Combine(claim.WorkFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.OutputPath)).AsSpan(0, 8)) + ".checkpoint"),
                Preview = new PreviewFile(Path.Combine(claim.WorkFolder, DropFolderPaths.PreviewFile), options.Value.Preview, environment.Time),
                FirstCheckpoint = options.Value.Heartbeat,
                Persist = new Retries(RetryOptions.Read(new ConfigurationLayers(environment)), environment.Time).Run,
                Log = log,
            };
            foreach (var plan in plans)
            {
                work.Ending.Token.ThrowIfCancellationRequested();
                work.Progress.Begin(plan, pictures.Count + 1);
                if (Make(plan, run, finished, work) is not { } picture)
                {
                    return new JobResult(pictures, null, IsWhole: false);
                }

                pictures.Add(picture);
            }

            return new JobResult(pictures, Reason(pictures), IsWhole: true);
        }
        catch (OperationCanceledException) when (work.Ending.IsCancellationRequested)
        {
            return new JobResult(pictures, null, IsWhole: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new JobResult(pictures, failure.Message, IsWhole: true);
        }
    }

    // Null where the service is to stop.
    private PictureReport? Make(RenderPlan plan, RunOptions run, FinishedPictures finished, Work work)
    {
        var picture = new PictureReport(plan.Name, plan.OutputPath, Seconds: null, WasThere: false, Failure: null);
        if (File.Exists(plan.OutputPath) && finished.Fault(plan) is null)
        {
            log.LogInformation(Events.Kept, "{Picture}: {Output} is there already and is left alone", plan.Name, plan.OutputPath);
            return picture with { WasThere = true };
        }

        using var activity = telemetry.Activities.StartActivity("picture");
        activity?.SetTag("styleforge.picture", plan.Name);
        var outcome = environment.Run(run, work.Progress!, environment.Time, [plan], work.Ending.Token)[0];
        if (outcome.Report is { } report)
        {
            telemetry.PictureSeconds.Record(report.Seconds);
            log.LogInformation(Events.Picture, "{Picture}: {Output} in {Time}", plan.Name, plan.OutputPath, Words.Duration(TimeSpan.FromSeconds(report.Seconds)));
            return picture with { Seconds = Math.Round(report.Seconds, 3) };
        }

        return outcome.Failure is { } failure ? picture with { Failure = failure } : null;
    }

    private (IReadOnlyList<RenderPlan> Plans, string? Reason) Plan(IClaim claim, Work work)
    {
        // Its paths start from where it was dropped.
        var file = Path.Combine(claim.BaseFolder, Path.GetFileName(claim.JobFile));
        var reading = JobReader.Read(Begin(claim.JobFile), file, JobLimits.Default);
        if (reading.Document is not { } document)
        {
            return ([], Sentences(claim, reading.Problems));
        }

        var loader = new JobLoader(environment with { Interrupted = work.Ending.Token }, request.OutputRoot, request.Options);
        var job = loader.Load(document, new SettingsLayer("command line", new ConfigurationBuilder().Build())).Jobs[0];
        return (job.Plans, job.Problems.Count > 0 ? Sentences(claim, job.Problems) : null);
    }

    private static byte[] Begin(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, JobLimits.Default.MaximumBytes + 1)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string Sentences(IClaim claim, IEnumerable<JobProblem> problems) => string.Join(' ', problems.Select(problem => Of(claim, problem).ToString()));

    private static JobProblem Of(IClaim claim, JobProblem problem)
    {
        var source = Path.GetFileName(problem.Source);
        return source != Path.GetFileName(claim.JobFile) ? problem with { Source = source }
            : claim.IsPicture ? new JobProblem(claim.Source, Line: null, Field: "", problem.Message) // Nobody has seen the job that was made of it.
            : problem with { Source = claim.Source };
    }

    private static string? Reason(List<PictureReport> pictures)
    {
        var failed = pictures.Where(picture => picture.Failure is not null).ToList();
        return failed.Count == 0 ? null
            : pictures.Count == 1 ? failed[0].Failure
            : $"{failed.Count} of {pictures.Count} pictures failed: {string.Join(' ', failed.Select(picture => $"{picture.Name}: {picture.Failure}"))}";
    }

    /// <summary>What the thread that renders and the one that says so know of each other.</summary>
    private sealed class Work(CancellationTokenSource ending)
    {
        private volatile ClaimState _state = ClaimState.Held;
        private volatile JobProgress? _progress;

        /// <summary>Ends the render.</summary>
        public CancellationTokenSource Ending => ending;

        /// <summary>What the queue said last.</summary>
        public ClaimState State
        {
            get => _state;
            set => _state = value;
        }

        /// <summary>How far it is; null before the job is planned.</summary>
        public JobProgress? Progress
        {
            get => _progress;
            set => _progress = value;
        }
    }
}
