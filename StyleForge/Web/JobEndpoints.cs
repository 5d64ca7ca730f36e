using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StyleForge.Queue;

namespace StyleForge.Web;

/// <summary><c>/api/v1/jobs</c>: the jobs of the queue with their pictures, and what can be asked of them.</summary>
internal sealed class JobEndpoints : IDisposable
{
    private readonly IJobQueue _queue;
    private readonly QueueReader _reader;
    private readonly ShownPictures _pictures;
    private readonly SubmissionReader _submissions;
    private readonly LiveMetrics _metrics;
    private readonly UploadLimits _limits;
    private readonly RateLimiter _rate;
    private readonly SemaphoreSlim _uploads;

    /// <summary>Endpoints over a queue.</summary>
    public JobEndpoints(IJobQueue queue, QueueReader reader, ShownPictures pictures, SubmissionReader submissions, LiveMetrics metrics, UploadLimits limits)
    {
        (_queue, _reader, _pictures, _submissions, _metrics, _limits) = (queue, reader, pictures, submissions, metrics, limits);
        _rate = Rates.AMinute(limits.AMinute);
        _uploads = new SemaphoreSlim(limits.AtOnce);
    }

    /// <summary>Adds them.</summary>
    /// <param name="api">The group of <c>/api/v1</c>.</param>
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", ListAsync).WithSummary("All jobs: those at work, those that wait in their order, then the others from new to old.");
        api.MapPost("/jobs", SubmitAsync).WithSummary("Adds a job.")
            .Accepts<SubmissionBody>("multipart/form-data").Produces<Submitted>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapGet("/jobs/{id}", FindAsync).WithSummary("One job.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/jobs/{id}/cancel", CancelAsync).WithSummary("Ends a job that waits or is worked on; it counts as failed, by request.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/jobs/{id}/retry", RetryAsync).WithSummary("Lets a failed job wait again.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        Picture("/jobs/{id}/pictures/{number:int}", "A finished picture, by its number from 1: the file, or with side=PIXELS a smaller one.", (string id, int number, int? side, bool? download, CancellationToken cancellation) =>
            PictureAsync(id, job => job.Pictures.ElementAtOrDefault(number - 1), side, download, cancellation));
        Picture("/jobs/{id}/content", "The picture that is rendered.", (string id, int? side, CancellationToken cancellation) =>
            PictureAsync(id, job => job.Content, side, download: false, cancellation));
        Picture("/jobs/{id}/preview", "The picture as it looks now.", (string id, int? side, CancellationToken cancellation) =>
            PictureAsync(id, job => job.Preview, side, download: false, cancellation));

        void Picture(string pattern, string summary, Delegate handler) => api.MapGet(pattern, handler).WithSummary(summary)
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp", "application/octet-stream"])
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rate.Dispose();
        _uploads.Dispose();
    }

    private async Task<Ok<IEnumerable<JobView>>> ListAsync(string? state, CancellationToken cancellation)
    {
        if (state is not (null or "waiting" or "working" or "done" or "failed"))
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "state must be waiting, working, done or failed.");
        }

        var jobs = (await _reader.ReadAsync(cancellation)).Jobs.Where(job => state is null || job.State.ToString().Equals(state, StringComparison.OrdinalIgnoreCase));
        return TypedResults.Ok(jobs.Select(job => JobView.Of(job, _pictures)));
    }

    private async Task<Ok<JobView>> FindAsync(string id, CancellationToken cancellation) =>
        TypedResults.Ok(JobView.Of((await _reader.ReadAsync(cancellation)).Job(id), _pictures));

    private async Task<IResult> SubmitAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var permit = _rate.AttemptAcquire();
        if (!permit.IsAcquired)
        {
            throw new Refusal(StatusCodes.Status429TooManyRequests, $"More than {_limits.AMinute} submissions came within a minute: wait a little.") { RetryAfter = 60 };
        }

        if ((await _reader.ReadAsync(cancellation)).Count(JobState.Waiting) >= _limits.Waiting)
        {
            throw new Refusal(StatusCodes.Status429TooManyRequests, $"{_limits.Waiting} jobs wait already, and no more are taken: wait until some are done.") { RetryAfter = 600 };
        }

        if (!_uploads.Wait(0, cancellation))
        {
            throw new Refusal(StatusCodes.Status429TooManyRequests, $"{_limits.AtOnce} submissions are on their way already: send this one when they are there.") { RetryAfter = 5 };
        }

        try
        {
            var (upload, submission) = await _submissions.ReadAsync(request, cancellation);
            using (upload)
            {
                var id = await _queue.SubmitAsync(submission, cancellation);
                _reader.Forget();
                _metrics.CountSubmission();
                return TypedResults.Created(JobView.UrlOf(id), new Submitted(id));
            }
        }
        finally
        {
            _uploads.Release();
        }
    }

    private Task<NoContent> CancelAsync(string id, CancellationToken cancellation) =>
        AskAsync(id, _queue.CancelAsync, "The job has ended already: only one that waits or is worked on can be cancelled.", cancellation);

    private Task<NoContent> RetryAsync(string id, CancellationToken cancellation) =>
        AskAsync(id, _queue.RetryAsync, "The job has not failed: only one that has can be tried again.", cancellation);

    // Only an id that the queue has told itself goes to the queue: it may make a file name of it.
    private async Task<NoContent> AskAsync(string id, Func<string, CancellationToken, ValueTask<bool>> ask, string refusal, CancellationToken cancellation)
    {
        var isDone = await ask((await _reader.ReadAsync(cancellation)).Job(id).Id, cancellation);
        _reader.Forget();
        return isDone ? TypedResults.NoContent() : throw new Refusal(StatusCodes.Status409Conflict, refusal);
    }

    private async Task<IResult> PictureAsync(string id, Func<QueuedJob, string?> choose, int? side, bool? download, CancellationToken cancellation) =>
        await _pictures.AnswerAsync(choose((await _reader.ReadAsync(cancellation)).Job(id)), side, download, cancellation);
}
