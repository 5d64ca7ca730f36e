using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>A stretch of one dimension. Forward only.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="dimension">The dimension.</param>
/// <param name="start">The first place that is taken.</param>
/// <param name="length">How many are.</param>
public sealed class SliceLayer<T>(string name, int dimension, int start, int length) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank > dimension && source[dimension] >= start + length
        ? [.. source.Select((extent, index) => index == dimension ? length : extent)]
        : throw new ArgumentException($"Layer '{Name}' takes places {start} to {start + length - 1} of dimension {dimension}, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source), dimension, start);

    private sealed class Run(string name, Shape source, Shape destination, int dimension, int start) : LayerRun<T>(source, destination)
    {
        // Numbers that one place of the dimension holds together.
        private readonly int _place = source.Skip(dimension + 1).Aggregate(1, (count, extent) => count * extent);

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            var (all, taken) = (SourceShape[dimension] * _place, DestinationShape[dimension] * _place);
            for (var row = 0; row < source.Length / all; row++)
            {
                source.Span.Slice((row * all) + (start * _place), taken).CopyTo(destination.Span[(row * taken)..]);
            }
        }
    }
}
