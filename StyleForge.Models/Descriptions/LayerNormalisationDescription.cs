using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Layer normalisation (Ba, Kiros and Hinton 2016) over the last dimension.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Features">Extent of the last dimension.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalisationDescription(string Name, string Tap, int Features, double Epsilon = 1e-5) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"layer normalisation over {Features}";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters => [("weight", [Features]), ("bias", [Features])];

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new LayerNormalisationLayer<T>(Name, parameters[0], parameters[1], Epsilon);
}
