using System.Globalization;
using Microsoft.Extensions.Configuration;
using Quartz;
using StyleForge.Engine.Settings;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>Reads the configuration section <c>watch</c>, and says in a sentence what is wrong with it.</summary>
/// <param name="section">The section.</param>
/// <param name="folder">Absolute folder that its paths start from.</param>
internal sealed class WatchOptionsReader(IConfiguration section, string folder)
{
    private const double Day = 86_400;

    private static readonly string[] Names =
    [
        "settleSeconds", "pictureWaitSeconds", "leaseSeconds", "heartbeatSeconds", "pollSeconds", "previewSeconds", "sweepSeconds", "mostDeaths", "retry", "schedules",
    ];

    private static readonly string[] RetryNames = ["attempts", "delaySeconds", "longestDelaySeconds"];

    private static readonly string[] ScheduleNames = ["name", "cron", "jobs", "missed"];

    /// <summary>The options.</summary>
    /// <exception cref="CommandFailure">Something is not known, not allowed or missing.</exception>
    public WatchOptions Read()
    {
        Refuse(section, Names, WatchOptions.Section);
        var defaults = new WatchOptions();
        var options = defaults with
        {
            Folder = defaults.Folder with
            {
                Settle = Seconds("settleSeconds", defaults.Folder.Settle, 0, Day),
                PictureWait = Seconds("pictureWaitSeconds", defaults.Folder.PictureWait, 0, 30 * Day),
                Lease = Seconds("leaseSeconds", defaults.Folder.Lease, 0.1, Day),
                SweepAfter = Seconds("sweepSeconds", defaults.Folder.SweepAfter, 0.1, Day),
                MostDeaths = (int)Number("mostDeaths", defaults.Folder.MostDeaths, 1, 1_000_000),
                Retry = Retry("retry", defaults.Folder.Retry),
            },
            Heartbeat = Seconds("heartbeatSeconds", defaults.Heartbeat, 0.01, Day),
            Poll = Seconds("pollSeconds", defaults.Poll, 0.01, Day),
            Preview = Seconds("previewSeconds", defaults.Preview, 0.1, Day),
            Schedules = [.. section.GetSection("schedules").GetChildren().Select(ReadSchedule)],
        };
        if (options.Folder.Lease < 3 * options.Heartbeat)
        {
            throw new CommandFailure(string.Create(
                CultureInfo.InvariantCulture,
                $"watch:leaseSeconds is {options.Folder.Lease.TotalSeconds}, but must be at least three times watch:heartbeatSeconds, which is {options.Heartbeat.TotalSeconds}: else a worker loses its job for one late word."));
        }

        return options.Schedules.GroupBy(schedule => schedule.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new CommandFailure($"Two schedules of watch:schedules are called '{twice.Key}': give each a name of its own.")
            : options;
    }

    private Schedule ReadSchedule(IConfigurationSection entry)
    {
        var path = $"{WatchOptions.Section}:schedules:{entry.Key}";
        Refuse(entry, ScheduleNames, path);
        string Text(string name) => entry[name] is { Length: > 0 } text ? text : throw new CommandFailure($"{path}:{name} is missing: a schedule needs a name, a cron expression and jobs.");
        var cron = Text("cron");
        if (!CronExpression.TryParse(cron, CronFormat.Unix, out var when) && !CronExpression.TryParse(cron, CronFormat.Quartz, out when))
        {
            throw new CommandFailure($"{path}:cron is '{cron}', but must be a cron expression: minute, hour, day of the month, month and day of the week, such as '30 2 * * 1-5' for half past two on working days, with seconds before them or without.");
        }

        var jobs = Path.GetFullPath(Text("jobs"), folder);
        if (!Path.Exists(jobs))
        {
            throw new CommandFailure($"{path}:jobs is '{jobs}', which does not exist: name a job file or a folder with job files.");
        }

        var missed = entry["missed"] ?? "skip";
        return missed is "run" or "skip"
            ? new Schedule(Text("name"), when!, jobs, missed == "run")
            : throw new CommandFailure($"{path}:missed is '{missed}', but must be run or skip.");
    }

    private DiskRetryOptions Retry(string name, DiskRetryOptions otherwise)
    {
        Refuse(section.GetSection(name), RetryNames, $"{WatchOptions.Section}:{name}");
        return new DiskRetryOptions
        {
            Attempts = (int)Number($"{name}:attempts", otherwise.Attempts, 0, 100),
            Delay = Seconds($"{name}:delaySeconds", otherwise.Delay, 0, Day),
            LongestDelay = Seconds($"{name}:longestDelaySeconds", otherwise.LongestDelay, 0, Day),
        };
    }

    private TimeSpan Seconds(string name, TimeSpan otherwise, double least, double most) =>
        TimeSpan.FromSeconds(Number(name, otherwise.TotalSeconds, least, most, isWhole: false));

    private double Number(string name, double otherwise, double least, double most, bool isWhole = true)
    {
        if (section[name] is not { } text)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most && (!isWhole || number == Math.Truncate(number))
            ? number
            : throw new CommandFailure(string.Create(
                CultureInfo.InvariantCulture, $"{WatchOptions.Section}:{name} is '{text}', but must be a {(isWhole ? "whole number" : "number")} from {least} to {most}."));
    }

    private static void Refuse(IConfiguration section, string[] names, string path)
    {
        foreach (var key in section.GetChildren().Select(child => child.Key).Where(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase)))
        {
            throw new CommandFailure($"{path} has no setting '{key}': {(NearestName.Find(key, names) is { } nearest ? $"did you mean {nearest}?" : $"there are {string.Join(", ", names)}.")}");
        }
    }
}
