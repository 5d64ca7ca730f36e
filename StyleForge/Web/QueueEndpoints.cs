using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StyleForge.Queue;

namespace StyleForge.Web;

/// <summary><c>/api/v1/queue</c> and <c>/health</c>: the queue as a whole.</summary>
/// <param name="queue">The queue.</param>
/// <param name="reader">Reads it.</param>
internal sealed class QueueEndpoints(IJobQueue queue, QueueReader reader)
{
    /// <summary>Adds them.</summary>
    /// <param name="app">The server.</param>
    /// <param name="api">The group of <c>/api/v1</c>.</param>
    public void Map(IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        api.MapGet("/queue", ShowAsync).WithSummary("How many jobs there are in each state, and whether the queue is paused.");
        api.MapPut("/queue", SetAsync).WithSummary("Pauses or resumes the taking of jobs.").ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/queue/retry-failed", RetryAllAsync).WithSummary("Lets all failed jobs wait again.");
        app.MapGet("/health/live", () => TypedResults.Text("live\n")).WithSummary("Answers while the server does.");
        app.MapGet("/health/ready", ReadyAsync).WithSummary("Answers where the queue can be read.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<Ok<QueueView>> ShowAsync(CancellationToken cancellation)
    {
        var snapshot = await reader.ReadAsync(cancellation);
        return TypedResults.Ok(new QueueView(
            snapshot.IsPaused, snapshot.Count(JobState.Waiting), snapshot.Count(JobState.Working), snapshot.Count(JobState.Done), snapshot.Count(JobState.Failed)));
    }

    private async Task<Ok<QueueView>> SetAsync(QueueWish wish, CancellationToken cancellation)
    {
        await queue.SetPausedAsync(wish.Paused ?? throw new Refusal(StatusCodes.Status400BadRequest, "paused is missing: send {\"paused\": true} or {\"paused\": false}."), cancellation);
        reader.Forget();
        return await ShowAsync(cancellation);
    }

    private async Task<Ok<Retried>> RetryAllAsync(CancellationToken cancellation)
    {
        var count = 0;
        foreach (var job in (await reader.ReadAsync(cancellation)).Jobs.Where(job => job.State == JobState.Failed))
        {
            count += await queue.RetryAsync(job.Id, cancellation) ? 1 : 0;
        }

        reader.Forget();
        return TypedResults.Ok(new Retried(count));
    }

    private async Task<ContentHttpResult> ReadyAsync(CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        return TypedResults.Text("ready\n");
    }
}
