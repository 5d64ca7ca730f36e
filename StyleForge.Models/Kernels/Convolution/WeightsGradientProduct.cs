using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The gradient by the weights as a matrix product over positions: the gradient by the destination <c>(oc, positions)</c>
/// times the transpose of the matrix of <see cref="ColumnSource"/>.
/// </summary>
/// <remarks>
/// The positions of all pictures are cut into blocks, and neighbouring blocks make a slab. The sum over a slab is one
/// chain in the order of pictures and positions; the sums of the slabs are added in their order. Memory is taken at the
/// first run, since most runs need no gradient by the weights.
/// </remarks>
internal sealed unsafe class WeightsGradientProduct : IDisposable
{
    private const int BlockPositions = 256;

    // Of the columns of a block so many positions are put side by side before they are transposed.
    private const int StripPositions = 128;
    private const int StripStride = StripPositions + 16;

    // What is packed on the right (about 256 KB) stays in the second-level cache while rows go past it, a few at a time.
    private const int MostColumns = 256;
    private const int RowsAtOnce = 48;

    // Fewer items than this and first positions are shared out, at the price of adding the slabs; then columns, at the
    // price of packing the gradient more than once; then rows, at the price of packing columns more than once.
    private const int EnoughItems = 16;
    private const int FewestBlocks = 3;
    private const int FewestColumns = 64;
    private const int FewestRows = 192;

    private readonly ConvolutionExtents _extents;
    private readonly ColumnSource _columns;
    private readonly WorkerPool _workers;
    private readonly TensorPool _pool;
    private readonly int _channelsPerItem;
    private readonly int _rowsPerItem;
    private readonly int _blocksPerSlab;
    private Tensor<float>? _zeros;
    private Tensor<float>? _sums;
    private WorkerScratch? _scratch;

    public WeightsGradientProduct(ConvolutionExtents extents, ColumnSource columns, WorkerPool workers, TensorPool pool)
    {
        (_extents, _columns, _workers, _pool) = (extents, columns, workers, pool);
        var slabs = Cut(extents.Groups, Blocks / FewestBlocks);
        _blocksPerSlab = (Blocks + slabs - 1) / slabs;
        var least = (extents.Depth + MostColumns - 1) / MostColumns;
        var parts = Math.Min(Math.Max(least, Cut(extents.Groups * slabs, extents.Depth / FewestColumns)), columns.Channels);
        _channelsPerItem = (columns.Channels + parts - 1) / parts;
        parts = Cut(extents.Groups * slabs * parts, extents.DestinationChannels / FewestRows);
        _rowsPerItem = PanelProduct.PaddedRows((extents.DestinationChannels + parts - 1) / parts);
    }

    private static int LeftLength => PanelProduct.PaddedRows(RowsAtOnce) * BlockPositions;

    private int StripLength => _columns.IsSource ? 0 : _channelsPerItem * _columns.Taps * StripStride;

    private int RightLength => PanelProduct.PaddedColumns(_channelsPerItem * _columns.Taps) / PanelProduct.Columns * PanelProduct.PanelStride(BlockPositions);

    private int ChannelParts => (_columns.Channels + _channelsPerItem - 1) / _channelsPerItem;

    private int RowParts => (_extents.DestinationChannels + _rowsPerItem - 1) / _rowsPerItem;

    private int BlocksPerPicture => (_columns.Positions + BlockPositions - 1) / BlockPositions;

    private int Blocks => _extents.Batch * BlocksPerPicture;

    private int Slabs => (Blocks + _blocksPerSlab - 1) / _blocksPerSlab;

    private int Weights => _extents.Groups * _extents.DestinationChannels * _extents.Depth;

    /// <summary>Adds to the gradient by the weights, and by the bias unless that is null.</summary>
    public void Run(float* source, float* destinationGradient, float* weightsGradient, float* biasGradient)
    {
        _scratch ??= new WorkerScratch(_columns.ScratchLength + LeftLength + RightLength + StripLength, _workers, _pool);
        _zeros ??= _pool.RentZeroed<float>([PanelProduct.PaddedRows(RowsAtOnce)]);
        _sums ??= Slabs > 1 ? _pool.Rent<float>([Slabs, Weights]) : null;
        var to = _sums is null ? weightsGradient : _sums.Pointer;
        _workers.Run(new Block(this, source, destinationGradient, to), Slabs * _extents.Groups * ChannelParts * RowParts);
        for (var slab = 0; slab < Slabs && _sums is not null; slab++)
        {
            Traversal.Run(default(Sum), weightsGradient, to + ((long)slab * Weights), weightsGradient, Weights, _workers);
        }

        if (biasGradient != null)
        {
            _workers.Run(new BiasGradientSum(_extents, destinationGradient, biasGradient), _extents.Groups * _extents.DestinationChannels);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch?.Dispose();
        _zeros?.Dispose();
        _sums?.Dispose();
    }

    // Into how many parts to cut what is so many items already, and allows so many parts at most.
    private static int Cut(int items, int most) => Math.Clamp((EnoughItems + items - 1) / items, 1, Math.Max(most, 1));

    private void Compute(float* source, float* destinationGradient, float* sums, int item, int worker)
    {
        // Row parts run fastest, so that neighbours in time read the same columns.
        var (rest, rowPart) = Math.DivRem(item, RowParts);
        (rest, var channelPart) = Math.DivRem(rest, ChannelParts);
        var (slab, group) = Math.DivRem(rest, _extents.Groups);
        var firstRow = rowPart * _rowsPerItem;
        var lastRow = Math.Min(firstRow + _rowsPerItem, _extents.DestinationChannels);
        var firstChannel = channelPart * _channelsPerItem;
        var lastChannel = Math.Min(firstChannel + _channelsPerItem, _columns.Channels);
        var taken = (lastChannel - firstChannel) * _columns.Taps;
        var firstBlock = slab * _blocksPerSlab;
        var lastBlock = Math.Min(firstBlock + _blocksPerSlab, Blocks);
        sums += ((long)slab * Weights) + ((long)firstChannel * _columns.Taps);
        var left = _scratch![worker] + _columns.ScratchLength;
        var right = left + LeftLength;
        for (var block = firstBlock; block < lastBlock; block++)
        {
            var (n, first) = Math.DivRem(block, BlocksPerPicture);
            first *= BlockPositions;
            var count = Math.Min(BlockPositions, _columns.Positions - first);
            var plane = ((long)n * _extents.Groups) + group;
            PackColumns(source + (plane * _columns.Channels * _columns.SourcePositions), firstChannel, lastChannel, first, count, worker, right);
            for (var row = firstRow; row < lastRow; row += RowsAtOnce)
            {
                var rows = Math.Min(RowsAtOnce, lastRow - row);
                var gradient = destinationGradient + (((plane * _extents.DestinationChannels) + row) * _columns.Positions) + first;
                Panels.PackLeft(rows, count, gradient, _columns.Positions, left);
                var start = block == firstBlock && _sums is not null ? _zeros!.Pointer : null;
                var to = sums + ((((long)group * _extents.DestinationChannels) + row) * _extents.Depth);
                PanelProduct.Multiply(rows, taken, count, left, right, start, to, _extents.Depth);
            }
        }
    }

    private void PackColumns(float* plane, int firstChannel, int lastChannel, int first, int count, int worker, float* right)
    {
        var panelStride = PanelProduct.PanelStride(count);
        if (_columns.IsSource)
        {
            Panels.PackTransposed(
                lastChannel - firstChannel, count, plane + (firstChannel * _columns.SourcePositions) + first, _columns.SourcePositions, right, panelStride);
            return;
        }

        var strip = right + RightLength;
        for (var done = 0; done < count; done += StripPositions)
        {
            var part = Math.Min(StripPositions, count - done);
            _columns.Read(plane, firstChannel, lastChannel, first + done, first + done + part, _scratch![worker], new RowCopier(strip));
            Panels.PackTransposed((lastChannel - firstChannel) * _columns.Taps, part, strip, StripStride, right + ((long)done * PanelProduct.Columns), panelStride);
        }
    }

    private readonly struct Block(WeightsGradientProduct product, float* source, float* destinationGradient, float* sums) : IWork
    {
        public void Do(int item, int worker) => product.Compute(source, destinationGradient, sums, item, worker);
    }

    private readonly struct RowCopier(float* strip) : ColumnSource.IReceiver
    {
        public void Receive(int row, int column, int count, float* numbers) =>
            new Span<float>(numbers, count).CopyTo(new Span<float>(strip + ((long)row * StripStride) + column, count));
    }

    private readonly struct Sum : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.Add(x, y);
    }
}
