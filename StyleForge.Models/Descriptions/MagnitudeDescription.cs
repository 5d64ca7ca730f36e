using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The magnitude of complex numbers, <c>√(re² + im²)</c>: the first half of the channels are real parts, the second half imaginary ones.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record MagnitudeDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "magnitude of complex numbers";

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 1 && source[1] % 2 == 0
        ? [source[0], source[1] / 2, .. source.Skip(2)]
        : throw new ArgumentException($"{Tap} takes real and imaginary parts, an even number of channels, which a source of shape {source} does not have.", nameof(source));

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new MagnitudeLayer<T>(Name);
}
