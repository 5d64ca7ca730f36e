using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>What torchvision's published networks have in common.</summary>
internal static class Torchvision
{
    /// <summary>The licence of its weights.</summary>
    public const string Licence = "BSD-3-Clause (torchvision); ImageNet's terms of access may apply to weights trained on it";

    /// <summary>Where its networks come from.</summary>
    public static Uri Origin { get; } = new("https://github.com/pytorch/vision");

    /// <summary>A weight file of torchvision's.</summary>
    /// <param name="name">The network's name there.</param>
    /// <param name="sha256Prefix">The digits in the file's name.</param>
    /// <param name="bytes">Its size, where known.</param>
    public static PublishedWeights Weights(string name, string sha256Prefix, long? bytes = null) =>
        new($"{name}-{sha256Prefix}.pth", new Uri($"https://download.pytorch.org/models/{name}-{sha256Prefix}.pth"), sha256Prefix, bytes);
}
