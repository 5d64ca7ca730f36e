using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using StyleForge.Engine.Jobs;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>What a schedule does when its time has come: submits its job files, each with the pictures that lie below its folder.</summary>
/// <param name="queue">Takes the jobs.</param>
/// <param name="options">The schedules.</param>
/// <param name="time">The clock, whose date goes into the names.</param>
/// <param name="log">Is told what was submitted.</param>
internal sealed class SubmitScheduled(IJobQueue queue, IOptions<WatchOptions> options, TimeProvider time, ILogger<SubmitScheduled> log) : IJob
{
    /// <summary>Key of the schedule's name among the data of a firing.</summary>
    public const string ScheduleKey = "schedule";

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await SubmitAsync(options.Value.Schedules.First(schedule => schedule.Name == context.MergedJobDataMap[ScheduleKey] as string), cancellationToken).ConfigureAwait(false);

    /// <summary>Submits the jobs of a schedule; one that cannot be read is told, and the others go in.</summary>
    public async ValueTask SubmitAsync(Schedule schedule, CancellationToken cancellation)
    {
        var found = JobFinder.Find([schedule.Jobs]);
        foreach (var problem in found.Problems)
        {
            log.LogError(Events.Failed, "{Schedule}: {Problem}", schedule.Name, problem);
        }

        foreach (var file in found.Files)
        {
            try
            {
                var id = await queue.SubmitAsync(Read(file), cancellation).ConfigureAwait(false);
                log.LogInformation(Events.Submitted, "{Schedule}: {File} submitted as {Id}", schedule.Name, file, id);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                log.LogError(Events.Failed, "{Schedule}: {File} could not be submitted: {Failure}", schedule.Name, file, failure.Message);
            }
        }
    }

    private Submission Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var folder = Path.GetDirectoryName(file)!;
        var pictures = new Dictionary<string, Func<Stream>>(StringComparer.Ordinal);
        foreach (var picture in NamedPictures.Read(bytes, file).Paths)
        {
            // What lies elsewhere, or is not there, is for whoever plans the job to judge.
            var path = Path.GetFullPath(picture, folder);
            var relative = Path.GetRelativePath(folder, path);
            if (!Path.IsPathRooted(picture) && !relative.StartsWith("..", StringComparison.Ordinal) && File.Exists(path))
            {
                pictures[relative] = () => File.OpenRead(path);
            }
        }

        var name = new string([.. Path.GetFileNameWithoutExtension(file).Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]);
        return new Submission(name + time.GetLocalNow().ToString("-yyyyMMdd-HHmm", CultureInfo.InvariantCulture), Encoding.UTF8.GetString(bytes), pictures);
    }
}
