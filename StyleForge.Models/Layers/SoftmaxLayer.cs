using System.Numerics;
using StyleForge.Models.Kernels.Softmax;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Softmax over the last dimension of <c>(N, F)</c>: <c>y_i = exp(x_i) / Σ_j exp(x_j)</c>.</summary>
public sealed class SoftmaxLayer<T>(string name) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == 2
        ? source
        : throw new ArgumentException($"Layer '{Name}': softmax takes a source (N, F), not one of shape {source}; flatten it first.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, DestinationShape(source));

    private sealed class Run(string name, Shape shape) : LayerRun<T>(shape, shape)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            var length = SourceShape[1];
            for (var start = 0; start < source.Length; start += length)
            {
                SoftmaxReference.Forward<T>(source.Span.Slice(start, length), destination.Span.Slice(start, length));
            }
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the source", sourceGradient.Shape, SourceShape);
            var length = SourceShape[1];
            for (var start = 0; start < destination.Length; start += length)
            {
                SoftmaxReference.Backward<T>(
                    destination.Span.Slice(start, length), destinationGradient.Span.Slice(start, length), sourceGradient.Span.Slice(start, length));
            }
        }
    }
}
