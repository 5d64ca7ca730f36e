using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>
/// Average pooling of <c>(N, C, H, W)</c> to <c>(N, C, side, side)</c>: output i is the mean of rows
/// <c>floor(i·H/side)</c> up to before <c>ceil((i+1)·H/side)</c>, and the same of columns, as PyTorch's AdaptiveAvgPool2d.
/// </summary>
/// <remarks>It stands before a classifier, where it is some thousand numbers, so the loops are plain.</remarks>
/// <param name="name">The layer's name.</param>
/// <param name="side">Side of the destination, 1 or more.</param>
public sealed class AdaptivePoolingLayer<T>(string name, int side) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == 4
        ? [source[0], source[1], side, side]
        : throw new ArgumentException($"Pooling to {side}×{side} takes (N, C, H, W), not {source}.", nameof(source));

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(source, DestinationShape(source));

    private sealed class Run(Shape source, Shape destination) : LayerRun<T>(source, destination)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            var from = source.Span;
            var to = destination.Span;
            for (var index = 0; index < to.Length; index++)
            {
                var (offset, rows, columns) = Region(index);
                var sum = T.Zero;
                for (var y = rows.Start; y < rows.End; y++)
                {
                    for (var x = columns.Start; x < columns.End; x++)
                    {
                        sum += from[offset + (y * SourceShape[3]) + x];
                    }
                }

                to[index] = sum / Count(rows, columns);
            }
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            var from = destinationGradient.Span;
            var to = sourceGradient.Span;
            to.Clear();
            for (var index = 0; index < from.Length; index++)
            {
                var (offset, rows, columns) = Region(index);
                var share = from[index] / Count(rows, columns);
                for (var y = rows.Start; y < rows.End; y++)
                {
                    for (var x = columns.Start; x < columns.End; x++)
                    {
                        to[offset + (y * SourceShape[3]) + x] += share;
                    }
                }
            }
        }

        private static T Count((int Start, int End) rows, (int Start, int End) columns) =>
            T.CreateChecked((rows.End - rows.Start) * (columns.End - columns.Start));

        // Where a plane of the source begins, and which of its rows and columns an output is the mean of.
        private (int Offset, (int Start, int End) Rows, (int Start, int End) Columns) Region(int index)
        {
            var (height, width) = (DestinationShape[2], DestinationShape[3]);
            var plane = index / (height * width);
            return (plane * SourceShape.Positions,
                Range(index / width % height, SourceShape[2], height),
                Range(index % width, SourceShape[3], width));
        }

        private static (int Start, int End) Range(int index, int source, int destination) =>
            ((int)((long)index * source / destination), (int)((((index + 1L) * source) + destination - 1) / destination));
    }
}
