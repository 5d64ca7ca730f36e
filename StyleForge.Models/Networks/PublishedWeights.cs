namespace StyleForge.Models.Networks;

/// <summary>A weight file that somebody publishes for a network.</summary>
/// <param name="FileName">Its name: <c>vgg19-dcbb9e9d.pth</c>.</param>
/// <param name="Url">Where it is published.</param>
/// <param name="Sha256Prefix">The first hexadecimal digits of its SHA-256, lower case, as the publisher states them.</param>
/// <param name="Bytes">Its size, where known.</param>
public sealed record PublishedWeights(string FileName, Uri Url, string Sha256Prefix, long? Bytes)
{
    /// <summary>True where a file of this SHA-256 (hexadecimal, any case) is the published one.</summary>
    public bool Matches(string sha256) => sha256.StartsWith(Sha256Prefix, StringComparison.OrdinalIgnoreCase);
}
