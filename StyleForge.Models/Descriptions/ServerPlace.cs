namespace StyleForge.Models.Descriptions;

/// <summary>A file on a server.</summary>
/// <param name="Url">Its address.</param>
public sealed record ServerPlace(Uri Url) : WeightPlace
{
    /// <summary>
    /// Where others belong to it that lie beside it there, as the shards of TensorFlow.js and the configuration of Darknet do: all of them, the file itself first. Empty
    /// for a file that stands alone.
    /// </summary>
    public IReadOnlyList<PublishedFile> Files { get; init; } = [];

    /// <summary>The address.</summary>
    public override string ToString() => Url.ToString();
}
