using System.Security.Cryptography;
using StyleForge.Hosting.Download;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Hosting;

/// <summary>Fetches the published weights of networks that are not on this machine yet: from servers, and out of packages.</summary>
internal sealed class WeightPull : IDisposable
{
    private readonly HostEnvironment _environment;
    private readonly IDownloadObserver _observer;
    private readonly string? _url;
    private readonly WeightLibrary _library;
    private readonly HttpSource _source;
    private readonly Downloader _downloader;
    private readonly PackageArchives _packages;

    /// <summary>Makes one; what a server did to one file is remembered for the next, and a package that several networks are in is fetched once.</summary>
    /// <param name="environment">Folders, variables, and how patient to be.</param>
    /// <param name="observer">Hears of what happens.</param>
    /// <param name="url">The address that the command line names, or null.</param>
    public WeightPull(HostEnvironment environment, IDownloadObserver observer, string? url)
    {
        (_environment, _observer, _url) = (environment, observer, url);
        _library = new WeightLibrary(environment);
        _source = new HttpSource(environment.Download, environment.Time);
        _downloader = new Downloader(_source, new Persistence(environment.Download, environment.Time), observer);
        _packages = new PackageArchives(environment, observer);
    }

    /// <summary>Fetches the weights of a network, unless they are here.</summary>
    /// <exception cref="CommandFailure">The command line or the environment names no address.</exception>
    public PulledWeights Pull(NetworkDescription network)
    {
        if (network.Facts.Weights is not { } published)
        {
            return new PulledWeights(network, network.Facts.BuiltIn is null ? PullStatus.Unpublished : PullStatus.BuiltIn);
        }

        var begun = _environment.Time.GetTimestamp();
        var asked = new PulledWeights(network, PullStatus.Unfinished)
        {
            Path = Path.Combine(_library.UserFolder, published.Place is PackagePlace ? WeightLibrary.Imported(network)[0] : published.FileName),
            Url = published.Place is PackagePlace ? null : new WeightAddress(_environment).Of(published, _url),
        };
        if (_environment.Interrupted.IsCancellationRequested)
        {
            return asked;
        }

        if (Present(network, published) is { } present)
        {
            return present;
        }

        string[] made = [.. Ancestors(asked.Path!).TakeWhile(folder => !Directory.Exists(folder))];
        var result = Fetch(asked, published, begun);
        if (result.Status != PullStatus.Pulled)
        {
            RemoveEmpty(made);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packages.Dispose();
        _source.Dispose();
    }

    private PulledWeights Fetch(PulledWeights asked, PublishedWeights published, long begun)
    {
        try
        {
            _library.MakeUserFolder();
            var pulled = published.Place is PackagePlace package ? Unpack(asked, published, package) : Download(asked, published, (ServerPlace)published.Place);
            return pulled with { Status = PullStatus.Pulled, Elapsed = _environment.Time.GetElapsedTime(begun), Before = _library.Before(asked.Network, asked.Path!) };
        }
        catch (OperationCanceledException) when (_environment.Interrupted.IsCancellationRequested)
        {
            return asked with { Kept = Kept(asked, published), Elapsed = _environment.Time.GetElapsedTime(begun) };
        }
        catch (DownloadFailure failure)
        {
            return asked with
            {
                Status = PullStatus.Failed,
                Kept = Kept(asked, published),
                Failure = failure.Message,
                MayPass = failure.MayPass,
                IsSpoilt = failure.IsSpoilt,
                Elapsed = _environment.Time.GetElapsedTime(begun),
            };
        }
        catch (Exception failure) when (failure is CommandFailure or WeightFormatException or IOException or UnauthorizedAccessException)
        {
            return asked with { Status = PullStatus.Failed, Failure = failure.Message.TrimEnd('.') };
        }
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    // Folders that were made for a file that did not come; what is in them stays.
    private static void RemoveEmpty(IEnumerable<string> folders)
    {
        try
        {
            foreach (var folder in folders.Where(Directory.Exists).TakeWhile(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // An empty folder does no harm, and why the file did not come is what is to be told.
        }
    }

    // The file itself comes last, so that it is never here without those that it needs.
    private PulledWeights Download(PulledWeights asked, PublishedWeights published, ServerPlace place)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(asked.Path)!).FullName;
        var (bytes, resumedAt) = (0L, 0L);
        foreach (var part in place.Files.Skip(1))
        {
            var path = Path.Combine(folder, part.Name);
            if (File.Exists(path) && new PublishedWeights(part.Name, place, part.Sha256, part.Bytes).Matches(Sha256(path)))
            {
                continue;
            }

            var url = new Uri(asked.Url!, part.Name);
            var result = Fetch(url, path, new PublishedFileCheck(asked.Network, new PublishedWeights(part.Name, url, part.Sha256, part.Bytes), url, _environment.Networks) { IsPart = true });
            (bytes, resumedAt) = (bytes + result.Bytes, resumedAt + result.ResumedAt);
        }

        var own = place.Files is [var first, ..] ? published with { Sha256Prefix = first.Sha256, Bytes = first.Bytes } : published;
        var main = Fetch(asked.Url!, asked.Path!, new PublishedFileCheck(asked.Network, own, asked.Url!, _environment.Networks));
        return asked with { Bytes = bytes + main.Bytes, ResumedAt = resumedAt + main.ResumedAt, Sha256 = place.Files.Count > 0 ? PublishedSha256(asked.Path!) : main.Sha256 };
    }

    private DownloadResult Fetch(Uri url, string path, PublishedFileCheck check)
    {
        if (File.Exists(path))
        {
            _observer.Observe(new DownloadNotice(Path.GetFileName(path), $"{path} is not as it was published and is replaced."));
        }

        return _downloader.FetchAsync(new DownloadRequest(url, path, check), _environment.Interrupted).GetAwaiter().GetResult();
    }

    // Out of a package weights are taken as an import takes them, whatever form they have there.
    private PulledWeights Unpack(PulledWeights asked, PublishedWeights published, PackagePlace place)
    {
        if (File.Exists(asked.Path))
        {
            throw new CommandFailure($"{asked.Path} is here already and was made of another file: take it away first");
        }

        var archive = _packages.Open(place);
        if (!archive.Members.Contains(place.Member))
        {
            throw new DownloadFailure($"{place} has no '{place.Member}'") { IsSpoilt = true };
        }

        using var weights = archive.Read(place.Member);
        if (!published.Matches(weights.Sha256))
        {
            throw new DownloadFailure($"'{place.Member}' of {place} is another file than the published one, whose SHA-256 begins with {published.Sha256Prefix}: this one's is {weights.Sha256}") { IsSpoilt = true };
        }

        WeightImport.Keep(weights, asked.Network, asked.Network.Facts.InputOf(weights), _library.UserFolder);
        return asked with { Bytes = published.Bytes ?? new FileInfo(asked.Path!).Length, Sha256 = weights.Sha256 };
    }

    private static long Kept(PulledWeights asked, PublishedWeights published) => published.Place is ServerPlace place
        ? PartFile.Left(asked.Path!) + place.Files.Skip(1).Sum(part => PartFile.Left(Path.Combine(Path.GetDirectoryName(asked.Path)!, part.Name)))
        : 0;

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

    private static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
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
