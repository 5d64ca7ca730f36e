using StyleForge.Models.Kernels;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Average pooling to a square of fixed side, whatever the source's extents.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Side">Side of the destination.</param>
public sealed record AdaptivePoolingDescription(string Name, string Tap, int Side) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"average pooling to {Side}×{Side}";

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => [source[0], source[1], Side, Side];

    // A source smaller than the destination is allowed: its elements are then repeated.
    internal override int SourceSide(int destinationSide, BorderMode border) => 1;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new AdaptivePoolingLayer<T>(Name, Side);
}
