using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Makes <c>(N, C·H·W)</c> of <c>(N, C, H, W)</c>: the same numbers in the same order.</summary>
public sealed class FlattenLayer<T>(string name) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank < 2
        ? throw new ArgumentException($"Layer '{Name}': a source needs a batch and at least one more dimension, but has the shape {source}.", nameof(source))
        : new Shape(source[0], source.ElementCount / source[0]);

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

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the source", sourceGradient.Shape, SourceShape);
            destinationGradient.Span.CopyTo(sourceGradient.Span);
        }
    }
}
