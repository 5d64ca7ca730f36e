using StyleForge.Models.Kernels.MatrixMultiply;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>The Gram matrix and its derivative as matrix products.</summary>
internal static unsafe class GramProduct
{
    private const int BlockPositions = 256;
    private const int BlockChannels = 252;
    private const int RowsPerItem = 96;

    // A slab adds up at least this many positions; all partial sums together take at most about this much memory.
    private const int SlabPositions = 4096;
    private const int PartialElements = 4 << 20;

    /// <summary>
    /// <c>G = scale·F·Fᵀ</c>: each slab of positions is summed by itself and the slabs are then added in order. Only the
    /// lower triangle is computed.
    /// </summary>
    public static void Forward(float* features, int channels, int positions, float scale, float* gram, WorkerPool workers, TensorPool pool)
    {
        var most = Math.Max(4L, PartialElements / ((long)channels * channels));
        var slab = (int)Math.Max(SlabPositions, (positions + most - 1) / most);
        var slabs = (positions + slab - 1) / slab;
        var rowParts = (channels + RowsPerItem - 1) / RowsPerItem;
        var rightLength = PanelProduct.PaddedColumns(channels) / PanelProduct.Columns * PanelProduct.PanelStride(BlockPositions);
        var perWorker = rightLength + (PanelProduct.PaddedRows(RowsPerItem) * BlockPositions);
        using var partial = pool.RentScratch((long)slabs * channels * channels);
        using var panels = pool.RentScratch((long)perWorker * workers.Threads);
        workers.Run(new SlabSum(features, channels, positions, slab, rowParts, partial.Pointer, panels.Pointer, perWorker, rightLength), slabs * rowParts);
        workers.Run(new SlabReduction(partial.Pointer, channels, slabs, scale, gram), channels);
    }

    /// <summary>Adds <c>scale·E·F</c> to the gradient by F.</summary>
    public static void Backward(float* error, float* features, int channels, int positions, float scale, float* gradient, WorkerPool workers, TensorPool pool)
    {
        var padded = PanelProduct.PaddedRows(channels);
        var perWorker = PanelProduct.PaddedColumns(BlockPositions) / PanelProduct.Columns * PanelProduct.PanelStride(BlockChannels);
        using var scaled = pool.RentScratch((long)channels * channels);
        using var left = pool.RentScratch((long)padded * channels);
        using var panels = pool.RentScratch((long)perWorker * workers.Threads);
        for (var i = 0; i < channels * channels; i++)
        {
            scaled.Pointer[i] = scale * error[i];
        }

        for (var first = 0; first < channels; first += BlockChannels)
        {
            Panels.PackLeft(channels, Math.Min(BlockChannels, channels - first), scaled.Pointer + first, channels, left.Pointer + ((long)first * padded));
        }

        workers.Run(
            new GradientBlock(left.Pointer, features, channels, positions, gradient, panels.Pointer, perWorker), (positions + BlockPositions - 1) / BlockPositions);
    }

    /// <summary>Some rows of the sum over one slab, up to the diagonal.</summary>
    private readonly struct SlabSum(
        float* features, int channels, int positions, int slab, int rowParts, float* partial, float* panels, int perWorker, int rightLength) : IWork
    {
        public void Do(int item, int worker)
        {
            var (index, part) = Math.DivRem(item, rowParts);
            var firstRow = part * RowsPerItem;
            var rows = Math.Min(RowsPerItem, channels - firstRow);
            var columns = firstRow + rows;
            var end = Math.Min((index + 1) * (long)slab, positions);
            var to = partial + ((((long)index * channels) + firstRow) * channels);
            var right = panels + ((long)worker * perWorker);
            var left = right + rightLength;
            new Span<float>(to, rows * channels).Clear();
            for (var first = (long)index * slab; first < end; first += BlockPositions)
            {
                var depth = (int)Math.Min(BlockPositions, end - first);
                Panels.PackLeft(rows, depth, features + ((long)firstRow * positions) + first, positions, left);
                Panels.PackTransposed(columns, depth, features + first, positions, right);
                PanelProduct.Multiply(rows, columns, depth, left, right, null, to, channels);
            }
        }
    }

    /// <summary>One row up to the diagonal, and the column that mirrors it.</summary>
    private readonly struct SlabReduction(float* partial, int channels, int slabs, float scale, float* gram) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var column = 0; column <= item; column++)
            {
                var sum = 0f;
                for (var index = 0; index < slabs; index++)
                {
                    sum += partial[((((long)index * channels) + item) * channels) + column];
                }

                gram[((long)item * channels) + column] = gram[((long)column * channels) + item] = scale * sum;
            }
        }
    }

    /// <summary>The gradient at some positions, all channels.</summary>
    private readonly struct GradientBlock(float* left, float* features, int channels, int positions, float* gradient, float* panels, int perWorker) : IWork
    {
        public void Do(int item, int worker)
        {
            var position = item * BlockPositions;
            var columns = Math.Min(BlockPositions, positions - position);
            var right = panels + ((long)worker * perWorker);
            for (var first = 0; first < channels; first += BlockChannels)
            {
                var depth = Math.Min(BlockChannels, channels - first);
                for (var k = 0; k < depth; k++)
                {
                    Panels.PackRow(right + (k * PanelProduct.Columns), PanelProduct.PanelStride(depth), 0, columns, features + ((long)(first + k) * positions) + position, 1);
                }

                PanelProduct.Multiply(
                    channels, columns, depth, left + ((long)first * PanelProduct.PaddedRows(channels)), right, null, gradient + position, positions);
            }
        }
    }
}
