using System.Numerics;
using StyleForge.Models.Kernels.Softmax;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Softmax over one dimension: <c>y_i = exp(x_i) / Σ_j exp(x_j)</c>.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="dimension">The dimension; 1, the channels or features, where nothing else is said.</param>
public sealed class SoftmaxLayer<T>(string name, int dimension = 1) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > dimension
        ? source
        : throw new ArgumentException($"Layer '{Name}': softmax over dimension {dimension} cannot take a source of shape {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, DestinationShape(source), dimension, workers);

    private sealed unsafe class Run(string name, Shape shape, int dimension, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        // Numbers of one row lie so far apart; where that is further than one, rows are copied together.
        private readonly int _step = shape.Skip(dimension + 1).Aggregate(1, (count, extent) => count * extent);
        private readonly T[] _row = new T[shape[dimension]];
        private readonly T[] _gradient = new T[shape[dimension]];

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            if (Softmax.Accepts<T>(_step))
            {
                Softmax.Forward((float*)source.Pointer, (float*)destination.Pointer, source.Length / _row.Length / _step, _row.Length, _step, workers);
                return;
            }

            for (var row = 0; row < source.Length / _row.Length; row++)
            {
                Gather(source, row, _row);
                SoftmaxReference.Forward<T>(_row, _row);
                Scatter(_row, row, destination);
            }
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the source", sourceGradient.Shape, SourceShape);
            for (var row = 0; row < destination.Length / _row.Length; row++)
            {
                Gather(destination, row, _row);
                Gather(destinationGradient, row, _gradient);
                SoftmaxReference.Backward<T>(_row, _gradient, _gradient);
                Scatter(_gradient, row, sourceGradient);
            }
        }

        private int First(int row) => (row / _step * _step * _row.Length) + (row % _step);

        private void Gather(Tensor<T> tensor, int row, T[] to)
        {
            var from = tensor.Span[First(row)..];
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = from[i * _step];
            }
        }

        private void Scatter(T[] from, int row, Tensor<T> tensor)
        {
            var to = tensor.Span[First(row)..];
            for (var i = 0; i < from.Length; i++)
            {
                to[i * _step] = from[i];
            }
        }
    }
}
