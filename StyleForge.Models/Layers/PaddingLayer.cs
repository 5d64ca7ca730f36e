using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>A margin around a source. Forward only.</summary>
/// <param name="name">The name within the network.</param>
/// <param name="margins">For each dimension after the batch how much is put before and after it.</param>
/// <param name="border">What stands there; in a dimension that is mirrored a margin is smaller than the source.</param>
public sealed class PaddingLayer<T>(string name, IReadOnlyList<(int Before, int After)> margins, BorderMode border = BorderMode.Zero) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == margins.Count + 1
        ? [source[0], .. source.Skip(1).Zip(margins, (extent, margin) => margin.Before + extent + margin.After)]
        : throw new ArgumentException($"Layer '{Name}' pads {margins.Count} dimensions after the batch, which a source of shape {source} does not have.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, source, DestinationShape(source), margins, border);

    private sealed class Run : LayerRun<T>
    {
        private const int Nothing = -1;

        private readonly string _name;

        // For each dimension after the batch, and each place of the destination, the place of the source that stands there.
        private readonly int[][] _places;

        public Run(string name, Shape source, Shape destination, IReadOnlyList<(int Before, int After)> margins, BorderMode border)
            : base(source, destination)
        {
            _name = name;
            _places = [.. margins.Select((margin, index) => Enumerable.Range(0, destination[index + 1]).Select(place => Place(place - margin.Before, source[index + 1], border)).ToArray())];
        }

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(_name, "source", source.Shape, SourceShape);
            LayerShapes.Require(_name, "destination", destination.Shape, DestinationShape);
            var (from, to, last) = (SourceShape[^1], DestinationShape[^1], _places[^1]);
            for (var row = 0; row < destination.Length / to; row++)
            {
                var target = destination.Span.Slice(row * to, to);
                var origin = Row(row);
                for (var i = 0; i < to; i++)
                {
                    target[i] = origin == Nothing || last[i] == Nothing ? T.Zero : source.Span[(origin * from) + last[i]];
                }
            }
        }

        // The row of the source that stands in a row of the destination.
        private int Row(int row)
        {
            var (origin, step) = (0, 1);
            for (var dimension = SourceShape.Rank - 2; dimension >= 0; dimension--)
            {
                (row, var place) = Math.DivRem(row, DestinationShape[dimension]);
                var there = dimension > 0 ? _places[dimension - 1][place] : place;
                if (there == Nothing)
                {
                    return Nothing;
                }

                origin += there * step;
                step *= SourceShape[dimension];
            }

            return origin;
        }

        private static int Place(int place, int extent, BorderMode border) => border switch
        {
            _ when place >= 0 && place < extent => place,
            BorderMode.Reflect => place < 0 ? -place : (2 * (extent - 1)) - place,
            BorderMode.Replicate => Math.Clamp(place, 0, extent - 1),
            _ => Nothing,
        };
    }
}
