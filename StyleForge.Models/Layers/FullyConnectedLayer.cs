using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Fully connected layer: weights <c>(out, in)</c>, source <c>(N, in)</c>. Takes ownership.</summary>
public sealed class FullyConnectedLayer<T>(string name, Tensor<T> weights, Tensor<T>? bias) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Summary => $"{weights} {bias}";

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => throw new NotImplementedException();
}
