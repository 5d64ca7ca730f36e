using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.MatrixMultiply;

/// <summary>
/// The inner product of everything that is a matrix product: <c>C += A·B</c> over operands packed into panels, so that
/// one tile of C stays in registers while two streams of consecutive memory run past it (Goto and van de Geijn 2008,
/// «Anatomy of high-performance matrix multiplication»).
/// </summary>
/// <remarks>
/// A is cut into panels of <see cref="Rows"/> rows, stored column after column; B into panels of <see cref="Columns"/>
/// columns, stored row after row. Each element of C is one chain of multiply-adds in the order of the depth, whatever the
/// width and wherever the matrices are cut, so every way to split the work gives the same bits.
/// </remarks>
internal static unsafe class PanelProduct
{
    /// <summary>Rows of a tile: 6 × 2 accumulators, two operands of B and one of A fill 15 of 16 vector registers.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile: two vectors of the width in use.</summary>
    public static int Columns { get; } = Math.Max(VectorWidth.Bits / 32, 1) * 2;

    /// <summary>The rows of A, rounded up to whole panels.</summary>
    public static int PaddedRows(int rows) => (rows + Rows - 1) / Rows * Rows;

    /// <summary>The columns of B, rounded up to whole panels.</summary>
    public static int PaddedColumns(int columns) => (columns + Columns - 1) / Columns * Columns;

    /// <summary>The distance between two panels of B: an odd number of panel rows, lest they fall on one cache set.</summary>
    public static int PanelStride(int depth) => (depth | 1) * Columns;

    /// <summary>Multiplies one block.</summary>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="left">The panels of A, <c>depth·Rows</c> apart.</param>
    /// <param name="right">The panels of B, <see cref="PanelStride"/> apart.</param>
    /// <param name="start">What each row of C starts from (padded to whole panels), or null to add to C.</param>
    /// <param name="destination">The first element of C.</param>
    /// <param name="stride">Elements between two rows of C.</param>
    public static void Multiply(int rows, int columns, int depth, float* left, float* right, float* start, float* destination, long stride) =>
        Multiply(rows, columns, depth, left, new Right(right, PanelStride(depth), Columns), start, destination, stride);

    /// <summary>Multiplies one block by a B that is not packed.</summary>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="left">The panels of A, <c>depth·Rows</c> apart.</param>
    /// <param name="right">The first element of B; its rows are readable up to a whole panel.</param>
    /// <param name="rightStride">Elements between two rows of B.</param>
    /// <param name="start">What each row of C starts from (padded to whole panels), or null to add to C.</param>
    /// <param name="destination">The first element of C.</param>
    /// <param name="stride">Elements between two rows of C.</param>
    public static void MultiplyRows(
        int rows, int columns, int depth, float* left, float* right, int rightStride, float* start, float* destination, long stride) =>
        Multiply(rows, columns, depth, left, new Right(right, Columns, rightStride), start, destination, stride);

    private static void Multiply(int rows, int columns, int depth, float* left, Right right, float* start, float* destination, long stride)
    {
        switch (VectorWidth.Bits)
        {
            case 512:
                Multiply<Lanes512>(rows, columns, depth, left, right, start, destination, stride);
                break;
            case 256:
                Multiply<Lanes256>(rows, columns, depth, left, right, start, destination, stride);
                break;
            case 128:
                Multiply<Lanes128>(rows, columns, depth, left, right, start, destination, stride);
                break;
            default:
                Multiply<Lanes32>(rows, columns, depth, left, right, start, destination, stride);
                break;
        }
    }

    // A panel of A stays in the first-level cache while the panels of B run past it from the second.
    private static void Multiply<V>(int rows, int columns, int depth, float* left, Right right, float* start, float* destination, long stride)
        where V : struct, ILanes<V>
    {
        for (var row = 0; row < rows; row += Rows)
        {
            var a = left + ((long)row * depth);
            var from = start == null ? null : start + row;
            for (var column = 0; column < columns; column += 2 * V.Count)
            {
                var b = right.First + ((long)column / (2 * V.Count) * right.PanelStride);
                var c = destination + (row * stride) + column;
                if (row + Rows <= rows && column + (2 * V.Count) <= columns)
                {
                    Tile<V>(depth, a, b, right.RowStride, from, c, stride);
                }
                else
                {
                    EdgeTile<V>(depth, a, b, right.RowStride, from, c, stride, Math.Min(Rows, rows - row), Math.Min(2 * V.Count, columns - column));
                }
            }
        }
    }

    // A tile that hangs over the edge of C is computed aside, and what lies inside is copied.
    private static void EdgeTile<V>(int depth, float* a, float* b, nint step, float* start, float* c, long stride, int rows, int columns)
        where V : struct, ILanes<V>
    {
        var width = 2 * V.Count;
        var tile = stackalloc float[Rows * width];
        for (var row = 0; row < rows && start == null; row++)
        {
            new Span<float>(c + (row * stride), columns).CopyTo(new Span<float>(tile + (row * width), columns));
        }

        Tile<V>(depth, a, b, step, start, tile, width);
        for (var row = 0; row < rows; row++)
        {
            new Span<float>(tile + (row * width), columns).CopyTo(new Span<float>(c + (row * stride), columns));
        }
    }

    // The accumulators are named one by one because only then does each live in a register.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<V>(nint depth, float* a, float* b, nint step, float* start, float* c, long stride)
        where V : struct, ILanes<V>
    {
        V c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        if (start == null)
        {
            (c00, c01) = (V.Load(c), V.Load(c + V.Count));
            (c10, c11) = (V.Load(c + stride), V.Load(c + stride + V.Count));
            (c20, c21) = (V.Load(c + (2 * stride)), V.Load(c + (2 * stride) + V.Count));
            (c30, c31) = (V.Load(c + (3 * stride)), V.Load(c + (3 * stride) + V.Count));
            (c40, c41) = (V.Load(c + (4 * stride)), V.Load(c + (4 * stride) + V.Count));
            (c50, c51) = (V.Load(c + (5 * stride)), V.Load(c + (5 * stride) + V.Count));
        }
        else
        {
            c00 = c01 = V.Create(start[0]);
            c10 = c11 = V.Create(start[1]);
            c20 = c21 = V.Create(start[2]);
            c30 = c31 = V.Create(start[3]);
            c40 = c41 = V.Create(start[4]);
            c50 = c51 = V.Create(start[5]);
        }

        for (; depth > 0; depth--)
        {
            var b0 = V.Load(b);
            var b1 = V.Load(b + V.Count);
            var x = V.Create(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a[1]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a[2]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a[3]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            x = V.Create(a[4]);
            c40 = V.MultiplyAdd(x, b0, c40);
            c41 = V.MultiplyAdd(x, b1, c41);
            x = V.Create(a[5]);
            c50 = V.MultiplyAdd(x, b0, c50);
            c51 = V.MultiplyAdd(x, b1, c51);
            a += Rows;
            b += step;
        }

        V.Store(c00, c);
        V.Store(c01, c + V.Count);
        V.Store(c10, c + stride);
        V.Store(c11, c + stride + V.Count);
        V.Store(c20, c + (2 * stride));
        V.Store(c21, c + (2 * stride) + V.Count);
        V.Store(c30, c + (3 * stride));
        V.Store(c31, c + (3 * stride) + V.Count);
        V.Store(c40, c + (4 * stride));
        V.Store(c41, c + (4 * stride) + V.Count);
        V.Store(c50, c + (5 * stride));
        V.Store(c51, c + (5 * stride) + V.Count);
    }

    // B: where it begins, elements between two panels and between two rows of a panel.
    private readonly struct Right(float* first, int panelStride, int rowStride)
    {
        public float* First { get; } = first;

        public int PanelStride { get; } = panelStride;

        public int RowStride { get; } = rowStride;
    }
}
