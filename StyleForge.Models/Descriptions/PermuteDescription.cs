using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The dimensions in another order.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Order">For each dimension of the output that of the source, the batch included.</param>
public sealed record PermuteDescription(string Name, string Tap, IReadOnlyList<int> Order) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"dimensions {string.Join(", ", Order)}";

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == Order.Count
        ? [.. Order.Select(dimension => source[dimension])]
        : throw new ArgumentException($"{Tap} reorders {Order.Count} dimensions, which a source of shape {source} does not have.", nameof(source));

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new PermuteLayer<T>(Name, Order);
}
