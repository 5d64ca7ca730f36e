using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Descriptions;

/// <summary>Choices about a network that its weights leave open.</summary>
public sealed record NetworkOptions
{
    /// <summary>Maximum pooling as the networks were trained with, or average pooling, which Gatys et al. 2016 (section 2) found to give slightly more appealing pictures.</summary>
    public PoolingKind Pooling { get; init; } = PoolingKind.Maximum;

    /// <summary>What convolutions read beyond the edge. The networks were trained with zeros.</summary>
    public BorderMode Border { get; init; } = BorderMode.Zero;

    /// <summary>How the weights want their pictures; null for what the network's facts say of the file: <see cref="NetworkFacts.InputOf(Weights.WeightSet)"/>.</summary>
    public InputConvention? Input { get; init; }

    /// <summary>
    /// True where a batch normalisation stays a layer of its own. Otherwise it becomes part of the convolution before it, whose own tap is then gone: the
    /// convolution goes by the tap of the normalisation.
    /// </summary>
    public bool KeepsNormalisation { get; init; }

    /// <summary>The tap after which the network may end, so that no memory is taken for layers that nobody looks at; null for all of it.</summary>
    public string? LastTap { get; init; }
}
