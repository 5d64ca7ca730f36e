using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A fully connected layer.</summary>
/// <param name="Name">The stem of the weights' names.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="SourceFeatures">Features of the source.</param>
/// <param name="DestinationFeatures">Features of the destination.</param>
public sealed record FullyConnectedDescription(string Name, string Tap, int SourceFeatures, int DestinationFeatures)
    : LayerDescription(Name, Tap)
{
    /// <summary>True where each destination feature has a number that is added.</summary>
    public bool HasBias { get; init; } = true;

    /// <inheritdoc/>
    public override string Summary => $"fully connected, {SourceFeatures} → {DestinationFeatures}";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters => HasBias
        ? [("weight", [DestinationFeatures, SourceFeatures]), ("bias", [DestinationFeatures])]
        : [("weight", [DestinationFeatures, SourceFeatures])];

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == 2 && source[1] == SourceFeatures
        ? [source[0], DestinationFeatures]
        : throw new ArgumentException($"{Tap} takes (N, {SourceFeatures}), not a source of shape {source}.", nameof(source));

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape source) => (long)source[0] * SourceFeatures * DestinationFeatures;

    internal override LayerDescription Fit(Shape source, IReadOnlyList<Shape> shapes)
    {
        var weights = shapes[0];
        if (weights.Rank != 2)
        {
            throw new ArgumentException($"'{Name}.weight' has the shape {weights}, but {Tap} is fully connected: its weights are (out, in).");
        }

        if (weights[1] != source[1])
        {
            throw new ArgumentException($"'{Name}.weight' has the shape {weights} and so reads {weights[1]} features, but the layer before {Tap} gives {source[1]}.");
        }

        if (HasBias && shapes[1] != new Shape(weights[0]))
        {
            throw new ArgumentException($"'{Name}.bias' has the shape {shapes[1]}, but '{Name}.weight' of shape {weights} needs {weights[0]} numbers.");
        }

        return this with { SourceFeatures = weights[1], DestinationFeatures = weights[0] };
    }

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new FullyConnectedLayer<T>(Name, parameters[0], HasBias ? parameters[1] : null);
}
