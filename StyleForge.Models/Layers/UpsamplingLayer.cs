using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Nearest upsampling: every element a whole number of times along every spatial dimension. Forward only.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="factor">How many times, 1 or more.</param>
public sealed class UpsamplingLayer<T>(string name, int factor) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > 2
        ? [source[0], source[1], .. source.Skip(2).Select(extent => extent * factor)]
        : throw new ArgumentException($"Layer '{Name}' enlarges positions, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source), factor, workers);

    private sealed class Run(string name, Shape source, Shape destination, int factor, WorkerPool workers) : LayerRun<T>(source, destination)
    {
        public override unsafe void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            workers.Run(new Row(DestinationShape, factor, source.Pointer, destination.Pointer), DestinationShape.ElementCount / DestinationShape[^1]);
        }
    }

    private readonly unsafe struct Row(Shape shape, int factor, T* source, T* destination) : IWork
    {
        // Rows are counted over all dimensions but the last; the place of each along a spatial dimension is divided by the factor.
        public void Do(int item, int worker)
        {
            var (rest, row, stride) = (item, 0L, 1L);
            for (var dimension = shape.Rank - 2; dimension >= 0; dimension--)
            {
                (rest, var place) = Math.DivRem(rest, shape[dimension]);
                var divisor = dimension > 1 ? factor : 1;
                row += place / divisor * stride;
                stride *= shape[dimension] / divisor;
            }

            var from = source + (row * (shape[^1] / factor));
            var to = destination + ((long)item * shape[^1]);
            for (var i = 0; i < shape[^1]; i++)
            {
                to[i] = from[i / factor];
            }
        }
    }
}
