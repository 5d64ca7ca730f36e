using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A rectified linear unit.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record ReluDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "ReLU";

    internal override bool WorksInPlace => true;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new ReluLayer<T>(Name);
}
