using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The first 3×3 convolution, from a planar picture of three channels to the blocked layout with bias and rectifier, and the
/// gradient by the picture. Three channels are too few for Winograd's transforms to pay: 27 products a number, directly.
/// </summary>
internal sealed unsafe class PictureConvolution : IDisposable
{
    private const int Lanes = BlockedProduct.Lanes;
    private const int Taps = 9;
    private const int Depth = 3 * Taps;

    // Six neighbours of a row at once.
    private const int Pixels = 6;

    // A few rows forward; on the way back an item multiplies two rows of its neighbour's as well, so they are more.
    private const int ForwardRowsPerItem = 4;

    private readonly Tensor<float> _forward;
    private readonly Tensor<float> _backward;

    /// <summary>Takes the memory of the kernels.</summary>
    /// <param name="channels">Destination channels.</param>
    public PictureConvolution(int channels)
    {
        Channels = channels;
        var columns = BlockedProduct.Columns;
        _forward = new Tensor<float>([BlockedProduct.PaddedColumns(Channels) / columns, Depth, columns]);
        _backward = new Tensor<float>([2 * Lanes / Math.Min(columns, 2 * Lanes), BlockedProduct.Padded(Channels), columns]);
    }

    /// <summary>Destination channels.</summary>
    public int Channels { get; }

    /// <summary>Floats between two rows of a picture with its border; a row is read up to a whole group of pixels.</summary>
    public static int RowStride(int width) => BlockedProduct.PaddedRows(width) + 2;

    /// <summary>Floats of a picture with its border.</summary>
    public static long BorderedLength(int height, int width) => 3L * (height + 2) * RowStride(width);

    /// <summary>Floats of the gradient by a picture with its border, four to a pixel.</summary>
    public static long GradientLength(int height, int width) => 4L * (height + 2) * (width + 2);

    /// <summary>Floats of scratch memory that each worker needs.</summary>
    public static long ScratchLength(int channels, int width) =>
        ((long)BlockedProduct.Padded(channels) * BlockedProduct.PaddedRows(width)) + (3 * ProductsLength(width));

    /// <summary>Packs the kernels as they are now.</summary>
    /// <param name="weights"><c>(oc, 3, 3, 3)</c>.</param>
    public void Pack(Tensor<float> weights)
    {
        var columns = BlockedProduct.Columns;
        var from = weights.Span;
        var forward = _forward.Span;
        var backward = _backward.Span;
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var d = 0; d < Depth; d++)
            {
                var weight = from[(channel * Depth) + d];
                forward[(((channel / columns * Depth) + d) * columns) + (channel % columns)] = weight;
                var column = Column(d % Taps) + (d / Taps);
                backward[(((column / columns * BlockedProduct.Padded(Channels)) + channel) * columns) + (column % columns)] = weight;
            }
        }
    }

    /// <summary>Computes some rows of the activations.</summary>
    /// <param name="bordered">The normalised picture with its border of one, <c>[3][H + 2][RowStride]</c>.</param>
    /// <param name="bias">One number for each channel, padded to whole blocks.</param>
    /// <param name="destination">The rows of activations, with their gates: a bit for each element above zero.</param>
    /// <param name="floor">Of the rectifier, or below all numbers: see <see cref="ActivationStore"/>.</param>
    /// <param name="isStreamed">Write past the caches.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Forward(float* bordered, float* bias, GatedRows destination, float floor, bool isStreamed, WorkerPool workers) =>
        workers.Run(new ForwardRows(_forward.Pointer, bordered, bias, destination, floor, isStreamed), Items(destination.Count, ForwardRowsPerItem));

    /// <summary>Computes some rows of the gradient by the picture with its border, <c>[H + 2][W + 2][4]</c>; the fourth number means nothing.</summary>
    /// <param name="gradient">The gradient by the activations, with their gates: rows <paramref name="first"/> − 2 on, as far as there are any.</param>
    /// <param name="destination">The gradient by the bordered picture.</param>
    /// <param name="first">Its first row to compute.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> floats for each worker.</param>
    /// <param name="workers">The threads to work on.</param>
    public void Backward(GatedRows gradient, float* destination, int first, int end, ScratchMemory scratch, WorkerPool workers) =>
        workers.Run(new BackwardRows(_backward.Pointer, gradient, destination, first, end, scratch), Items(end - first, BackwardRowsPerItem(end - first)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
    }

    private static int BackwardRowsPerItem(int rows) => Math.Clamp(rows / 8, 8, 16);

    private static int Items(int rows, int rowsPerItem) => (rows + rowsPerItem - 1) / rowsPerItem;

    // A row of products by tap and colour, with two pixels of zeros on either side.
    private static int ProductsLength(int width) => 2 * Lanes * (BlockedProduct.PaddedRows(width) + 4);

    // Taps 0 to 4 in one block, 5 to 8 in the next, so that the four floats from a tap on never cross from one to the other.
    private static int Column(int tap) => tap < 5 ? tap * 3 : Lanes + ((tap - 5) * 3);

    /// <summary>Some rows of activations.</summary>
    private readonly struct ForwardRows(float* panels, float* bordered, float* bias, GatedRows destination, float floor, bool isStreamed) : IWork
    {
        public void Do(int item, int worker)
        {
            switch (VectorWidth.Bits)
            {
                case >= 512:
                    Compute<Lanes512>(item);
                    break;
                case 256:
                    Compute<Lanes256>(item);
                    break;
                default:
                    Compute<Lanes128>(item);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Compute<V>(int item)
            where V : struct, ILanes<V>
        {
            var (map, width) = (destination.Map, destination.Map.Shape[3]);
            var stride = RowStride(width);
            var padded = BlockedProduct.PaddedColumns(map.Shape[1]);
            var sums = stackalloc float[padded * Pixels];
            for (var row = item * ForwardRowsPerItem; row < Math.Min((item + 1) * ForwardRowsPerItem, destination.Count); row++)
            {
                var y = destination.First + row;
                for (var x = 0; x < width; x += Pixels)
                {
                    for (var column = 0; column < padded; column += 2 * V.Count)
                    {
                        Products<V>(
                            bordered + ((long)y * stride) + x, stride, (nint)(destination.Height + 2) * stride, panels + (column * Depth), sums + (column / Lanes * Pixels * Lanes) + (column % Lanes), sums + ((column + V.Count) / Lanes * Pixels * Lanes) + ((column + V.Count) % Lanes));
                    }

                    for (var block = 0; block < map.Planes; block++)
                    {
                        var to = destination.Row(block, y) + (x * Lanes);
                        var gate = destination.Gates(block, y) + x;
                        for (var pixel = 0; pixel < Math.Min(Pixels, width - x); pixel++)
                        {
                            gate[pixel] = (ushort)ActivationStore.Rectify<V>(sums + (((block * Pixels) + pixel) * Lanes), bias + (block * Lanes), to + (pixel * Lanes), floor, isStreamed);
                        }
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Products<V>(float* source, nint stride, nint plane, float* panel, float* d0, float* d1)
            where V : struct, ILanes<V>
        {
            V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
            V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
            for (var colour = 0; colour < 3; colour++, source += plane)
            {
                for (var row = 0; row < 3; row++)
                {
                    var s = source + (row * stride);
                    for (var end = s + 3; s < end; s++)
                    {
                        var p0 = V.Load(panel);
                        var p1 = V.Load(panel + V.Count);
                        panel += 2 * V.Count;
                        var x = V.Create(s[0]);
                        c00 = V.MultiplyAdd(x, p0, c00);
                        c01 = V.MultiplyAdd(x, p1, c01);
                        x = V.Create(s[1]);
                        c10 = V.MultiplyAdd(x, p0, c10);
                        c11 = V.MultiplyAdd(x, p1, c11);
                        x = V.Create(s[2]);
                        c20 = V.MultiplyAdd(x, p0, c20);
                        c21 = V.MultiplyAdd(x, p1, c21);
                        x = V.Create(s[3]);
                        c30 = V.MultiplyAdd(x, p0, c30);
                        c31 = V.MultiplyAdd(x, p1, c31);
                        x = V.Create(s[4]);
                        c40 = V.MultiplyAdd(x, p0, c40);
                        c41 = V.MultiplyAdd(x, p1, c41);
                        x = V.Create(s[5]);
                        c50 = V.MultiplyAdd(x, p0, c50);
                        c51 = V.MultiplyAdd(x, p1, c51);
                    }
                }
            }

            V.Store(c00, d0);
            V.Store(c10, d0 + 16);
            V.Store(c20, d0 + 32);
            V.Store(c30, d0 + 48);
            V.Store(c40, d0 + 64);
            V.Store(c50, d0 + 80);
            V.Store(c01, d1);
            V.Store(c11, d1 + 16);
            V.Store(c21, d1 + 32);
            V.Store(c31, d1 + 48);
            V.Store(c41, d1 + 64);
            V.Store(c51, d1 + 80);
        }
    }

    /// <summary>
    /// Some rows of the gradient by the bordered picture. For every row of activations a product gives each pixel's share of
    /// its nine taps' colours; a pixel of the picture then gathers what nine neighbours have for it.
    /// </summary>
    private readonly struct BackwardRows(float* panels, GatedRows gradient, float* destination, int first, int end, ScratchMemory scratch) : IWork
    {
        private int Width => gradient.Map.Shape[3];

        private int Planes => gradient.Map.Planes;

        public void Do(int item, int worker)
        {
            var gated = scratch.Own(worker);
            var products = gated + ((long)Planes * Lanes * BlockedProduct.PaddedRows(Width));
            new Span<float>(products, 3 * ProductsLength(Width)).Clear();
            var rows = BackwardRowsPerItem(end - first);
            var top = first + (item * rows);

            // Row y of the bordered picture gathers from the activations' rows y − 2 to y.
            for (var y = top - 2; y < Math.Min(top + rows, end); y++)
            {
                Multiply(y, gated, Row(products, y));
                if (y >= top)
                {
                    Gather(Row(products, y - 2), Row(products, y - 1), Row(products, y), destination + ((long)y * (Width + 2) * 4));
                }
            }
        }

        private float* Row(float* products, int y) => products + ((y + 6) % 3 * ProductsLength(Width));

        private void Multiply(int y, float* gated, float* products)
        {
            if ((uint)y >= (uint)gradient.Height)
            {
                new Span<float>(products, ProductsLength(Width)).Clear();
                return;
            }

            var rows = BlockedProduct.PaddedRows(Width);
            for (var block = 0; block < Planes; block++)
            {
                Gate(gradient.Row(block, y), gradient.Gates(block, y), gated + ((long)block * rows * Lanes));
            }

            for (var column = 0; column < 2 * Lanes; column += BlockedProduct.Columns)
            {
                BlockedProduct.Multiply(
                    rows, Planes, gated, rows * Lanes, BlockedProduct.GroupLength, panels + ((long)column * Planes * Lanes), column, products + (2 * Lanes), ProductsLength(Width) / 2, null);
            }

            // What the last group of rows computed beyond the picture.
            for (var half = 0; half < 2; half++)
            {
                new Span<float>(products + (half * ProductsLength(Width) / 2) + ((Width + 2) * Lanes), (rows - Width) * Lanes).Clear();
            }
        }

        private void Gate(float* from, ushort* gate, float* to)
        {
            for (var x = 0; x < Width; x++)
            {
                for (var lane = 0; lane < Lanes; lane += Lanes128.Count, from += Lanes128.Count, to += Lanes128.Count)
                {
                    Lanes128.Store(Lanes128.And(Lanes128.Mask((uint)gate[x] >> lane), Lanes128.Load(from)), to);
                }
            }
        }

        // Tap (ky, kx) of pixel (y, x) saw the bordered picture at (y + ky, x + kx).
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Gather(float* above, float* middle, float* below, float* to)
        {
            var second = ProductsLength(Width) / 2;
            for (var x = 0; x < Width + 2; x++, to += 4)
            {
                float* a = above + (x * Lanes), m = middle + (x * Lanes), b = below + (x * Lanes);
                var sum = Vector128.Load(b + (2 * Lanes)) + Vector128.Load(b + Lanes + 3) + Vector128.Load(b + 6);
                sum += Vector128.Load(m + (2 * Lanes) + 9) + Vector128.Load(m + Lanes + 12) + Vector128.Load(m + second);
                sum += Vector128.Load(a + (2 * Lanes) + second + 3) + Vector128.Load(a + Lanes + second + 6) + Vector128.Load(a + second + 9);
                sum.Store(to);
            }
        }
    }
}
