using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StyleForge.Web;

/// <summary><c>/api/v1/events</c>: tells what changes, until the listener goes or the server stops.</summary>
/// <param name="reader">Reads the queue.</param>
/// <param name="pictures">Tells which pictures may be shown.</param>
/// <param name="options">How often to look, how long to be silent, and how many may listen.</param>
/// <param name="json">How jobs are written.</param>
/// <param name="lifetime">Hears that the server stops.</param>
internal sealed class EventStream(
    QueueReader reader, ShownPictures pictures, LiveOptions options, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
{
    private int _listeners;

    /// <summary>Adds it.</summary>
    /// <param name="api">The group of <c>/api/v1</c>.</param>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/events", OpenAsync)
        .WithSummary("Server-sent events: «change» with all jobs at first and what changes from then on, «heartbeat» where nothing does.");

    private async Task<IResult> OpenAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _listeners) >= options.Listeners)
        {
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, $"{options.Listeners} listen already, and no more can: close a page elsewhere.") { RetryAfter = 30 };
        }

        await reader.ReadAsync(cancellation); // Where the queue cannot be read, that is the answer, instead of a stream that breaks off.
        return TypedResults.ServerSentEvents(FollowAsync(cancellation));
    }

    private async IAsyncEnumerable<SseItem<QueueChange?>> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        Interlocked.Increment(ref _listeners);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        try
        {
            var told = new Dictionary<string, JsonElement>();
            QueueChange? last = null;
            var spoken = options.Time.GetTimestamp();
            while (!end.IsCancellationRequested)
            {
                var change = Compare(await reader.ReadAsync(end.Token), told);
                if (last is null || change.Changed.Count > 0 || change.Paused != last.Paused || !change.Order.SequenceEqual(last.Order))
                {
                    (last, spoken) = (change, options.Time.GetTimestamp());
                    yield return new SseItem<QueueChange?>(change, "change");
                }
                else if (options.Time.GetElapsedTime(spoken) >= options.Heartbeat)
                {
                    spoken = options.Time.GetTimestamp();
                    yield return new SseItem<QueueChange?>(null, "heartbeat");
                }

                await Task.Delay(options.Refresh, options.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private QueueChange Compare(QueueSnapshot snapshot, Dictionary<string, JsonElement> told)
    {
        var changed = new List<JsonElement>();
        foreach (var job in snapshot.Jobs)
        {
            var view = JsonSerializer.SerializeToElement(JobView.Of(job, pictures), json.Value.SerializerOptions);
            if (!told.TryGetValue(job.Id, out var before) || !JsonElement.DeepEquals(before, view))
            {
                changed.Add(told[job.Id] = view);
            }
        }

        var order = snapshot.Jobs.Select(job => job.Id).ToList();
        foreach (var gone in told.Keys.Except(order).ToList())
        {
            told.Remove(gone);
        }

        return new QueueChange(snapshot.IsPaused, order, changed);
    }
}
