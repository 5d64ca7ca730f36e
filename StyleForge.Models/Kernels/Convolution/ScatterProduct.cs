using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// The gradient by a source of few channels, such as a picture: the transposed weights <c>(ic·taps, oc)</c> times the
/// gradient by the destination, one destination row at a time, and each product row added where its tap reads, «col2im».
/// </summary>
/// <remarks>
/// Gathering (<see cref="ConvolutionProduct"/>) packs every gradient once for each tap, which few rows cannot pay for.
/// An item is a strip of source rows; destination rows that reach into two strips are computed twice. The additions to
/// an element come in the order of destination rows and taps, wherever the strips are cut.
/// </remarks>
internal sealed unsafe class ScatterProduct : IDisposable
{
    private const int StripRows = 16;

    private readonly ConvolutionExtents _extents;
    private readonly Tensor<float> _weights;
    private readonly Tensor<float> _zeros;
    private readonly WorkerScratch _scratch;
    private readonly WorkerPool _workers;

    public ScatterProduct(ConvolutionExtents extents, Tensor<float> weights, WorkerPool workers, TensorPool pool)
    {
        (_extents, _workers) = (extents, workers);
        var (oc, rows) = (extents.DestinationChannels, extents.Depth);
        var padded = PanelProduct.PaddedRows(rows);
        _weights = pool.Rent<float>([extents.Groups, padded * oc]);
        _zeros = pool.RentZeroed<float>([padded]);
        using var transposed = pool.Rent<float>([rows, oc]);
        for (var group = 0; group < extents.Groups; group++)
        {
            for (var i = 0; i < rows * oc; i++)
            {
                transposed.Span[i] = weights.Span[(((group * oc) + (i % oc)) * rows) + (i / oc)];
            }

            Panels.PackLeft(rows, oc, transposed.Pointer, oc, _weights.Pointer + ((long)group * padded * oc));
        }

        _scratch = new WorkerScratch(PanelsLength + (rows * extents.Destination[2]), workers, pool);
    }

    private int PanelsLength =>
        PanelProduct.PaddedColumns(_extents.Destination[2]) / PanelProduct.Columns * PanelProduct.PanelStride(_extents.DestinationChannels);

    private int Strips => (_extents.Source[1] + StripRows - 1) / StripRows;

    /// <summary>True for pictures and signals with a border of zeros and so few channels that this is the faster way.</summary>
    public static bool Accepts(ConvolutionExtents extents) =>
        extents.Border == BorderMode.Zero && extents.SourceChannels <= PanelProduct.Rows && extents.Taps > 1 &&
        extents.Source[0] == 1 && extents.Windows[0] == new Window(1);

    /// <summary>Computes the gradient by the source.</summary>
    public void Run(float* destinationGradient, float* sourceGradient) =>
        _workers.Run(new Strip(this, destinationGradient, sourceGradient), _extents.Batch * _extents.Groups * Strips);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _zeros.Dispose();
        _scratch.Dispose();
    }

    private void Compute(float* destinationGradient, float* sourceGradient, int item, int worker)
    {
        var (plane, strip) = Math.DivRem(item, Strips);
        var (oc, ic, window) = (_extents.DestinationChannels, _extents.SourceChannels, _extents.Windows[1]);
        var to = sourceGradient + ((long)plane * ic * _extents.SourcePositions);
        var from = destinationGradient + ((long)plane * oc * _extents.DestinationPositions);
        var first = strip * StripRows;
        var last = Math.Min(first + StripRows, _extents.Source[1]);
        for (var channel = 0; channel < ic; channel++)
        {
            new Span<float>(to + ((long)channel * _extents.SourcePositions) + (first * _extents.Source[2]), (last - first) * _extents.Source[2]).Clear();
        }

        for (var oh = 0; oh < _extents.Destination[1]; oh++)
        {
            var top = (oh * window.Stride) - window.Before;
            if (top < last && top + window.Reach > first)
            {
                var products = Multiply(from + ((long)oh * _extents.Destination[2]), plane % _extents.Groups, _scratch[worker]);
                Scatter(products, to, top, first, last);
            }
        }
    }

    // (ic·taps, oc) · (oc, ow): what each tap of each source channel receives from one destination row.
    private float* Multiply(float* row, int group, float* scratch)
    {
        var (oc, width) = (_extents.DestinationChannels, _extents.Destination[2]);
        for (var channel = 0; channel < oc; channel++)
        {
            Panels.PackRow(
                scratch + (channel * PanelProduct.Columns), PanelProduct.PanelStride(oc), 0, width, row + ((long)channel * _extents.DestinationPositions));
        }

        var products = scratch + PanelsLength;
        var left = _weights.Pointer + ((long)group * PanelProduct.PaddedRows(_extents.Depth) * oc);
        PanelProduct.Multiply(_extents.Depth, width, oc, left, scratch, _zeros.Pointer, products, width);
        return products;
    }

    private void Scatter(float* products, float* to, int top, int first, int last)
    {
        var (height, width) = (_extents.Windows[1], _extents.Windows[2]);
        for (var channel = 0; channel < _extents.SourceChannels; channel++)
        {
            for (var kh = 0; kh < height.Size; kh++)
            {
                var h = top + (kh * height.Dilation);
                for (var kw = 0; kw < width.Size; kw++, products += _extents.Destination[2])
                {
                    if (h >= first && h < last)
                    {
                        var row = to + ((long)channel * _extents.SourcePositions) + ((long)h * _extents.Source[2]);
                        AddRow(products, row, (kw * width.Dilation) - width.Before, width.Stride);
                    }
                }
            }
        }
    }

    // row[ow·stride + shift] += products[ow] for all that lie inside the row.
    private void AddRow(float* products, float* row, int shift, int stride)
    {
        var begin = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        var end = Math.Min(_extents.Destination[2], (_extents.Source[2] - shift + stride - 1) / stride);
        if (stride == 1 && end > begin)
        {
            Traversal.Run(default(Sum), products + begin, row + begin + shift, row + begin + shift, end - begin);
            return;
        }

        for (var ow = begin; ow < end; ow++)
        {
            row[(ow * stride) + shift] += products[ow];
        }
    }

    private readonly struct Strip(ScatterProduct product, float* destinationGradient, float* sourceGradient) : IWork
    {
        public void Do(int item, int worker) => product.Compute(destinationGradient, sourceGradient, item, worker);
    }

    private readonly struct Sum : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.Add(x, y);
    }
}
