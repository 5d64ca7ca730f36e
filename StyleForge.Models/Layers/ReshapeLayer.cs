using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>The same numbers in the same order with other extents, picture by picture. Forward only.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="extents">The extents after the batch.</param>
public sealed class ReshapeLayer<T>(string name, Shape extents) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.ElementCount == source[0] * extents.ElementCount
        ? new Shape([source[0], .. extents])
        : throw new ArgumentException($"Layer '{Name}': a source of shape {source} cannot take the extents {extents}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source));

    private sealed class Run(string name, Shape source, Shape destination) : LayerRun<T>(source, destination)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            source.Span.CopyTo(destination.Span);
        }
    }
}
