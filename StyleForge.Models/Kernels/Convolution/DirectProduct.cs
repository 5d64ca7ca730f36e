using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The forward pass of a convolution of few destination channels, straight from the source: two vectors of neighbouring positions for up to twelve channels (six where
/// there are sixteen registers) stay in registers, while the rows of the source that their taps read run past and weights are broadcast. Nothing is packed but the weights.
/// </summary>
/// <remarks>
/// Rows are read where they lie, beyond their ends too, where a mask turns what belongs to another row into zeros; only next to the first and the last number of the source
/// is a row copied. Rows that lie in the border are left out. Each element is one chain of multiply-adds from the bias on, channel by channel, tap by tap, as in
/// <see cref="ConvolutionProduct"/>, so every cut and every width that fuses them gives the same bits.
/// </remarks>
internal sealed unsafe class DirectProduct : IDisposable
{
    // A long row is cut into strips, so that the rows that a strip reads stay near while the channels take turns.
    private const int StripColumns = 512;

    // Enough multiply-adds for one hand-over to a thread, and yet so many items that no thread waits long for the last.
    private const long ItemProducts = 1 << 20;
    private const int EnoughItems = 32;

    private readonly ConvolutionExtents _extents;
    private readonly int _lanes;
    private readonly int[] _firstChannels;
    private readonly int[] _maskOf;
    private readonly Tensor<float> _weights;
    private readonly Tensor<float> _bias;
    private readonly Tensor<float> _masks;
    private readonly WorkerScratch _scratch;
    private readonly WorkerPool _workers;
    private readonly int _strips;
    private readonly int _stripsPerItem;
    private readonly int _rowsLength;
    private readonly int _copyLength;

    /// <summary>Packs the weights and takes the memory.</summary>
    /// <param name="extents">A convolution in whose way nothing stands: <see cref="Obstacle"/>.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="bias">One number for each destination channel, or null for zeros.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public DirectProduct(ConvolutionExtents extents, Tensor<float> weights, Tensor<float>? bias, WorkerPool workers, TensorPool pool)
    {
        (_extents, _workers) = (extents, workers);
        var (oc, window) = (extents.DestinationChannels, extents.Windows[2]);

        // A row that half a vector spans would leave the other half idle.
        _lanes = VectorWidth.Bits / 32;
        while (_lanes > 4 && extents.Destination[2] <= _lanes / 2)
        {
            _lanes /= 2;
        }

        var most = HasManyRegisters ? 12 : 6;
        var parts = (oc + most - 1) / most;
        _firstChannels = [.. Enumerable.Range(0, parts + 1).Select(part => oc * part / parts)];
        _weights = pool.Rent<float>([extents.Groups, oc, extents.Depth]);
        PackWeights(weights.Pointer);
        _bias = pool.RentZeroed<float>([extents.Groups * oc]);
        bias?.Span.CopyTo(_bias.Span);

        _maskOf = new int[(extents.Destination[2] + (2 * _lanes) - 1) / (2 * _lanes)];
        _masks = pool.Rent<float>([MakeMasks(null) + 1]);
        MakeMasks(_masks.Pointer);

        var columns = Math.Min(extents.Destination[2], StripColumns);
        _strips = (extents.Destination[2] + StripColumns - 1) / StripColumns;
        _stripsPerItem = (int)Math.Clamp(ItemProducts / ((long)columns * extents.Depth * oc), 1, Math.Max(1, AllStrips / EnoughItems));

        var rows = extents.SourceChannels * extents.Windows[0].Size * extents.Windows[1].Size;
        _rowsLength = (rows + DirectTile.Ahead) * sizeof(DirectTile.Row) / sizeof(float);
        _copyLength = Padded(columns) + window.Reach - 1;

        // As many rows as begin within reach of the first number of the source, or end within reach of the last.
        var width = extents.Source[2];
        var copies = Math.Min(rows, ((window.Before + width - 1) / width) + ((Padded(extents.Destination[2]) + window.Reach + width - 2) / width));
        _scratch = new WorkerScratch(_rowsLength + (copies * _copyLength), workers, pool);
    }

    /// <summary>Destination channels of a group at most: with more the matrix product has enough use of what it packs.</summary>
    public static int MostChannels { get; } = HasManyRegisters ? 48 : 24;

    private static bool HasManyRegisters => VectorWidth.Bits >= 512;

    private int AllStrips => _extents.Batch * _extents.Groups * _extents.Destination[0] * _extents.Destination[1] * _strips;

    /// <summary>What of a convolution stands in the way, or makes the matrix product the quicker way; null for nothing.</summary>
    /// <param name="border">What it reads beyond the edge.</param>
    /// <param name="last">Its window along the rows.</param>
    /// <param name="channels">Destination channels of a group.</param>
    public static string? Obstacle(BorderMode border, Window last, int channels) =>
        border != BorderMode.Zero ? "only for a border of zeros" :
        last.Stride > 1 ? "only for a stride of 1 along the rows" :
        channels > MostChannels ? $"only for up to {MostChannels} destination channels" : null;

    /// <summary>Computes the destination <c>(n, groups·oc, …)</c> from a source <c>(n, groups·ic, …)</c>.</summary>
    public void Run(float* source, float* destination) =>
        _workers.Run(new Strips(this, source, destination), (AllStrips + _stripsPerItem - 1) / _stripsPerItem);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
        _masks.Dispose();
        _scratch.Dispose();
    }

    private int Padded(int columns) => (columns + _lanes - 1) / _lanes * _lanes;

    // Channels that are computed together; inside them row after row of the source and tap after tap, and for each tap one channel after the other.
    private void PackWeights(float* weights)
    {
        var to = _weights.Pointer;
        for (var group = 0; group < _extents.Groups; group++)
        {
            for (var part = 1; part < _firstChannels.Length; part++)
            {
                for (var k = 0; k < _extents.Depth; k++)
                {
                    for (var channel = _firstChannels[part - 1]; channel < _firstChannels[part]; channel++)
                    {
                        *to++ = weights[((((long)group * _extents.DestinationChannels) + channel) * _extents.Depth) + k];
                    }
                }
            }
        }
    }

    // For each tile of a row that a tap reads beyond the ends, for each tap two vectors that say what lies inside. The floats; null to count them only.
    private int MakeMasks(float* masks)
    {
        var (window, length) = (_extents.Windows[2], 0);
        for (var tile = 0; tile < _maskOf.Length; tile++)
        {
            var first = (tile * 2 * _lanes) - window.Before;
            if (first >= 0 && first + (2 * _lanes) + window.Reach - 1 <= _extents.Source[2])
            {
                _maskOf[tile] = -1;
                continue;
            }

            _maskOf[tile] = length;
            for (var i = 0; i < window.Size * 2 * _lanes; i++, length++)
            {
                var column = first + (i / (2 * _lanes) * window.Dilation) + (i % (2 * _lanes));
                if (masks is not null)
                {
                    masks[length] = BitConverter.UInt32BitsToSingle(column >= 0 && column < _extents.Source[2] ? uint.MaxValue : 0);
                }
            }
        }

        return length;
    }

    private void Compute<V>(float* source, float* destination, int item, int worker)
        where V : struct, ILanes<V>
    {
        var (oc, height, width) = (_extents.DestinationChannels, _extents.Destination[1], _extents.Destination[2]);
        var rows = (DirectTile.Row*)_scratch[worker];
        var aside = stackalloc float[Counts.Twelve.Count * 2 * V.Count];
        for (var strip = item * _stripsPerItem; strip < Math.Min((item + 1) * _stripsPerItem, AllStrips); strip++)
        {
            var (rest, part) = Math.DivRem(strip, _strips);
            (rest, var oh) = Math.DivRem(rest, height);
            var (plane, od) = Math.DivRem(rest, _extents.Destination[0]);
            var first = part * StripColumns;
            var end = Math.Min(first + StripColumns, width);
            var job = new DirectTile.Job { Rows = List(source, plane, (od, oh), first, Padded(end - first), rows), Taps = _extents.Windows[2].Size, Dilation = _extents.Windows[2].Dilation };
            var group = plane % _extents.Groups;
            for (var channels = 1; channels < _firstChannels.Length; channels++)
            {
                var channel = _firstChannels[channels - 1];
                var count = _firstChannels[channels] - channel;
                job.Weights = _weights.Pointer + (((group * oc) + channel) * (long)_extents.Depth);
                job.Bias = _bias.Pointer + (group * oc) + channel;
                var to = destination + ((((long)plane * oc) + channel) * _extents.DestinationPositions) + ((((long)od * height) + oh) * width);
                for (var column = first; column < end; column += 2 * V.Count)
                {
                    job.Column = column - first;
                    var inside = Math.Min(2 * V.Count, end - column);
                    var isWhole = inside == 2 * V.Count || inside == V.Count;
                    job.Stride = isWhole ? _extents.DestinationPositions : 2 * V.Count;
                    var mask = _maskOf[column / (2 * V.Count)];
                    var masks = _masks.Pointer + Math.Max(mask, 0);
                    var tile = isWhole ? to + column : aside;
                    if (mask < 0)
                    {
                        DirectTile.Run<V, DirectTile.Plain>(count, in job, rows, masks, tile);
                    }
                    else if (inside > V.Count)
                    {
                        DirectTile.Run<V, DirectTile.Masked>(count, in job, rows, masks, tile);
                    }
                    else
                    {
                        DirectTile.Run<V, DirectTile.MaskedHalf>(count, in job, rows, masks, tile);
                    }

                    for (var row = 0; row < count && !isWhole; row++)
                    {
                        new Span<float>(aside + (row * 2 * V.Count), inside).CopyTo(new Span<float>(to + (row * (long)_extents.DestinationPositions) + column, inside));
                    }
                }
            }
        }
    }

    // The rows of the source that a strip reads, in the order of the weights. What a vector reads past the ends of the source is not memory, so there a row is copied.
    private int List(float* source, int plane, (int Depth, int Height) place, int first, int columns, DirectTile.Row* rows)
    {
        var (depth, height, width) = (_extents.Windows[0], _extents.Windows[1], _extents.Windows[2]);
        var copies = (float*)rows + _rowsLength;
        var end = source + ((long)_extents.Batch * _extents.Groups * _extents.SourceChannels * _extents.SourcePositions);
        var (low, length, count, number) = (first - width.Before, columns + width.Reach - 1, 0, 0);
        for (var channel = 0; channel < _extents.SourceChannels; channel++)
        {
            var from = source + ((((long)plane * _extents.SourceChannels) + channel) * _extents.SourcePositions);
            for (var kd = 0; kd < depth.Size; kd++)
            {
                var d = (place.Depth * depth.Stride) + (kd * depth.Dilation) - depth.Before;
                for (var kh = 0; kh < height.Size; kh++, number++)
                {
                    var h = (place.Height * height.Stride) + (kh * height.Dilation) - height.Before;
                    if ((uint)d >= (uint)_extents.Source[0] || (uint)h >= (uint)_extents.Source[1])
                    {
                        continue;
                    }

                    var row = from + ((((long)d * _extents.Source[1]) + h) * _extents.Source[2]);
                    var numbers = row + low;
                    if (numbers < source || numbers + length > end)
                    {
                        numbers = copies;
                        Copy(row, low, length, copies);
                        copies += _copyLength;
                    }

                    rows[count++] = new DirectTile.Row(numbers, number * width.Size);
                }
            }
        }

        for (var ahead = 0; ahead < DirectTile.Ahead && count > 0; ahead++)
        {
            rows[count + ahead] = rows[count - 1];
        }

        return count;
    }

    private void Copy(float* row, int low, int length, float* copy)
    {
        var (start, end) = (Math.Clamp(-low, 0, length), Math.Clamp(_extents.Source[2] - low, 0, length));
        var to = new Span<float>(copy, length);
        to.Clear();
        if (start < end)
        {
            new Span<float>(row + low + start, end - start).CopyTo(to[start..end]);
        }
    }

    private readonly struct Strips(DirectProduct product, float* source, float* destination) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (product._lanes)
            {
                case 16:
                    product.Compute<Lanes512>(source, destination, item, worker);
                    break;
                case 8:
                    product.Compute<Lanes256>(source, destination, item, worker);
                    break;
                default:
                    product.Compute<Lanes128>(source, destination, item, worker);
                    break;
            }
        }
    }
}
