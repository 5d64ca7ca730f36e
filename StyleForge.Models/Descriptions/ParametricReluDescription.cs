using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A rectified linear unit that lets a learned share of what is below 0 pass, channel by channel (He et al. 2015).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Channels">Channels of the source.</param>
public sealed record ParametricReluDescription(string Name, string Tap, int Channels) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "parametric ReLU";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters => [("weight", [Channels])];

    internal override bool WorksInPlace => true;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new ParametricReluLayer<T>(Name, parameters[0]);
}
