using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>Fetches the published weights of networks that are not on this machine yet.</summary>
internal sealed class WeightPull : IDisposable
{
    private readonly HostEnvironment _environment;
    private readonly IDownloadObserver _observer;
    private readonly string? _url;
    private readonly WeightLibrary _library;
    private readonly HttpSource _source;
    private readonly Downloader _downloader;

    /// <summary>Makes one; what a server did to one file is remembered for the next.</summary>
    /// <param name="environment">Folders, variables, and how patient to be.</param>
    /// <param name="observer">Hears of what happens.</param>
    /// <param name="url">The address that the command line names, or null.</param>
    public WeightPull(HostEnvironment environment, IDownloadObserver observer, string? url)
    {
        (_environment, _observer, _url) = (environment, observer, url);
        _library = new WeightLibrary(environment);
        _source = new HttpSource(environment.Download, environment.Time);
        _downloader = new Downloader(_source, new Persistence(environment.Download, environment.Time), observer);
    }

    /// <summary>Fetches the weights of a network, unless they are here.</summary>
    /// <exception cref="CommandFailure">The command line or the environment names no address.</exception>
    public PulledWeights Pull(NetworkDescription network)
    {
        if (network.Facts.Weights is not { } published)
        {
            return new PulledWeights(network, PullStatus.BuiltIn);
        }

        var begun = _environment.Time.GetTimestamp();
        var url = new WeightAddress(_environment).Of(published, _url);
        var path = Path.Combine(_library.UserFolder, published.FileName);
        var asked = new PulledWeights(network, PullStatus.Unfinished) { Path = path, Url = url };
        if (_environment.Interrupted.IsCancellationRequested)
        {
            return asked;
        }

        if (Present(network, published) is { } present)
        {
            return present;
        }

        if (File.Exists(path))
        {
            _observer.Observe(new DownloadNotice(published.FileName, $"{path} is not as it was published and is replaced."));
        }

        var request = new DownloadRequest(url, path, new PublishedFileCheck(network, published, url, _environment.Networks));
        try
        {
            _library.MakeUserFolder();
            var result = _downloader.FetchAsync(request, _environment.Interrupted).GetAwaiter().GetResult();
            return asked with
            {
                Status = PullStatus.Pulled,
                Bytes = result.Bytes,
                Sha256 = result.Sha256,
                ResumedAt = result.ResumedAt,
                Elapsed = _environment.Time.GetElapsedTime(begun),
                Before = _library.Before(network, path),
            };
        }
        catch (OperationCanceledException) when (_environment.Interrupted.IsCancellationRequested)
        {
            return asked with { Kept = PartFile.Left(path), Elapsed = _environment.Time.GetElapsedTime(begun) };
        }
        catch (CommandFailure failure)
        {
            return asked with { Status = PullStatus.Failed, Failure = failure.Message.TrimEnd('.') };
        }
        catch (DownloadFailure failure)
        {
            return asked with
            {
                Status = PullStatus.Failed,
                Kept = PartFile.Left(path),
                Failure = failure.Message,
                MayPass = failure.MayPass,
                IsSpoilt = failure.IsSpoilt,
                Elapsed = _environment.Time.GetElapsedTime(begun),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private PulledWeights? Present(NetworkDescription network, PublishedWeights published)
    {
        foreach (var path in _library.Present(network))
        {
            if (PublishedSha256(path) is { } sha256 && published.Matches(sha256))
            {
                return new PulledWeights(network, PullStatus.Present)
                {
                    Path = path,
                    Bytes = new FileInfo(path).Length,
                    Sha256 = sha256,
                    Before = _library.Before(network, path),
                };
            }
        }

        return null;
    }

    // Of the file, or of the one that it was imported from; null where it cannot be read.
    private static string? PublishedSha256(string path)
    {
        try
        {
            using var weights = WeightFile.Read(path, keep: _ => false);
            return weights.Metadata.GetValueOrDefault(WeightProvenance.SourceSha256, weights.Sha256);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            return null; // Whatever it is, it is not what was published.
        }
    }
}
