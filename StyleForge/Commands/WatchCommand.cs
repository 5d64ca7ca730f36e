using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StyleForge.Engine.Features;
using StyleForge.Hosting;
using StyleForge.Presentation;
using StyleForge.Queue;
using StyleForge.Service;
using StyleForge.Web;

namespace StyleForge.Commands;

/// <summary><c>styleforge watch DIR</c>: renders what is dropped into a folder, day and night.</summary>
internal static class WatchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("watch", "Render what is dropped into a folder, day and night.", "DIR [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "DIR is made where it is absent. Drop job files with their pictures into DIR/inbox, or a bare picture into DIR/inbox/STYLE, where STYLE is a bundled style or a picture of that name in DIR/styles. "
                    + "A job goes through DIR/working to DIR/done or, with its reason, to DIR/failed; the pictures are in DIR/output.",
                "However it ends, no job is lost: the next 'watch' goes on where this one was. Several, on several machines, may serve one folder. 'styleforge queue DIR' shows and steers it.",
                "Ctrl-C and SIGTERM stop after the evaluation in flight, and what was begun is gone on with next time.",
                "Exit codes: 0 stopped, or with --once all jobs are done; 1 with --once some job failed; 2 the configuration is wrong, or the page cannot be shown; 3 with --once there was nothing to do; 130 with --once interrupted.",
            ],
            Examples =
            [
                ("watch /srv/styleforge", "Serve a folder until Ctrl-C."),
                ("watch /srv/styleforge --once", "Do what is there, and end: for cron."),
                ("watch /srv/styleforge --parallel 2 --log /var/log/styleforge.jsonl", "Two jobs at once, with a log for other programs."),
                ("watch /srv/styleforge --serve", $"The same folder with its live page, at http://{ListenAddress.Usual}."),
            ],
        };
        var folder = QueueArguments.Folder(verb);
        var root = QueueArguments.OutputRoot(verb);
        var once = verb.Take(new Option<bool>("--once") { Description = "Do what is there, and end." });
        var machine = new MachineOptions(verb, makesSeveral: true);
        var serve = verb.Take(new Option<bool>("--serve") { Description = "Show the folder as a live page in the browser as well, as 'styleforge serve' does." });
        var live = new LiveArguments(verb);
        var log = verb.Take(new Option<string?>("--log") { HelpName = "FILE", Description = "Add what happens to a file, one JSON object a line. A log that cannot be written stops nothing." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object a line on standard output, for other programs." });
        verb.SetAction(result =>
        {
            var paths = QueueArguments.Paths(result, folder, environment);
            using var weights = new FeatureWeights(new WeightLibrary(environment).Find);
            var options = machine.Read(result, weights);
            var request = new WatchRequest(
                options with
                {
                    Threads = Math.Max(1, options.ThreadCount / options.Parallel),
                    Memory = options.MemoryLimit / options.Parallel,
                    Parallel = 1,
                },
                options.Parallel,
                QueueArguments.Output(result, root, paths, environment),
                result.GetValue(once));
            var page = (result.GetValue(serve), live.Given(result)) switch
            {
                (true, _) => live.Read(result, environment, [paths.Root, request.OutputRoot]),
                (false, { } option) => throw new CommandFailure($"{option} is about the live page: add --serve, which shows it."),
                _ => null,
            };
            using var file = OpenLog(environment, result.GetValue(log));
            return ServeAsync(environment, paths, request, page, file, result.GetValue(json), result.GetValue<bool>("--verbose")).GetAwaiter().GetResult();
        });
        return verb;
    }

    private static async Task<int> ServeAsync(
        HostEnvironment environment, DropFolderPaths paths, WatchRequest request, LiveOptions? live, TextWriter? file, bool isJson, bool isVerbose)
    {
        // Configuration and styles of its own lie in the folder, and jobs read below it.
        var inside = environment with { WorkingDirectory = paths.Root };
        var tally = new WatchTally();
        List<ILoggerProvider> logs =
        [
            new EventLog(tally.Count),
            new EventLog(isJson ? EventLines.AsJson(environment.Output, environment.Time) : EventLines.Text(environment)),
            .. file is null ? Array.Empty<ILoggerProvider>() : [new EventLog(EventLines.AsJson(file, environment.Time))],
        ];
        var options = WatchHost.Configured(inside, paths);
        WatchHost.Prepare(inside, paths, request.OutputRoot, options.Folder);
        using var host = WatchHost.Create(inside, paths, request, options, logs, isVerbose ? LogLevel.Debug : LogLevel.Information);
        await using var page = live is null ? null
            : await LivePage.StartAsync(live, host.Services.GetRequiredService<IJobQueue>(), new StyleLibrary(inside), environment.Interrupted);
        if (page is not null)
        {
            host.Services.GetRequiredService<ILogger<LivePage>>().LogInformation(Events.Page, "the page is at {Url}", page.Address);
        }

        WatchHost.Run(host, paths.Root, environment.Interrupted);
        return (request.Once, environment.Interrupted.IsCancellationRequested) switch
        {
            (false, _) => ExitCodes.Done,
            (true, true) => ExitCodes.Interrupted,
            (true, false) => tally.Failed > 0 ? ExitCodes.JobFailed : tally.Taken > 0 ? ExitCodes.Done : ExitCodes.NothingToDo,
        };
    }

    private static LossyWriter? OpenLog(HostEnvironment environment, string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return new LossyWriter(new StreamWriter(new FileStream(Path.GetFullPath(path, environment.WorkingDirectory), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            environment.Error.WriteLine($"The log {path} cannot be written, and the service runs without it: {failure.Message}");
            return null;
        }
    }
}
