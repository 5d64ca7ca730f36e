using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Makes <c>(N, C·H·W)</c> of <c>(N, C, H, W)</c>.</summary>
public sealed class FlattenLayer<T>(string name) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Summary => throw new NotImplementedException();

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => throw new NotImplementedException();
}
