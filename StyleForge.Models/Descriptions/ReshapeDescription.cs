using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The same numbers in the same order with other extents.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Extents">The extents after the batch.</param>
public sealed record ReshapeDescription(string Name, string Tap, Shape Extents) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"as {Extents}";

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.ElementCount == source[0] * Extents.ElementCount
        ? [source[0], .. Extents]
        : throw new ArgumentException($"{Tap} cannot make {Extents} of a source of shape {source}.", nameof(source));

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new ReshapeLayer<T>(Name, Extents);
}
