namespace StyleForge.Models.Descriptions;

/// <summary>A weight file that somebody publishes for a network.</summary>
/// <param name="FileName">Its name here, unlike that of any other: <c>vgg19-dcbb9e9d.pth</c>, or with a folder where it needs others beside it, <c>meshnet5/model.json</c>.</param>
/// <param name="Place">Where it is published.</param>
/// <param name="Sha256Prefix">
/// The first hexadecimal digits of its SHA-256 as a <see cref="Weights.WeightSet"/> has it, lower case: as many as the publisher states, all 64 where they are known.
/// </param>
/// <param name="Bytes">Its size, where known, with all that belongs to it.</param>
public sealed record PublishedWeights(string FileName, WeightPlace Place, string Sha256Prefix, long? Bytes)
{
    private const long MostFraming = 1 << 20;

    /// <summary>A file on a server.</summary>
    /// <param name="fileName">Its name.</param>
    /// <param name="url">Its address.</param>
    /// <param name="sha256Prefix">The first hexadecimal digits of its SHA-256, lower case.</param>
    /// <param name="bytes">Its size, where known.</param>
    public PublishedWeights(string fileName, Uri url, string sha256Prefix, long? bytes)
        : this(fileName, new ServerPlace(url), sha256Prefix, bytes)
    {
    }

    /// <summary>What lists call it: its name, or the package that it is in.</summary>
    public string Label => Place is PackagePlace package ? package.ToString() : FileName;

    /// <summary>True where a file of this SHA-256 (hexadecimal, any case) is the published one.</summary>
    public bool Matches(string sha256) => sha256.StartsWith(Sha256Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its size, or where that is not known the bytes that its numbers alone take, which no file can be smaller than.</summary>
    public long LeastBytes(NetworkDescription network) => Bytes ?? NumberBytes(network);

    /// <summary>Its size, or where that is not known a size that it cannot exceed: PyTorch writes some hundred bytes a tensor around the numbers.</summary>
    public long MostBytes(NetworkDescription network) => Bytes ?? NumberBytes(network) + MostFraming;

    private static long NumberBytes(NetworkDescription network) =>
        network.Layers.Sum(layer => layer.Parameters.Sum(parameter => (long)parameter.Shape.ElementCount)) * sizeof(float);
}
