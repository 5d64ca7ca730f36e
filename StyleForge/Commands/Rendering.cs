using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Models.Files;
using StyleForge.Models.Kernels;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;
using StyleForge.Reports;

namespace StyleForge.Commands;

/// <summary>What <c>render</c> and <c>batch</c> have in common: a set of jobs, all checked, becomes pictures and an exit code.</summary>
/// <param name="environment">Where to print, and what renders.</param>
/// <param name="request">How the command was asked to run.</param>
/// <param name="report">The report that was asked for; null for none.</param>
internal sealed class Rendering(HostEnvironment environment, RunRequest request, ReportRequest? report = null)
{
    private const string Unmeasured = "the first picture in full, the others by what it took, because nothing was measured with 'styleforge bench --save'";

    private readonly JsonLines _lines = new(environment.Output);

    /// <summary>Tells the problems, renders what can be rendered, sums up.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Run(JobSet jobs)
    {
        Problems.Write(environment, jobs.AllProblems, request.Json ? _lines : null);
        if (!request.DryRun)
        {
            report?.Folder.Make();
        }

        var begun = environment.Time.GetLocalNow();
        if (jobs.Plans.Count == 0)
        {
            environment.Error.WriteLine("Nothing was rendered.");
            SumUpNothing(jobs, begun);
            return jobs.Invalid > 0 ? ExitCodes.Wrong : ExitCodes.NothingToDo;
        }

        var finished = new FinishedPictures(request.Options.Codecs, request.Options.Weights!);
        var missing = WithoutExisting(jobs.Plans, finished);
        var plans = Most(missing);
        var shares = MachineShare.Deal(request.Options, plans);
        SayWhereFewer(shares.Count, plans.Count);
        if (request.DryRun)
        {
            using var preview = environment.PreviewMemory?.Invoke(request.Options, shares[0]);
            new PlanPrinter(environment, request.Json ? _lines : null, preview, shares.Count, request.Options.ThreadCount).Write(plans);
            if (request.Budget is { } time && plans.Count > 0)
            {
                WriteBudget(time, Budget(plans, time, finished, shares.Count, Display()).Share());
            }

            return jobs.Invalid > 0 ? ExitCodes.JobFailed : plans.Count > 0 ? ExitCodes.Done : ExitCodes.NothingToDo;
        }

        if (plans.Count == 0)
        {
            SumUpNothing(jobs, begun);
            return jobs.Invalid > 0 ? ExitCodes.JobFailed : ExitCodes.NothingToDo;
        }

        WriteSettings(jobs);
        var start = environment.Time.GetTimestamp();
        var display = Display();
        var options = request.Options with
        {
            Log = request.Verbose ? new VerboseLog(display) : NullLogger.Instance,
            Persist = new Retries(RetryOptions.Read(new ConfigurationLayers(environment)), environment.Time).Run,
        };
        using var stopping = environment.Interrupted.Register(display.SayStopping);
        var budget = request.Budget is { } limit ? Budget(plans, limit, finished, shares.Count, display) : null;
        options = budget is null ? options : options with { Allot = budget.Allot };
        if (!request.Quiet && budget is not null && budget.Share() is null)
        {
            environment.Error.WriteLine($"In {Words.Duration(request.Budget!.Value)}: {Unmeasured}.");
        }

        var outcomes = display.During(() => environment.Run(options, (IRenderObserver?)budget ?? display, environment.Time, plans, environment.Interrupted));
        if (budget is { Left: { Count: > 0 } left })
        {
            environment.Error.WriteLine($"The time is up: not even a tenth of the iterations can be done of {string.Join(", ", left.Select(plan => plan.Name))}, which {(left.Count == 1 ? "is" : "are")} left for another run.");
        }

        var elapsed = environment.Time.GetElapsedTime(start);
        new BatchSummary(outcomes, jobs.Invalid, elapsed) { Left = missing.Count - plans.Count, Kept = jobs.Plans.Count - missing.Count }.Write(environment, request, _lines);
        Report(jobs, [.. outcomes, .. missing.Skip(plans.Count).Select(plan => new BatchOutcome(plan, Report: null, Failure: null))], begun, elapsed);
        return ExitCodeOf(outcomes, jobs.Invalid);
    }

    // Programs that read along get a sum in any case.
    private void SumUpNothing(JobSet jobs, DateTimeOffset begun)
    {
        if (!request.DryRun)
        {
            Report(jobs, [], begun, TimeSpan.Zero);
        }

        if (request.Json)
        {
            new BatchSummary([], jobs.Invalid, TimeSpan.Zero) { Kept = jobs.Plans.Count }.Write(environment, request, _lines);
        }
    }

    // The pictures are there, whatever becomes of the words about them.
    private void Report(JobSet jobs, IReadOnlyList<BatchOutcome> outcomes, DateTimeOffset begun, TimeSpan elapsed)
    {
        if (report is null)
        {
            return;
        }

        try
        {
            var kept = jobs.Plans.Count - outcomes.Count;
            report.Folder.Write(BatchReport.Of(jobs.AllProblems, outcomes, begun, elapsed, environment.WorkingDirectory) with { Kept = kept }, report.WithSheet);
            if (!request.Quiet)
            {
                environment.Error.WriteLine($"Report: {Words.Path(report.Folder.Page, environment.WorkingDirectory)}");
            }
        }
        catch (Exception failure) when (failure is FileWriteException or ImageFileException)
        {
            environment.Error.WriteLine($"There is no report: {failure.Message.TrimEnd('.')}.");
        }
    }

    private TimeBudget Budget(IReadOnlyList<RenderPlan> plans, TimeSpan budget, FinishedPictures finished, int atOnce, IRenderObserver display)
    {
        var speeds = new SpeedFile(environment).Read();
        return new TimeBudget(
            plans,
            budget,
            atOnce,
            plan => Speed.Estimate(speeds, plan, request.Options.ThreadCount, VectorWidth.Bits)?.Seconds,
            plan => AllottedIterations.Kept(plan, request.Options.CheckpointOf(plan), finished.HashOf),
            display,
            environment.Time);
    }

    private void WriteBudget(TimeSpan budget, double? share)
    {
        if (request.Json)
        {
            _lines.Write(new BudgetLine(Math.Round(budget.TotalSeconds), share is { } part ? Math.Round(Math.Clamp(part, 0, 1), 3) : null));
            return;
        }

        environment.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"In {Words.Duration(budget)}: ") + share switch
        {
            null => Unmeasured,
            >= 1 => "all iterations",
            < 0.1 => "a tenth of the iterations of each picture, and some pictures not at all",
            _ => string.Create(CultureInfo.InvariantCulture, $"{share:0 %} of the iterations of each picture"),
        });
    }

    private IReadOnlyList<RenderPlan> Most(IReadOnlyList<RenderPlan> plans)
    {
        if (request.MostPictures is not { } most || plans.Count <= most)
        {
            return plans;
        }

        environment.Error.WriteLine($"--max-jobs is {most.ToString(CultureInfo.InvariantCulture)}: {string.Join(", ", plans.Skip(most).Select(plan => plan.Name))} {(plans.Count == most + 1 ? "is" : "are")} left for another run.");
        return [.. plans.Take(most)];
    }

    // A batch that was interrupted is taken up again with --no-overwrite. That a picture is there says little: it may be another
    // program's, cut short by a copy, or of other settings.
    private IReadOnlyList<RenderPlan> WithoutExisting(IReadOnlyList<RenderPlan> plans, FinishedPictures finished)
    {
        if (request.Overwrite)
        {
            return plans;
        }

        var missing = new List<RenderPlan>();
        foreach (var plan in plans)
        {
            environment.Interrupted.ThrowIfCancellationRequested();
            var picture = Words.Path(plan.OutputPath, environment.WorkingDirectory);
            var isThere = plan.OutputPath != StandardStreams.OutputPath && File.Exists(plan.OutputPath);
            var fault = isThere ? finished.Fault(plan, withFewer: request.Budget is not null) : null;
            if (fault is not null)
            {
                environment.Error.WriteLine($"{plan.Name}: {picture} is rendered again, because it {fault}.");
            }
            else if (isThere && !request.Quiet)
            {
                environment.Error.WriteLine($"{plan.Name}: {picture} is there already and is left alone.");
            }

            if (!isThere || fault is not null)
            {
                missing.Add(plan);
            }
        }

        return missing;
    }

    // Fewer pictures than were asked for are no matter for a word; fewer threads, or pictures that wait for each other, are.
    private void SayWhereFewer(int atOnce, int pictures)
    {
        if (!request.Quiet && atOnce < Math.Min(request.Options.Parallel, pictures))
        {
            var reason = atOnce == request.Options.ThreadCount ? $"{Words.Count(atOnce, "thread")} can make no more" : "one is made of another";
            environment.Error.WriteLine($"--parallel is {request.Options.Parallel.ToString(CultureInfo.InvariantCulture)}, but {Words.Count(atOnce, "picture")} at once must do: {reason}.");
        }
    }

    private static int ExitCodeOf(IReadOnlyList<BatchOutcome> outcomes, int invalid)
    {
        var isComplete = outcomes.All(outcome => outcome.Report is not null || outcome.Failure is not null);
        return (isComplete, outcomes.Any(outcome => outcome.Failure is not null)) switch
        {
            (false, _) => ExitCodes.Interrupted,
            (true, true) => ExitCodes.JobFailed,
            (true, false) => invalid > 0 ? ExitCodes.JobFailed : ExitCodes.Done,
        };
    }

    private IProgressDisplay Display() => (request, environment.Terminal) switch
    {
        ({ Json: true }, _) => new JsonProgress(_lines, environment.Error),
        ({ Quiet: true }, _) => new QuietProgress(environment.Error),
        (_, { } terminal) => new LiveProgress(terminal, environment.WorkingDirectory),
        _ => new PlainProgress(environment.Error, environment.Time, environment.WorkingDirectory, new StyleLibrary(environment).Folder),
    };

    private void WriteSettings(JobSet jobs)
    {
        foreach (var job in request.Verbose ? jobs.Jobs.Where(job => job.Plans.Count > 0) : [])
        {
            environment.Error.WriteLine($"{Words.Path(job.Source, environment.WorkingDirectory)}:");
            SettingsTable.Of(job.Settings, withOrigin: true).Write(environment.Error);
        }
    }
}
