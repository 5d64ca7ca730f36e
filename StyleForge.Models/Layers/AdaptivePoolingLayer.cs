using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Average pooling of signals, pictures and volumes to extents of one side: output i along a dimension of extent E is the mean of what stands from
/// <c>floor(i·E/side)</c> up to before <c>ceil((i+1)·E/side)</c>, as PyTorch's AdaptiveAvgPool.
/// </summary>
/// <remarks>It stands before a classifier, where it is some thousand numbers, so the loops are plain.</remarks>
/// <param name="name">The layer's name.</param>
/// <param name="side">Every extent of the destination, 1 or more.</param>
public sealed class AdaptivePoolingLayer<T>(string name, int side) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank is >= 3 and <= 5
        ? [source[0], source[1], .. Enumerable.Repeat(side, source.Rank - 2)]
        : throw new ArgumentException($"Pooling to a side of {side} takes (N, C, L), (N, C, H, W) or (N, C, D, H, W), not {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(source, DestinationShape(source));

    private sealed class Run(Shape source, Shape destination) : LayerRun<T>(source, destination)
    {
        // Signals and pictures as volumes: dimensions that are not there have one position.
        private readonly int[] _from = AsVolume(source);
        private readonly int[] _to = AsVolume(destination);

        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            var from = source.Span;
            var to = destination.Span;
            for (var index = 0; index < to.Length; index++)
            {
                var (offset, slices, rows, columns) = Region(index);
                var sum = T.Zero;
                for (var z = slices.Start; z < slices.End; z++)
                {
                    for (var y = rows.Start; y < rows.End; y++)
                    {
                        for (var x = columns.Start; x < columns.End; x++)
                        {
                            sum += from[offset + (((z * _from[1]) + y) * _from[2]) + x];
                        }
                    }
                }

                to[index] = sum / Count(slices, rows, columns);
            }
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            var from = destinationGradient.Span;
            var to = sourceGradient.Span;
            to.Clear();
            for (var index = 0; index < from.Length; index++)
            {
                var (offset, slices, rows, columns) = Region(index);
                var share = from[index] / Count(slices, rows, columns);
                for (var z = slices.Start; z < slices.End; z++)
                {
                    for (var y = rows.Start; y < rows.End; y++)
                    {
                        for (var x = columns.Start; x < columns.End; x++)
                        {
                            to[offset + (((z * _from[1]) + y) * _from[2]) + x] += share;
                        }
                    }
                }
            }
        }

        private static int[] AsVolume(Shape shape) => [.. Enumerable.Repeat(1, 5 - shape.Rank), .. shape.Skip(2)];

        private static T Count((int Start, int End) slices, (int Start, int End) rows, (int Start, int End) columns) =>
            T.CreateChecked((slices.End - slices.Start) * (rows.End - rows.Start) * (columns.End - columns.Start));

        // Where a channel of the source begins, and which of its slices, rows and columns an output is the mean of.
        private (int Offset, (int Start, int End) Slices, (int Start, int End) Rows, (int Start, int End) Columns) Region(int index)
        {
            var (row, slice) = (index / _to[2], index / (_to[2] * _to[1]));
            return (slice / _to[0] * SourceShape.Positions,
                Range(slice % _to[0], _from[0], _to[0]),
                Range(row % _to[1], _from[1], _to[1]),
                Range(index % _to[2], _from[2], _to[2]));
        }

        private static (int Start, int End) Range(int index, int source, int destination) =>
            ((int)((long)index * source / destination), (int)((((index + 1L) * source) + destination - 1) / destination));
    }
}
