using StyleForge.Models.Descriptions;

namespace StyleForge.Hosting;

/// <summary>Where a published weight file is fetched from: its publisher, or a server nearer by.</summary>
/// <param name="environment">Its variables may name a server.</param>
internal sealed class WeightAddress(HostEnvironment environment)
{
    /// <summary>Environment variable with the address of a folder that has the published files under their own names.</summary>
    public const string Variable = "STYLEFORGE_WEIGHTS_URL";

    /// <summary>The address of a file.</summary>
    /// <param name="published">A file on a server.</param>
    /// <param name="given">What the command line names: a file, or a folder that ends in a slash; null for nothing.</param>
    /// <exception cref="CommandFailure">What is named is no such address.</exception>
    public Uri Of(PublishedWeights published, string? given)
    {
        if (given is not null)
        {
            var named = Read("--url", given);
            return named.AbsolutePath.EndsWith('/') ? new Uri(named, published.FileName) : named;
        }

        return environment.Variable(Variable) is { } folder
            ? new Uri(Read(Variable, folder.EndsWith('/') ? folder : folder + "/"), published.FileName)
            : ((ServerPlace)published.Place).Url;
    }

    private static Uri Read(string source, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw new CommandFailure(
                $"{source} is '{text}', but must be an address that begins with https:// or http://. A file on this machine is taken with 'styleforge weights import FILE'.");
        }

        return url.UserInfo.Length == 0 ? url : throw new CommandFailure($"{source} has a user name in it, which is not supported: name an address that needs none.");
    }
}
