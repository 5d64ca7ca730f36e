using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>The sum of sources of one shape, added in their order.</summary>
public sealed class AdditionLayer<T>(string name) : JoiningLayer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(IReadOnlyList<Shape> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        foreach (var source in sources)
        {
            LayerShapes.Require(Name, "source", source, sources[0]);
        }

        return sources[0];
    }

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(IReadOnlyList<Shape> sources, WorkerPool workers, TensorPool pool) => new Run(DestinationShape(sources), workers);

    private sealed class Run(Shape shape, WorkerPool workers) : JoiningRun(shape, shape)
    {
        public override void Forward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination)
        {
            if (sources.Count == 1)
            {
                sources[0].Span.CopyTo(destination.Span);
                return;
            }

            Sum.Of(sources[0], sources[1], destination, workers);
            for (var index = 2; index < sources.Count; index++)
            {
                Sum.Of(destination, sources[index], destination, workers);
            }
        }

        public override void Backward(IReadOnlyList<Tensor<T>> sources, Tensor<T> destination, Tensor<T> destinationGradient, IReadOnlyList<Tensor<T>> sourceGradients)
        {
            for (var index = 0; index < sourceGradients.Count; index++)
            {
                destinationGradient.Span.CopyTo(sourceGradients[index].Span);
            }
        }
    }
}
