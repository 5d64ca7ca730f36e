using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// One direction of a convolution as the product of packed weights <c>(oc, ic·taps)</c> and the matrix of
/// <see cref="ColumnSource"/>, block by block, plus bias. The gradient by the source has the same form.
/// </summary>
internal sealed unsafe class ConvolutionProduct : IDisposable
{
    // A block of the column matrix is at most about 256 × 256 floats, half of a 512 KB second-level cache.
    private const int BlockPositions = 256;
    private const int BlockDepth = 256;

    // Fewer items than this and blocks become smaller; fewer still, and the rows are shared out too, at the price of packing
    // each block more than once.
    private const int EnoughItems = 16;
    private const int FewestPositions = 64;
    private const int FewestRows = 96;

    private readonly int _batch;
    private readonly int _groups;
    private readonly int _rows;
    private readonly int _rowsPerItem;
    private readonly int _channelsPerBlock;
    private readonly int _blockPositions;
    private readonly ColumnSource _columns;
    private readonly Tensor<float> _weights;
    private readonly Tensor<float> _start;
    private readonly WorkerScratch _scratch;
    private readonly WorkerPool _workers;
    private readonly PhaseGrid? _grid;
    private readonly int _panelsLength;

    /// <summary>Packs the weights and takes the memory.</summary>
    /// <param name="batch">Pictures.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="rows">Destination channels of one group.</param>
    /// <param name="columns">The matrix to multiply by.</param>
    /// <param name="weight">Reads the weight of (group, row, channel, tap).</param>
    /// <param name="bias">One number for each destination channel, or empty for zeros.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <param name="grid">Where the positions lie in the destination, or null where they are all that it has.</param>
    public ConvolutionProduct(
        int batch,
        int groups,
        int rows,
        ColumnSource columns,
        Func<int, int, int, int, float> weight,
        ReadOnlySpan<float> bias,
        WorkerPool workers,
        TensorPool pool,
        PhaseGrid? grid = null)
    {
        (_batch, _groups, _rows, _columns, _workers, _grid) = (batch, groups, rows, columns, workers, grid);
        _channelsPerBlock = ChannelsPerBlock(columns.Channels, columns.Taps);
        _blockPositions = PositionsPerBlock(batch * groups, columns.Positions);
        var parts = Math.Clamp((EnoughItems - 1) / (batch * groups * PositionBlocks) + 1, 1, (rows + FewestRows - 1) / FewestRows);
        _rowsPerItem = PanelProduct.PaddedRows((rows + parts - 1) / parts);

        var padded = PanelProduct.PaddedRows(rows);
        _weights = pool.Rent<float>([groups, padded, columns.Channels * columns.Taps]);
        _start = pool.RentZeroed<float>([groups, padded]);
        for (var group = 0; group < groups; group++)
        {
            PackWeights(group, weight);
            for (var row = 0; row < rows && !bias.IsEmpty; row++)
            {
                _start.Span[(group * padded) + row] = bias[(group * rows) + row];
            }
        }

        _panelsLength = PanelFloats(batch * groups, columns.Channels, columns.Taps, columns.Positions);
        _scratch = new WorkerScratch(columns.ScratchLength + _panelsLength + (grid is null ? 0 : _rowsPerItem * _blockPositions), workers, pool);
    }

    private int PositionBlocks => (_columns.Positions + _blockPositions - 1) / _blockPositions;

    private int RowParts => (_rows + _rowsPerItem - 1) / _rowsPerItem;

    /// <summary>Floats of scratch memory that the columns of a block take for each thread.</summary>
    /// <param name="planes">Pictures times groups.</param>
    /// <param name="channels">Source channels of one group.</param>
    /// <param name="taps">Taps of the kernel.</param>
    /// <param name="positions">Positions of the destination.</param>
    public static int PanelFloats(int planes, int channels, int taps, int positions) =>
        PositionsPerBlock(planes, positions) / PanelProduct.Columns * PanelProduct.PanelStride(ChannelsPerBlock(channels, taps) * taps);

    /// <summary>Computes the destination <c>(n, groups·rows, positions)</c> from a source <c>(n, groups·channels, …)</c>.</summary>
    public void Run(float* source, float* destination) =>
        _workers.Run(new Block(this, source, destination), _batch * _groups * PositionBlocks * RowParts);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _start.Dispose();
        _scratch.Dispose();
    }

    private static int ChannelsPerBlock(int channels, int taps)
    {
        var blocks = ((channels * taps) + BlockDepth - 1) / BlockDepth;
        return Math.Max(1, (channels + blocks - 1) / blocks);
    }

    private static int PositionsPerBlock(int planes, int positions)
    {
        var least = (positions + BlockPositions - 1) / BlockPositions;
        var most = (positions + FewestPositions - 1) / FewestPositions;
        var blocks = Math.Clamp((EnoughItems + planes - 1) / planes, least, most);
        return PanelProduct.PaddedColumns((positions + blocks - 1) / blocks);
    }

    // Blocks of channels one after the other; inside a block panels of rows; inside a panel one column after the other.
    private void PackWeights(int group, Func<int, int, int, int, float> weight)
    {
        var padded = PanelProduct.PaddedRows(_rows);
        var to = _weights.Pointer + ((long)group * padded * _columns.Channels * _columns.Taps);
        for (var first = 0; first < _columns.Channels; first += _channelsPerBlock)
        {
            var last = Math.Min(first + _channelsPerBlock, _columns.Channels);
            for (var panel = 0; panel < padded; panel += PanelProduct.Rows)
            {
                for (var k = first * _columns.Taps; k < last * _columns.Taps; k++)
                {
                    for (var row = panel; row < panel + PanelProduct.Rows; row++)
                    {
                        *to++ = row < _rows ? weight(group, row, k / _columns.Taps, k % _columns.Taps) : 0;
                    }
                }
            }
        }
    }

    private void Compute(float* source, float* destination, int item, int worker)
    {
        // Row parts run fastest, so that neighbours in time read the same positions.
        var (rest, part) = Math.DivRem(item, RowParts);
        (rest, var block) = Math.DivRem(rest, PositionBlocks);
        var group = rest % _groups;
        var firstRow = part * _rowsPerItem;
        var rows = Math.Min(_rowsPerItem, _rows - firstRow);
        var firstPosition = block * _blockPositions;
        var lastPosition = Math.Min(firstPosition + _blockPositions, _columns.Positions);

        var padded = PanelProduct.PaddedRows(_rows);
        var depth = _columns.Channels * _columns.Taps;
        var plane = source + (rest * _columns.Channels * _columns.SourcePositions);
        var weights = _weights.Pointer + ((long)group * padded * depth);
        var start = _start.Pointer + (group * padded) + firstRow;
        var scratch = _scratch[worker];
        var panels = scratch + _columns.ScratchLength;
        var firstPlane = (rest * _rows) + firstRow;
        var to = _grid is null ? destination + ((long)firstPlane * _columns.Positions) + firstPosition : panels + _panelsLength;
        var stride = _grid is null ? _columns.Positions : _blockPositions;
        for (var first = 0; first < _columns.Channels; first += _channelsPerBlock)
        {
            var last = Math.Min(first + _channelsPerBlock, _columns.Channels);
            var blockDepth = (last - first) * _columns.Taps;
            _columns.Read(plane, first, last, firstPosition, lastPosition, scratch, new RowPacker(panels, PanelProduct.PanelStride(blockDepth)));
            var left = weights + ((long)padded * first * _columns.Taps) + ((long)firstRow * blockDepth);
            PanelProduct.Multiply(rows, lastPosition - firstPosition, blockDepth, left, panels, first == 0 ? start : null, to, stride);
        }

        for (var row = 0; row < rows && _grid is not null; row++)
        {
            _grid.Store(to + ((long)row * stride), firstPosition, lastPosition - firstPosition, destination + ((firstPlane + row) * _grid.Length));
        }
    }

    private readonly struct Block(ConvolutionProduct product, float* source, float* destination) : IWork
    {
        public void Do(int item, int worker) => product.Compute(source, destination, item, worker);
    }

    private readonly struct RowPacker(float* panels, int panelStride) : ColumnSource.IReceiver
    {
        public void Receive(int row, int column, int count, float* numbers) =>
            Panels.PackRow(panels + (row * PanelProduct.Columns), panelStride, column, count, numbers);
    }
}
