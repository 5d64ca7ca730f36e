using StyleForge.Models.Kernels;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A stretch of one dimension: channels of a map, or samples of a signal.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Dimension">The dimension, 1 or more.</param>
/// <param name="Start">The first place that is taken.</param>
/// <param name="Length">How many are.</param>
public sealed record SliceDescription(string Name, string Tap, int Dimension, int Start, int Length) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"{Start} to {Start + Length - 1} of dimension {Dimension}";

    /// <inheritdoc/>
    public override bool EndsPositions => Dimension > 1;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > Dimension && source[Dimension] >= Start + Length
        ? [.. source.Select((extent, dimension) => dimension == Dimension ? Length : extent)]
        : throw new ArgumentException($"{Tap} takes {Summary}, which a source of shape {source} does not have.", nameof(source));

    internal override int SourceSide(int destinationSide, BorderMode border) => Dimension > 1 ? Start + Length : destinationSide;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new SliceLayer<T>(Name, Dimension, Start, Length);
}
