using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Settings;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;
using StyleForge.Queue;
using StyleForge.Service;

namespace StyleForge.Commands;

/// <summary><c>styleforge queue DIR</c>: shows the jobs of a drop folder, and steers the workers that serve it.</summary>
internal static class QueueCommand
{
    private const int MostEnded = 50;
    private const string RetryFailed = "retry-failed";

    private static readonly string[] Actions = ["list", "pause", "resume", "cancel", "retry", RetryFailed];

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("queue", "Show the jobs of a drop folder, pause and resume it, cancel jobs and try them again.", "DIR [ACTION] [ID] [options]")
        {
            Notes =
            [
                "All of it works on a folder that is being served, through the folder alone: from another machine, too. While the queue is paused no job is begun; those at work go on. "
                    + "A job that is cancelled lies in DIR/failed; one that is tried again lies in DIR/inbox, and its attempts are forgotten.",
                "Exit codes: 0 done; 2 there is no such folder or job; 3 there was nothing to try again.",
            ],
            Examples =
            [
                ("queue /srv/styleforge", "All jobs: those at work, those that wait, and those that ended last."),
                ("queue /srv/styleforge pause", "Begin no more jobs."),
                ("queue /srv/styleforge cancel night-1f3a90c2", "End a job, by the id that the list shows."),
                ("queue /srv/styleforge retry-failed", "Let all jobs that failed wait again."),
            ],
        };
        var folder = QueueArguments.Folder(verb);
        var action = verb.Take(new Argument<string>("action")
        {
            HelpName = "ACTION",
            Description = "list (the default), pause, resume, cancel ID, retry ID, or retry-failed.",
            DefaultValueFactory = _ => Actions[0],
        });
        action.CompletionSources.Add(Actions);
        var id = verb.Take(new Argument<string?>("id") { HelpName = "ID", Description = "The job, as the list calls it.", DefaultValueFactory = _ => null });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print one JSON object, for other programs." });
        verb.SetAction(async (result, cancellation) =>
        {
            var queue = Open(environment, result.GetRequiredValue(folder));
            return await RunAsync(environment, queue, result.GetRequiredValue(action), result.GetValue(id), result.GetValue(json), cancellation).ConfigureAwait(false);
        });
        return verb;
    }

    private static DropFolder Open(HostEnvironment environment, string folder)
    {
        var paths = new DropFolderPaths(Path.GetFullPath(folder, environment.WorkingDirectory));
        var inside = environment with { WorkingDirectory = paths.Root };
        return Directory.Exists(paths.Inbox) && Directory.Exists(paths.Working)
            ? WatchHost.Open(inside, paths, paths.Output, WatchHost.Configured(inside, paths).Folder, environment.Error.WriteLine)
            : throw new CommandFailure($"{folder} is no drop folder: 'styleforge watch {folder}' makes one.");
    }

    private static async Task<int> RunAsync(HostEnvironment environment, DropFolder queue, string action, string? id, bool isJson, CancellationToken cancellation)
    {
        if (!Actions.Contains(action))
        {
            throw new CommandFailure($"There is no action '{action}'.{(NearestName.Find(action, Actions) is { } nearest ? $" Did you mean '{nearest}'?" : $" There are {string.Join(", ", Actions)}.")}");
        }

        if (action is "cancel" or "retry" != id is not null)
        {
            throw new CommandFailure(id is null ? $"'{action}' needs the id of a job: 'styleforge queue DIR' lists them." : $"'{action}' takes no id, but '{id}' was given.");
        }

        switch (action)
        {
            case "pause" or "resume":
                await queue.SetPausedAsync(action == "pause", cancellation).ConfigureAwait(false);
                return Answer(environment, isJson, action, [], action == "pause" ? "Paused: no job is begun until 'resume'." : "Resumed.");
            case "cancel":
                return await queue.CancelAsync(id!, cancellation).ConfigureAwait(false)
                    ? Answer(environment, isJson, action, [id!], $"{id} is cancelled.")
                    : throw new CommandFailure($"No job '{id}' waits or is worked on: 'styleforge queue DIR' lists those that do.");
            case "retry":
                return await queue.RetryAsync(id!, cancellation).ConfigureAwait(false)
                    ? Answer(environment, isJson, action, [id!], $"{id} waits again.")
                    : throw new CommandFailure($"No job '{id}' has failed: 'styleforge queue DIR' lists those that have.");
            case RetryFailed:
                var again = new List<string>();
                foreach (var job in (await queue.ReadAsync(int.MaxValue, cancellation).ConfigureAwait(false)).Where(job => job.State == JobState.Failed))
                {
                    if (await queue.RetryAsync(job.Id, cancellation).ConfigureAwait(false))
                    {
                        again.Add(job.Id);
                    }
                }

                Answer(environment, isJson, action, again, again.Count == 0 ? "No job has failed." : string.Create(CultureInfo.InvariantCulture, $"{Words.Count(again.Count, "job")} wait{(again.Count == 1 ? "s" : "")} again."));
                return again.Count > 0 ? ExitCodes.Done : ExitCodes.NothingToDo;
            default:
                return await ListAsync(environment, queue, isJson, cancellation).ConfigureAwait(false);
        }
    }

    private static int Answer(HostEnvironment environment, bool isJson, string action, IReadOnlyList<string> jobs, string sentence)
    {
        if (isJson)
        {
            new JsonLines(environment.Output).WriteDocument(new QueueChangeAnswer(action, jobs));
        }
        else
        {
            environment.Output.WriteLine(sentence);
        }

        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(HostEnvironment environment, DropFolder queue, bool isJson, CancellationToken cancellation)
    {
        var jobs = await queue.ReadAsync(MostEnded, cancellation).ConfigureAwait(false);
        var isPaused = await queue.IsPausedAsync(cancellation).ConfigureAwait(false);
        if (isJson)
        {
            new JsonLines(environment.Output).WriteDocument(new QueueAnswer(isPaused, jobs.Select(QueuedJobAnswer.Of)));
            return ExitCodes.Done;
        }

        if (isPaused)
        {
            environment.Output.WriteLine("Paused: no job is begun until 'resume'.");
        }

        var table = new TextTable("id", "state", "since", "what");
        foreach (var job in jobs)
        {
            table.Add(job.Id, Words.State(job.State), job.Since.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), What(job));
        }

        table.Write(environment.Output);
        return ExitCodes.Done;
    }

    private static string What(QueuedJob job) => job switch
    {
        { Reason: { } reason } => reason,
        { Reach: { Count: > 0 } reach } => string.Create(CultureInfo.InvariantCulture, $"{reach.Fraction:P0}, picture {reach.Number} of {reach.Count}{(reach.SecondsLeft is { } left ? $", {Words.Duration(TimeSpan.FromSeconds(left))} left" : "")}, {job.Owner ?? "given back"}"),
        { State: JobState.Working } => job.Owner ?? "given back",
        { State: JobState.Done } => Words.Count(job.Pictures.Count, "picture"),
        _ => "",
    };
}
