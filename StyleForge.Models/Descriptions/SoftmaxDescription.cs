using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Softmax over the features: probabilities of classes.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record SoftmaxDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "softmax";

    /// <inheritdoc/>
    public override bool EndsPositions => true;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new SoftmaxLayer<T>(Name);
}
