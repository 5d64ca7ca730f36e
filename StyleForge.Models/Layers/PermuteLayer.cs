using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>The dimensions of a source in another order. Forward only.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="order">For each dimension of the destination that of the source: <c>0, 2, 1</c> turns <c>(N, L, C)</c> into <c>(N, C, L)</c>.</param>
public sealed class PermuteLayer<T>(string name, IReadOnlyList<int> order) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == order.Count
        ? [.. order.Select(dimension => source[dimension])]
        : throw new ArgumentException($"Layer '{Name}' reorders {order.Count} dimensions, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source), order);

    private sealed class Run(string name, Shape source, Shape destination, IReadOnlyList<int> order) : LayerRun<T>(source, destination)
    {
        // For each dimension of the destination the step in the source.
        private readonly int[] _steps = [.. order.Select(dimension => source.Skip(dimension + 1).Aggregate(1, (count, extent) => count * extent))];

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            var from = source.Span;
            var to = destination.Span;
            var (row, step) = (DestinationShape[^1], _steps[^1]);
            for (var start = 0; start < to.Length; start += row)
            {
                var (rest, at) = (start / row, 0);
                for (var dimension = _steps.Length - 2; dimension >= 0; dimension--)
                {
                    (rest, var place) = Math.DivRem(rest, DestinationShape[dimension]);
                    at += place * _steps[dimension];
                }

                for (var i = start; i < start + row; i++, at += step)
                {
                    to[i] = from[at];
                }
            }
        }
    }
}
