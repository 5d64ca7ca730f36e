using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;

namespace StyleForge.Models.Volumes;

/// <summary>What must be done for a network that labels volumes beside computing it, as brainchop's authors do it.</summary>
/// <param name="Network">The network.</param>
/// <param name="Scaling">How its volumes are scaled.</param>
/// <param name="LeastShare">The share of the largest number below which nothing but air is seen, when the head is looked for.</param>
/// <param name="Margin">Zeros that are put around the head.</param>
/// <param name="Labels">What its classes are, the background first.</param>
public sealed record VolumeRecipe(NetworkDescription Network, VolumeScaling Scaling, double LeastShare, int Margin, IReadOnlyList<VolumeLabel> Labels)
{
    private static readonly VolumeLabel[] Matter = [new("background", 0, 0, 0), new("white matter", 246, 199, 89), new("grey matter", 86, 156, 224)];

    /// <summary>All there are, the quickest first.</summary>
    public static IReadOnlyList<VolumeRecipe> All { get; } =
    [
        new(MeshNet.FiveChannels, VolumeScaling.Range, LeastShare: 0, Margin: 18, Matter),
        new(MeshNet.ElevenChannels, VolumeScaling.Range, LeastShare: 0, Margin: 0, Matter),
        new(MeshNet.TwentyChannels, VolumeScaling.Quantiles, LeastShare: 0.2, Margin: 0, Matter),
    ];
}
