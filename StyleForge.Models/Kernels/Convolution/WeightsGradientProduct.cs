using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The gradient by the weights as a matrix product over positions: the gradient by the destination <c>(oc, positions)</c>
/// times the transpose of the matrix of <see cref="ColumnSource"/>, pictures and positions added in order.
/// </summary>
internal sealed unsafe class WeightsGradientProduct : IDisposable
{
    private const int BlockPositions = 256;
    private const int RowsPerItem = 48;
    private const int ColumnsPerItem = 144;

    private readonly ConvolutionExtents _extents;
    private readonly ColumnSource _columns;
    private readonly int _channelsPerItem;
    private readonly WorkerScratch _scratch;
    private readonly WorkerPool _workers;

    public WeightsGradientProduct(ConvolutionExtents extents, ColumnSource columns, WorkerPool workers, TensorPool pool)
    {
        (_extents, _columns, _workers) = (extents, columns, workers);
        _channelsPerItem = Math.Min(columns.Channels, Math.Max(1, ColumnsPerItem / columns.Taps));
        _scratch = new WorkerScratch(columns.ScratchLength + LeftLength + RightLength, workers, pool);
    }

    private static int LeftLength => PanelProduct.PaddedRows(RowsPerItem) * BlockPositions;

    private int RightLength => PanelProduct.PaddedColumns(_channelsPerItem * _columns.Taps) / PanelProduct.Columns * PanelProduct.PanelStride(BlockPositions);

    private int ChannelParts => (_columns.Channels + _channelsPerItem - 1) / _channelsPerItem;

    private int RowParts => (_extents.DestinationChannels + RowsPerItem - 1) / RowsPerItem;

    /// <summary>Adds to the gradient by the weights, and by the bias unless that is null.</summary>
    public void Run(float* source, float* destinationGradient, float* weightsGradient, float* biasGradient)
    {
        _workers.Run(new Block(this, source, destinationGradient, weightsGradient), _extents.Groups * ChannelParts * RowParts);
        if (biasGradient != null)
        {
            _workers.Run(new BiasRow(_extents, destinationGradient, biasGradient), _extents.Groups * _extents.DestinationChannels);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private void Compute(float* source, float* destinationGradient, float* weightsGradient, int item, int worker)
    {
        var (rest, channelPart) = Math.DivRem(item, ChannelParts);
        var (group, rowPart) = Math.DivRem(rest, RowParts);
        var firstRow = rowPart * RowsPerItem;
        var rows = Math.Min(RowsPerItem, _extents.DestinationChannels - firstRow);
        var firstChannel = channelPart * _channelsPerItem;
        var lastChannel = Math.Min(firstChannel + _channelsPerItem, _columns.Channels);
        var row = (group * _extents.DestinationChannels) + firstRow;
        var to = weightsGradient + ((((long)row * _columns.Channels) + firstChannel) * _columns.Taps);

        var scratch = _scratch[worker];
        var left = scratch + _columns.ScratchLength;
        var right = left + LeftLength;
        for (var n = 0; n < _extents.Batch; n++)
        {
            var plane = source + (((long)(n * _extents.Groups) + group) * _columns.Channels * _columns.SourcePositions);
            var gradient = destinationGradient + ((((long)n * _extents.Groups * _extents.DestinationChannels) + row) * _columns.Positions);
            for (var first = 0; first < _columns.Positions; first += BlockPositions)
            {
                var last = Math.Min(first + BlockPositions, _columns.Positions);
                Panels.PackLeft(rows, last - first, gradient + first, _columns.Positions, left);
                _columns.Read(plane, firstChannel, lastChannel, first, last, scratch, new ColumnPacker(right, PanelProduct.PanelStride(last - first)));
                PanelProduct.Multiply(rows, (lastChannel - firstChannel) * _columns.Taps, last - first, left, right, null, to, _columns.Channels * _columns.Taps);
            }
        }
    }

    private readonly struct Block(WeightsGradientProduct product, float* source, float* destinationGradient, float* weightsGradient) : IWork
    {
        public void Do(int item, int worker) => product.Compute(source, destinationGradient, weightsGradient, item, worker);
    }

    private readonly struct ColumnPacker(float* panels, int panelStride) : ColumnSource.IReceiver
    {
        public void Receive(int row, int column, int count, float* numbers) =>
            Panels.PackColumn(panels, panelStride, row, column, count, numbers, 1);
    }

    // Summed in double: a quarter of a million positions would cost a float four digits.
    private readonly struct BiasRow(ConvolutionExtents extents, float* destinationGradient, float* biasGradient) : IWork
    {
        public void Do(int item, int worker)
        {
            double sum = biasGradient[item];
            for (var n = 0; n < extents.Batch; n++)
            {
                var row = ((long)n * extents.Groups * extents.DestinationChannels) + item;
                foreach (var gradient in new Span<float>(destinationGradient + (row * extents.DestinationPositions), extents.DestinationPositions))
                {
                    sum += gradient;
                }
            }

            biasGradient[item] = (float)sum;
        }
    }
}
