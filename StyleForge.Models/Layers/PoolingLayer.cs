using System.Numerics;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Maximum or average pooling.</summary>
public sealed class PoolingLayer<T>(string name, PoolingKind kind, Kernels.Window[] windows, bool ceiling = false) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Summary => $"{kind} {windows} {ceiling}";

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => throw new NotImplementedException();
}
