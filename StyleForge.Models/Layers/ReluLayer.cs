using System.Numerics;
using StyleForge.Models.Kernels.Activation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Rectified linear unit, <c>destination = max(0, source)</c>. Destination may be the source itself, and the gradient by
/// the source the gradient by the destination itself: the backward pass looks only at the destination.
/// </summary>
public sealed class ReluLayer<T>(string name) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source;

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, workers);

    private sealed class Run(string name, Shape shape, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            Relu.Forward(source, destination, workers);
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the source", sourceGradient.Shape, SourceShape);
            Relu.Backward(destination, destinationGradient, sourceGradient, workers);
        }
    }
}
