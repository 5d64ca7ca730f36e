using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Zeros around a source. Forward only.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="margins">For each dimension after the batch the zeros before and after it.</param>
public sealed class PaddingLayer<T>(string name, IReadOnlyList<(int Before, int After)> margins) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == margins.Count + 1
        ? [source[0], .. source.Skip(1).Zip(margins, (extent, margin) => margin.Before + extent + margin.After)]
        : throw new ArgumentException($"Layer '{Name}' pads {margins.Count} dimensions after the batch, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source), margins);

    private sealed class Run(string name, Shape source, Shape destination, IReadOnlyList<(int Before, int After)> margins) : LayerRun<T>(source, destination)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            destination.Span.Clear();
            var length = SourceShape[^1];
            for (var row = 0; row < source.Length / length; row++)
            {
                source.Span.Slice(row * length, length).CopyTo(destination.Span[Place(row)..]);
            }
        }

        // Where a row of the source begins in the destination.
        private int Place(int row)
        {
            var (at, step) = (margins[^1].Before, DestinationShape[^1]);
            for (var dimension = SourceShape.Rank - 2; dimension >= 0; dimension--)
            {
                (row, var place) = Math.DivRem(row, SourceShape[dimension]);
                at += (place + (dimension > 0 ? margins[dimension - 1].Before : 0)) * step;
                step *= DestinationShape[dimension];
            }

            return at;
        }
    }
}
