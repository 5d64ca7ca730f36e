using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Makes <c>(N, C·H·W)</c> of <c>(N, C, H, W)</c>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record FlattenDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "flatten";

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => [source[0], source.ElementCount / source[0]];

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new FlattenLayer<T>(Name);
}
