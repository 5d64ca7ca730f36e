using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Softmax: probabilities of classes.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Dimension">The dimension whose numbers make 1 together; 1 is that of features and channels.</param>
public sealed record SoftmaxDescription(string Name, string Tap, int Dimension = 1) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "softmax";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new SoftmaxLayer<T>(Name, Dimension);
}
