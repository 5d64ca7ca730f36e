using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>Puts a service together from its parts.</summary>
internal static class WatchHost
{
    private const int MostNamed = 6;

    /// <summary>Opens a drop folder, as it is.</summary>
    /// <param name="environment">Knows the bundled styles and the clock.</param>
    /// <param name="paths">The folder.</param>
    /// <param name="output">Absolute folder that pictures go below.</param>
    /// <param name="options">How it goes about its jobs.</param>
    /// <param name="tell">Is told of faults of the disk.</param>
    /// <param name="tellUnclaimed">Is told what lies in the inbox and will never be taken; null for nobody.</param>
    public static DropFolder Open(
        HostEnvironment environment, DropFolderPaths paths, string output, DropFolderOptions options, Action<string> tell, Action<IReadOnlyList<string>>? tellUnclaimed = null)
    {
        var styles = new StyleLibrary(environment);
        return new DropFolder(paths, output, options, name => styles.PictureOf(name) is not null, new DiskQueueFiles(), new MachineProcesses(), environment.Time, tell)
        {
            TellUnclaimed = tellUnclaimed ?? (_ => { }),
        };
    }

    /// <summary>What the configuration says of a drop folder: its section <c>watch</c>.</summary>
    /// <param name="environment">Its working directory is the drop folder.</param>
    /// <param name="paths">The folder.</param>
    /// <exception cref="CommandFailure">Something in it is wrong.</exception>
    public static WatchOptions Configured(HostEnvironment environment, DropFolderPaths paths) =>
        new WatchOptionsReader(new ConfigurationLayers(environment).Section(WatchOptions.Section), paths.Root).Read();

    /// <summary>Opens a drop folder, and makes what is not there.</summary>
    /// <param name="environment">Knows the bundled styles and the clock, and is told of faults of the disk.</param>
    /// <param name="paths">The folder.</param>
    /// <param name="output">Absolute folder that pictures go below.</param>
    /// <param name="options">How it goes about its jobs.</param>
    /// <exception cref="CommandFailure">The folder cannot be made, or not served.</exception>
    public static DropFolder Prepare(HostEnvironment environment, DropFolderPaths paths, string output, DropFolderOptions options)
    {
        if (File.Exists(paths.Root))
        {
            throw new CommandFailure($"{paths.Root} is a file, but a drop folder is wanted: name a folder, which is made where it is absent.");
        }

        var queue = Open(environment, paths, output, options, environment.Error.WriteLine);
        try
        {
            queue.Prepare();
            return queue;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{paths.Root} cannot be served: {failure.Message}", ExitCodes.Wrong, failure);
        }
    }

    /// <summary>Makes a service that is not started yet.</summary>
    /// <param name="environment">What renders; its working directory is the drop folder.</param>
    /// <param name="paths">The folder.</param>
    /// <param name="request">How to run.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="logs">Take what is told.</param>
    /// <param name="level">The least of what is told.</param>
    public static IHost Create(HostEnvironment environment, DropFolderPaths paths, WatchRequest request, WatchOptions options, IEnumerable<ILoggerProvider> logs, LogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.None).AddFilter("Quartz", LogLevel.Warning);
        foreach (var log in logs)
        {
            builder.Logging.AddProvider(log);
        }

        // However long the evaluation in flight takes: it is not to be cut off.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services
            .AddSingleton<IHostLifetime, QuietLifetime>()
            .AddSingleton(environment)
            .AddSingleton(environment.Time)
            .AddSingleton(request)
            .AddSingleton(Options.Create(options))
            .AddSingleton<IJobQueue>(services =>
            {
                var log = services.GetRequiredService<ILogger<DropFolder>>();
                return Open(
                    environment,
                    paths,
                    request.OutputRoot,
                    options.Folder,
                    sentence => log.LogWarning(Events.Disk, "{Fault}", sentence),
                    names => log.LogWarning(
                        Events.Unclaimed, "nobody takes {Files}: what is no job file (.json), no folder with one (.job) and no picture stays in the inbox", Named(names)));
            })
            .AddSingleton(new Nudge(paths.Inbox, environment.Time))
            .AddSingleton<Telemetry>()
            .AddSingleton<JobRun>()
            .AddHostedService<RenderWorker>();
        if (options.Schedules.Count > 0)
        {
            AddSchedules(builder.Services, options.Schedules, environment.Time);
        }

        return builder.Build();
    }

    /// <summary>Serves until the service ends by itself or is asked to.</summary>
    /// <param name="host">The service.</param>
    /// <param name="folder">Name of the folder, for people.</param>
    /// <param name="interrupted">Asks it to end.</param>
    /// <exception cref="CommandFailure">The configuration became wrong while it ran.</exception>
    public static void Run(IHost host, string folder, CancellationToken interrupted)
    {
        var log = host.Services.GetRequiredService<ILogger<RenderWorker>>();
        log.LogInformation(Events.Serving, "serving {Folder}", folder);
        host.Start();
        host.WaitForShutdownAsync(interrupted).GetAwaiter().GetResult();
        var work = host.Services.GetServices<IHostedService>().OfType<RenderWorker>().Single().ExecuteTask!;
        if (!work.IsCanceled)
        {
            work.GetAwaiter().GetResult(); // Tells what it failed by. One that is cancelled was stopped before it had begun, which is no failure.
        }

        log.LogInformation(Events.Stopped, "stopped");
    }

    private static string Named(IReadOnlyList<string> names) =>
        Listing.Of(names.Count <= MostNamed ? names : [.. names.Take(MostNamed - 1), string.Create(CultureInfo.InvariantCulture, $"{names.Count - MostNamed + 1} others")]);

    private static void AddSchedules(IServiceCollection services, IReadOnlyList<Schedule> schedules, TimeProvider time)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UseTimeProvider(time);
            foreach (var schedule in schedules)
            {
                quartz.ScheduleJob<SubmitScheduled>(
                    trigger => trigger.WithIdentity(schedule.Name).WithCronSchedule(
                        schedule.Cron,
                        cron => cron.WithMisfireInstruction(schedule.RunsMissed ? CronTriggerMisfireInstruction.FireAndProceed : CronTriggerMisfireInstruction.DoNothing)),
                    job => job.WithIdentity(schedule.Name).UsingJobData(SubmitScheduled.ScheduleKey, schedule.Name));
            }
        });
        services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
    }
}
