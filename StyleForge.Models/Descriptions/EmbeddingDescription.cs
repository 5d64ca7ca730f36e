using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Embedding: each whole number becomes a row of the weights, to which a bias may be added.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Words">How many numbers there are, from 0.</param>
/// <param name="Features">Numbers of a row.</param>
public sealed record EmbeddingDescription(string Name, string Tap, int Words, int Features) : LayerDescription(Name, Tap)
{
    /// <summary>True where the same numbers are added to every row.</summary>
    public bool HasBias { get; init; }

    /// <inheritdoc/>
    public override string Summary => $"embedding of {Words}, {Features} features";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters => HasBias
        ? [("weight", [Words, Features]), ("bias", [Features])]
        : [("weight", [Words, Features])];

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => [.. source, Features];

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new EmbeddingLayer<T>(Name, parameters[0], HasBias ? parameters[1] : null);
}
