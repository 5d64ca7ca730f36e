using StyleForge.Models.Kernels;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Average pooling of signals, pictures or volumes to one fixed side, whatever the source's extents.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Side">Side of the destination.</param>
public sealed record AdaptivePoolingDescription(string Name, string Tap, int Side) : LayerDescription(Name, Tap)
{
    /// <summary>Spatial dimensions: 1 for signals, 2 for pictures, 3 for volumes.</summary>
    public int Dimensions { get; init; } = 2;

    /// <inheritdoc/>
    public override string Summary => $"average pooling to {string.Join('×', Enumerable.Repeat(Side, Dimensions))}";

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == Dimensions + 2
        ? [source[0], source[1], .. Enumerable.Repeat(Side, Dimensions)]
        : throw new ArgumentException($"{Tap} pools {Dimensions} spatial dimensions, not those of a source of shape {source}.", nameof(source));

    // A source smaller than the destination is allowed: its elements are then repeated.
    internal override int SourceSide(int destinationSide, BorderMode border) => 1;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new AdaptivePoolingLayer<T>(Name, Side);
}
