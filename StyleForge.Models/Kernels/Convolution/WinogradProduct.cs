using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using static StyleForge.Models.Kernels.Convolution.WinogradTransform;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// One direction of a 3×3 convolution of stride 1 by <see cref="WinogradTransform"/>: a block of tiles of 4×4 outputs is
/// transformed, multiplied by the transformed weights in 36 matrix products <c>(oc, ic)·(ic, tiles)</c>, and transformed
/// back. That is a quarter of the multiplications of the direct sum.
/// </summary>
/// <remarks>
/// Tiles are numbered row by row across the picture; a vector holds neighbours of one row of tiles. In a block the
/// transformed source lies as <c>[36][ic][tiles]</c> and the products as <c>[36][oc][tiles]</c>.
/// </remarks>
internal sealed unsafe class WinogradProduct : IDisposable
{
    // Wide enough to use a panel of weights several times, small enough that what is transformed stays in the second-level cache.
    private const int LeastTiles = 48;

    // Destination channels multiplied before they are transformed back.
    private const int RowsAtOnce = 66;

    // Fewer items than this and the destination channels are shared out too, at the price of transforming more than once.
    private const int EnoughItems = 32;
    private const int FewestRows = 192;

    private readonly int _batch;
    private readonly int _channels;
    private readonly int _rows;
    private readonly int _rowsPerItem;
    private readonly int[] _source;
    private readonly int[] _destination;
    private readonly AxisView _height;
    private readonly AxisView _width;
    private readonly Tensor<float> _weights;
    private readonly Tensor<float> _bias;
    private readonly Tensor<float> _zeros;
    private readonly WorkerScratch _scratch;
    private readonly WorkerPool _workers;

    /// <summary>Transforms the weights and takes the memory.</summary>
    /// <param name="batch">Pictures.</param>
    /// <param name="channels">Source channels.</param>
    /// <param name="rows">Destination channels.</param>
    /// <param name="source">Height and width of the source.</param>
    /// <param name="destination">Height and width of the destination.</param>
    /// <param name="axes">The source as seen along each of them.</param>
    /// <param name="weight">Reads the weight of (row, channel, tap).</param>
    /// <param name="bias">One number for each destination channel, or empty for zeros.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public WinogradProduct(
        int batch,
        int channels,
        int rows,
        int[] source,
        int[] destination,
        AxisView[] axes,
        Func<int, int, int, float> weight,
        ReadOnlySpan<float> bias,
        WorkerPool workers,
        TensorPool pool)
    {
        (_batch, _channels, _rows, _source, _destination, _workers) = (batch, channels, rows, source, destination, workers);
        (_height, _width) = (axes[0], axes[1]);
        var parts = Math.Clamp(((EnoughItems - 1) / (batch * Blocks)) + 1, 1, (rows + FewestRows - 1) / FewestRows);
        _rowsPerItem = (rows + parts - 1) / parts;
        _rowsPerItem = (_rowsPerItem + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce;

        _weights = pool.Rent<float>([Products, PanelProduct.PaddedRows(rows), channels]);
        PackWeights(weight);
        _bias = pool.RentZeroed<float>([rows]);
        bias.CopyTo(_bias.Span);
        _zeros = pool.RentZeroed<float>([Math.Max(source[1], RowsAtOnce)]);
        _scratch = new WorkerScratch(ColumnsLength + (Products * (SourcePlane + ProductPlane)) + EdgeLength + RowLength, workers, pool);
    }

    private static int TilesPerBlock => PanelProduct.PaddedColumns(LeastTiles);

    // An odd number of cache lines, lest the 36 planes and their rows fall on the same cache sets.
    private static int TileStride => OddLines(TilesPerBlock - 16);

    private static int ProductPlane => OddLines(RowsAtOnce * TileStride);

    // At least one line more, for vectors that hang over the end.
    private static int OddLines(int floats) => ((floats / 16 + 1) | 1) * 16;

    private static int ColumnsStride => Outputs * (TilesPerBlock + 16) + 16;

    private static int ColumnsLength => Inputs * ColumnsStride;

    private static int EdgeLength => Inputs * Outputs * 16;

    private static int RowLength => Outputs * Outputs * 16;

    private int SourcePlane => OddLines(_channels * TileStride);

    private int TilesDown => (_destination[0] + Outputs - 1) / Outputs;

    private int TilesAcross => (_destination[1] + Outputs - 1) / Outputs;

    private int Blocks => ((TilesDown * TilesAcross) + TilesPerBlock - 1) / TilesPerBlock;

    private int RowParts => (_rows + _rowsPerItem - 1) / _rowsPerItem;

    /// <summary>Computes the destination <c>(n, rows, height, width)</c> from a source <c>(n, channels, height, width)</c>.</summary>
    public void Run(float* source, float* destination) => _workers.Run(new Block(this, source, destination), _batch * Blocks * RowParts);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
        _zeros.Dispose();
        _scratch.Dispose();
    }

    // Rows multiplied at once, one after the other; in them the 36 products; in a product panels of rows, column after column.
    private void PackWeights(Func<int, int, int, float> weight)
    {
        Span<double> taps = stackalloc double[9];
        Span<double> products = stackalloc double[Products];
        for (var row = 0; row < PanelProduct.PaddedRows(_rows); row++)
        {
            var first = row / RowsAtOnce * RowsAtOnce;
            var together = PanelProduct.PaddedRows(Math.Min(RowsAtOnce, _rows - first));
            var panel = (row - first) / PanelProduct.Rows * PanelProduct.Rows;
            var to = _weights.Pointer + ((long)first * Products * _channels) + ((long)panel * _channels) + (row % PanelProduct.Rows);
            for (var channel = 0; channel < _channels; channel++)
            {
                for (var tap = 0; tap < 9; tap++)
                {
                    taps[tap] = row < _rows ? weight(row, channel, tap) : 0;
                }

                Kernel(taps, products);
                for (var product = 0; product < Products; product++)
                {
                    to[((long)product * together * _channels) + (channel * PanelProduct.Rows)] = (float)products[product];
                }
            }
        }
    }

    private void Compute<V>(float* source, float* destination, int item, int worker)
        where V : struct, ILanes<V>
    {
        // Row parts run fastest, so that neighbours in time read the same tiles.
        var (rest, part) = Math.DivRem(item, RowParts);
        var (n, block) = Math.DivRem(rest, Blocks);
        var firstTile = block * TilesPerBlock;
        var tiles = Math.Min(TilesPerBlock, (TilesDown * TilesAcross) - firstTile);
        var transformed = _scratch[worker] + ColumnsLength;
        var products = transformed + (Products * SourcePlane);
        TransformSource<V>(source + ((long)n * _channels * _source[0] * _source[1]), firstTile, tiles, _scratch[worker]);

        var lastRow = Math.Min((part + 1) * _rowsPerItem, _rows);
        for (var row = part * _rowsPerItem; row < lastRow; row += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, lastRow - row);
            var together = PanelProduct.PaddedRows(rows);
            var weights = _weights.Pointer + ((long)row * Products * _channels);
            for (var product = 0; product < Products; product++)
            {
                // Whole panels: what lies past the last row or tile is not looked at.
                PanelProduct.MultiplyRows(
                    together,
                    PanelProduct.PaddedColumns(tiles),
                    _channels,
                    weights + ((long)product * together * _channels),
                    transformed + (product * SourcePlane),
                    TileStride,
                    _zeros.Pointer,
                    products + ((long)product * ProductPlane),
                    TileStride);
            }

            TransformDestination<V>(products, firstTile, tiles, row, rows, destination + (((long)n * _rows) + row) * _destination[0] * _destination[1]);
        }
    }

    // Channel by channel, and in it one stretch of neighbours after the other: a stretch writes whole vectors of tiles, and
    // what it writes too much is overwritten by the next stretch or channel.
    private void TransformSource<V>(float* source, int firstTile, int tiles, float* columns)
        where V : struct, ILanes<V>
    {
        var rows = stackalloc float*[Inputs];
        var positions = (long)_source[0] * _source[1];
        for (var channel = 0; channel < _channels; channel++)
        {
            var plane = source + (channel * positions);
            for (int done = 0, count; done < tiles; done += count)
            {
                var (y, x) = Math.DivRem(firstTile + done, TilesAcross);
                count = Math.Min(TilesAcross - x, tiles - done);
                for (var i = 0; i < Inputs; i++)
                {
                    var index = _height[(y * Outputs) + i];
                    rows[i] = index < 0 ? _zeros.Pointer : plane + ((long)index * _source[1]);
                }

                if (channel + 1 < _channels)
                {
                    Prefetch(rows, positions, x * Outputs, count * Outputs);
                }

                TransformColumns<V>(rows, x * Outputs, (count * Outputs) + Inputs - Outputs, columns);
                var to = columns + ColumnsLength + ((long)channel * TileStride) + done;
                for (var i = 0; i < Inputs; i++)
                {
                    SourceRow<V>(columns + (i * ColumnsStride), count, to + (i * Inputs * SourcePlane), SourcePlane);
                }
            }
        }
    }

    // The columns of a stretch as the border shows them: those inside by the vector, those of the border one by one.
    private void TransformColumns<V>(float** rows, int start, int count, float* to)
        where V : struct, ILanes<V>
    {
        var end = start + count;
        var plainStart = Math.Clamp(_width.PlainStart, start, end);
        var plainEnd = Math.Clamp(_width.PlainEnd, plainStart, end);
        for (var x = start; x < end; x++)
        {
            var index = _width[x];
            if (x == plainStart && plainEnd - x >= V.Count)
            {
                SourceColumns<V>(rows, index, plainEnd - x, to + x - start, ColumnsStride);
                x = plainEnd - 1;
            }
            else if (index >= 0)
            {
                SourceColumns<Lanes32>(rows, index, 1, to + x - start, ColumnsStride);
            }
            else
            {
                for (var i = 0; i < Inputs; i++)
                {
                    to[(i * ColumnsStride) + x - start] = 0;
                }
            }
        }
    }

    // The same stretch of the next channel, which is too far away for the processor to guess.
    private void Prefetch(float** rows, long ahead, int start, int count)
    {
        for (var i = 0; i < Inputs && Sse.IsSupported; i++)
        {
            var row = rows[i] + ahead + Math.Min(start, _source[1] - 1);
            for (var x = 0; x < count; x += 16)
            {
                Sse.Prefetch1(row + x);
            }
        }
    }

    private void TransformDestination<V>(float* products, int firstTile, int tiles, int firstRow, int rows, float* destination)
        where V : struct, ILanes<V>
    {
        var edge = products + ((long)Products * ProductPlane);
        var (height, width) = (_destination[0], _destination[1]);
        for (var row = 0; row < rows; row++)
        {
            var bias = _bias.Pointer[firstRow + row];
            var from = products + ((long)row * TileStride);
            for (int done = 0, count; done < tiles; done += count)
            {
                var (y, x) = Math.DivRem(firstTile + done, TilesAcross);
                count = Math.Min(Math.Min(TilesAcross - x, tiles - done), V.Count);
                var high = Math.Min(Outputs, height - (y * Outputs));
                var wide = Math.Min(Outputs * count, width - (x * Outputs));
                var to = destination + ((((long)row * height) + (y * Outputs)) * width) + (x * Outputs);
                if (wide == Outputs * V.Count)
                {
                    Destination<V>(from + done, ProductPlane, bias, high, to, width, edge);
                    continue;
                }

                var aside = edge + EdgeLength;
                Destination<V>(from + done, ProductPlane, bias, high, aside, Outputs * V.Count, edge);
                for (var i = 0; i < high; i++)
                {
                    new Span<float>(aside + (i * Outputs * V.Count), wide).CopyTo(new Span<float>(to + ((long)i * width), wide));
                }
            }
        }
    }

    private readonly struct Block(WinogradProduct product, float* source, float* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case 512:
                    product.Compute<Lanes512>(source, destination, item, worker);
                    break;
                case 256:
                    product.Compute<Lanes256>(source, destination, item, worker);
                    break;
                case 128:
                    product.Compute<Lanes128>(source, destination, item, worker);
                    break;
                default:
                    product.Compute<Lanes32>(source, destination, item, worker);
                    break;
            }
        }
    }
}
