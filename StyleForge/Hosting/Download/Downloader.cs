namespace StyleForge.Hosting.Download;

/// <summary>
/// Fetches files: goes on where an earlier download ended, tries again what may pass, compares what came with what is wanted,
/// and gives it its name only then.
/// </summary>
/// <param name="source">Asks servers.</param>
/// <param name="persistence">Tries again.</param>
/// <param name="observer">Hears of it.</param>
internal sealed class Downloader(HttpSource source, Persistence persistence, IDownloadObserver observer)
{
    /// <summary>Fetches a file. When it fails or is interrupted, its beginning is kept, unless it is of another file.</summary>
    /// <exception cref="DownloadFailure">It cannot be had.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<DownloadResult> FetchAsync(DownloadRequest request, CancellationToken cancellation)
    {
        using var part = PartFile.Open(request.Path);
        var isSecond = false;
        while (true)
        {
            try
            {
                await FillAsync(request, part, cancellation).ConfigureAwait(false);
                observer.Observe(new DownloadChecking(request.Name));
                var sha256 = request.Check.Whole(part.Read());
                var result = new DownloadResult(part.Length, sha256, part.Kept);
                part.Finish(request.Path);
                return result;
            }
            catch (DownloadFailure failure) when (failure.IsSpoilt && part.IsStitched && !isSecond)
            {
                // The fault may lie in putting the pieces together, so one answer in one piece gets its chance.
                isSecond = true;
                observer.Observe(new DownloadNotice(request.Name, "The pieces of the file do not make up the one that was published, so it is fetched anew."));
                part.Discard();
            }
            catch (DownloadFailure failure) when (failure.IsSpoilt)
            {
                part.Discard();
                throw;
            }
        }
    }

    private ValueTask FillAsync(DownloadRequest request, PartFile part, CancellationToken cancellation)
    {
        var attempt = new Attempt(source, request, part, observer);
        return persistence.RunAsync(request.Host, attempt.RunAsync, (failure, delay, number) => observer.Observe(
            new DownloadRetrying(request.Name, failure.Message, delay, number, persistence.Attempts)), cancellation);
    }
}
