using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A learned factor and offset for each channel, as Caffe's and dlib's layers of this name: a batch normalisation whose measurements have become part of them.</summary>
/// <param name="Name">The stem of the weights' names.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Channels">Channels of the source.</param>
public sealed record ScaleDescription(string Name, string Tap, int Channels) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => "scale and offset";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters => [("weight", [Channels]), ("bias", [Channels])];

    internal override bool WorksInPlace => true;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new ScaleLayer<T>(Name, parameters[0], parameters[1]);
}
