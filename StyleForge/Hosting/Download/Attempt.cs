using System.Net;

namespace StyleForge.Hosting.Download;

/// <summary>Tries at a file: each asks for what is missing and adds what comes to what is here.</summary>
/// <param name="source">Asks servers.</param>
/// <param name="request">The file.</param>
/// <param name="part">What is here.</param>
/// <param name="observer">Hears of it.</param>
internal sealed class Attempt(HttpSource source, DownloadRequest request, PartFile part, IDownloadObserver observer)
{
    // Enough to tell a web page from weights.
    private const int Head = 512;

    private readonly byte[] _buffer = new byte[1 << 17];
    private long _furthest = part.Length;

    /// <summary>Tries, and tries again when called again.</summary>
    public async ValueTask<AttemptOutcome> RunAsync(CancellationToken cancellation)
    {
        // Only what no earlier try had: a server that begins anew each time does not come on.
        var before = _furthest;
        try
        {
            await FillAsync(cancellation).ConfigureAwait(false);
            return new AttemptOutcome(_furthest - before, null);
        }
        catch (DownloadFailure failure)
        {
            return new AttemptOutcome(_furthest - before, failure);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (part.IsComplete)
        {
            return;
        }

        // What came from elsewhere is kept until the whole file begins to come from here.
        var isOwn = part.Record?.Url == request.Url;
        using var response = await source.AskAsync(request.Url, isOwn ? part.Record : null, isOwn ? part.Length : 0, cancellation).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
        {
            // Hotels and offices put their own page before every address until one has logged in: the beginning stays good.
            throw new DownloadFailure($"{request.Url.GetLeftPart(UriPartial.Path)} is a web page, not the file: the address is wrong, or this network wants one to log in first");
        }

        switch (response.StatusCode)
        {
            case HttpStatusCode.RequestedRangeNotSatisfiable when response.Content.Headers.ContentRange?.Length == part.Length:
                part.End();
                return;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                throw Changed();
            case HttpStatusCode.PartialContent:
                Continue(response);
                break;
            default:
                Begin(response);
                break;
        }

        observer.Observe(new DownloadStarted(request.Name, request.Host, part.Length, part.Record!.Length));
        using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await CopyAsync(body, cancellation).ConfigureAwait(false);
    }

    private void Begin(HttpResponseMessage response)
    {
        var record = new PartRecord(
            request.Url, response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, response.Content.Headers.ContentLength);
        if (record.Length is { } length)
        {
            request.Check.Length(length);
        }

        if (part.Length > 0)
        {
            observer.Observe(new DownloadNotice(request.Name, part.Record!.Url != request.Url
                ? $"What is here of the file came from {part.Record.Url.Host} and is thrown away."
                : IsOtherVersion(record) ? $"The file on {request.Host} has changed since its beginning was fetched, so it is fetched anew."
                : $"{request.Host} cannot go on in the middle of a file, so it is fetched anew."));
        }

        part.Begin(record);
    }

    private void Continue(HttpResponseMessage response)
    {
        var range = response.Content.Headers.ContentRange;
        var total = range?.Length ?? part.Record!.Length;
        var isOther = IsOtherVersion(new PartRecord(request.Url, response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, total));
        if (range?.From != part.Length || isOther)
        {
            throw Changed();
        }

        if (total is { } length)
        {
            request.Check.Length(length);
        }

        part.Continue(total);
    }

    // Only what both answers say can differ.
    private bool IsOtherVersion(PartRecord now)
    {
        var then = part.Record!;
        return (then.Length is { } length && now.Length is { } other && length != other)
            || (then.EntityTag is { } tag && now.EntityTag is { } newTag && tag != newTag)
            || (then.EntityTag is null && then.LastModified is { } date && now.LastModified is { } newDate && date != newDate);
    }

    private DownloadFailure Changed()
    {
        part.Discard();
        return new DownloadFailure($"the file on {request.Host} has changed since its beginning was fetched, so it is fetched anew") { MayPass = true };
    }

    private async ValueTask CopyAsync(Stream body, CancellationToken cancellation)
    {
        var isKnown = part.Length >= Head;
        while (true)
        {
            var count = await source.ReadAsync(body, _buffer, request.Host, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            if (part.Length + count > request.Check.MostBytes)
            {
                throw new DownloadFailure($"{request.Host} sends more than the {request.Check.MostBytes} bytes that the file can have") { IsSpoilt = true };
            }

            part.Append(_buffer.AsSpan(0, count));
            _furthest = Math.Max(_furthest, part.Length);
            if (!isKnown && part.Length >= Head)
            {
                LookAtHead();
                isKnown = true;
            }

            observer.Observe(new DownloadAdvanced(request.Name, part.Length, part.Record!.Length));
        }

        if (part.Record!.Length is { } length && part.Length < length)
        {
            throw new DownloadFailure($"{request.Host} ended the file {length - part.Length} bytes early") { MayPass = true };
        }

        part.End();
    }

    private void LookAtHead()
    {
        Span<byte> head = stackalloc byte[Head];
        part.Read().ReadExactly(head);
        request.Check.Beginning(head);
    }
}
