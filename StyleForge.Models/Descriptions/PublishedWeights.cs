namespace StyleForge.Models.Descriptions;

/// <summary>A weight file that somebody publishes for a network.</summary>
/// <param name="FileName">Its name: <c>vgg19-dcbb9e9d.pth</c>.</param>
/// <param name="Url">Where it is published.</param>
/// <param name="Sha256Prefix">The first hexadecimal digits of its SHA-256, lower case, as the publisher states them.</param>
/// <param name="Bytes">Its size, where known.</param>
public sealed record PublishedWeights(string FileName, Uri Url, string Sha256Prefix, long? Bytes)
{
    private const long MostFraming = 1 << 20;

    /// <summary>True where a file of this SHA-256 (hexadecimal, any case) is the published one.</summary>
    public bool Matches(string sha256) => sha256.StartsWith(Sha256Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its size, or where that is not known the bytes that its numbers alone take, which no file can be smaller than.</summary>
    public long LeastBytes(NetworkDescription network) => Bytes ?? NumberBytes(network);

    /// <summary>Its size, or where that is not known a size that it cannot exceed: PyTorch writes some hundred bytes a tensor around the numbers.</summary>
    public long MostBytes(NetworkDescription network) => Bytes ?? NumberBytes(network) + MostFraming;

    private static long NumberBytes(NetworkDescription network) =>
        network.Layers.Sum(layer => layer.Parameters.Sum(parameter => (long)parameter.Shape.ElementCount)) * sizeof(float);
}
