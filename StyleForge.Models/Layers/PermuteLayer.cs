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
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source), order, workers);

    private sealed class Run(string name, Shape source, Shape destination, IReadOnlyList<int> order, WorkerPool workers) : LayerRun<T>(source, destination)
    {
        // For each dimension of the destination the step in the source.
        private readonly int[] _steps = [.. order.Select(dimension => source.Skip(dimension + 1).Aggregate(1, (count, extent) => count * extent))];

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            workers.Run(new Stretch(_steps, source, destination), (destination.Length + Stretch.Most - 1) / Stretch.Most);
        }
    }

    /// <summary>Some of the destination.</summary>
    private readonly unsafe struct Stretch(int[] steps, Tensor<T> source, Tensor<T> destination) : IWork
    {
        /// <summary>Numbers of an item: fixed, so that the cuts never depend on threads.</summary>
        public const int Most = 16384;

        public void Do(int item, int worker)
        {
            var (shape, row) = (destination.Shape, destination.Shape[^1]);
            var end = Math.Min((item + 1) * Most, destination.Length);
            for (int start = item * Most, next; start < end; start = next)
            {
                // As far as the row goes.
                next = Math.Min(end, (start / row * row) + row);
                var (rest, at) = (start, 0);
                for (var dimension = steps.Length - 1; dimension >= 0; dimension--)
                {
                    (rest, var place) = Math.DivRem(rest, shape[dimension]);
                    at += place * steps[dimension];
                }

                for (var i = start; i < next; i++, at += steps[^1])
                {
                    destination.Pointer[i] = source.Pointer[at];
                }
            }
        }
    }
}
