using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>A layer of several sources.</summary>
public abstract class JoiningLayer<T>(string name) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public sealed override Shape DestinationShape(Shape source) => DestinationShape([source]);

    /// <inheritdoc/>
    public abstract override Shape DestinationShape(IReadOnlyList<Shape> sources);

    /// <inheritdoc/>
    public sealed override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => Prepare([source], workers, pool);

    /// <inheritdoc/>
    public abstract override LayerRun<T> Prepare(IReadOnlyList<Shape> sources, WorkerPool workers, TensorPool pool);

    /// <summary>Such a layer at work.</summary>
    private protected abstract class JoiningRun(Shape source, Shape destination) : LayerRun<T>(source, destination)
    {
        /// <inheritdoc/>
        public sealed override void Forward(Tensor<T> source, Tensor<T> destination) => Forward([source], destination);

        /// <inheritdoc/>
        public abstract override void Forward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination);

        /// <inheritdoc/>
        public sealed override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient) =>
            Backward([source], destination, destinationGradient, [sourceGradient]);

        /// <inheritdoc/>
        public abstract override void Backward(
            IReadOnlyList<Tensor<T>> sources, Tensor<T> destination, Tensor<T> destinationGradient, IReadOnlyList<Tensor<T>> sourceGradients);
    }
}
