using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>Takes jobs from a queue, as many at once as there are workers, until the service stops or, where that was asked for, nothing is left.</summary>
/// <param name="queue">The queue.</param>
/// <param name="run">Works on a job.</param>
/// <param name="nudge">Tells when to look.</param>
/// <param name="request">How many workers, and whether to end.</param>
/// <param name="options">The configuration.</param>
/// <param name="time">The clock.</param>
/// <param name="lifetime">Ends the service.</param>
/// <param name="log">Is told what happens.</param>
internal sealed class RenderWorker(
    IJobQueue queue,
    JobRun run,
    Nudge nudge,
    WatchRequest request,
    IOptions<WatchOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<RenderWorker> log) : BackgroundService
{
    private volatile string? _fault;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, request.Workers).Select(_ => Task.Run(() => ServeAsync(stoppingToken), CancellationToken.None))).ConfigureAwait(false);
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        long? idle = null;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                if (await TryClaimAsync(stopping).ConfigureAwait(false) is { } claim)
                {
                    idle = null;
                    await run.WorkAsync(claim, stopping).ConfigureAwait(false);
                    continue;
                }

                idle ??= time.GetTimestamp();
                if (request.Once && await IsDrainedAsync(time.GetElapsedTime(idle.Value), stopping).ConfigureAwait(false))
                {
                    await SayWhatIsLeftAsync(stopping).ConfigureAwait(false);
                    return;
                }

                await nudge.WaitAsync(options.Value.Poll, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return; // Between two jobs.
        }
    }

    // A disk that is away comes back; until then it is told once.
    private async ValueTask<IClaim?> TryClaimAsync(CancellationToken stopping)
    {
        try
        {
            var claim = await queue.TryClaimAsync(stopping).ConfigureAwait(false);
            _fault = null;
            return claim;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_fault != failure.Message)
            {
                _fault = failure.Message;
                log.LogWarning(Events.Disk, "The queue cannot be read and is tried again: {Failure}", failure.Message);
            }

            return null;
        }
    }

    // Who comes once a night is to know in the morning why a job was left.
    private async Task SayWhatIsLeftAsync(CancellationToken stopping)
    {
        var isPaused = await queue.IsPausedAsync(stopping).ConfigureAwait(false);
        foreach (var job in await queue.ReadAsync(mostEnded: 0, stopping).ConfigureAwait(false))
        {
            if (job.State == JobState.Waiting)
            {
                log.LogWarning(Events.Waiting, "{Job} is left: it {Reason}", job.Name, isPaused ? "waits for the queue to be resumed" : job.Reason ?? "is another worker's turn");
            }
        }
    }

    // A job at work may have been abandoned, which shows only after a silence; a file that is there may have to settle first.
    private async ValueTask<bool> IsDrainedAsync(TimeSpan idle, CancellationToken stopping)
    {
        var isWorking = (await queue.ReadAsync(mostEnded: 0, stopping).ConfigureAwait(false)).Any(job => job.State == JobState.Working);
        return idle >= options.Value.Poll + (isWorking ? options.Value.Folder.Lease : 2 * options.Value.Folder.Settle);
    }
}
