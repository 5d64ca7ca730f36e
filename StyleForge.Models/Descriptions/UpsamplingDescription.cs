using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Nearest upsampling.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Factor">How many times as high and wide.</param>
public sealed record UpsamplingDescription(string Name, string Tap, int Factor = 2) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"nearest upsampling ×{Factor}";

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => [source[0], source[1], .. source.Skip(2).Select(extent => extent * Factor)];

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new UpsamplingLayer<T>(Name, Factor);
}
