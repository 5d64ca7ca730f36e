using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3), with α counted as Caffe and PyTorch do.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Size">Channels of a sum.</param>
/// <param name="Alpha">What the mean of their squares is multiplied by.</param>
/// <param name="Beta">The power.</param>
/// <param name="K">What is added to the mean.</param>
public sealed record LocalResponseNormalisationDescription(string Name, string Tap, int Size = 5, double Alpha = 1e-4, double Beta = 0.75, double K = 1) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"local response normalisation over {Size}";

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new LocalResponseNormalisationLayer<T>(Name, Size, Alpha, Beta, K);
}
