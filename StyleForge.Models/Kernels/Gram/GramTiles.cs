using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>
/// The inner product of the Gram matrix: adds <c>F·Fᵀ</c> over some positions to the lower triangle, tile by tile. Features
/// lie blocked, so a vector of columns is loaded and a row is broadcast from where they are.
/// </summary>
/// <remarks>
/// The triangle is kept as panels of sixteen columns, one after the other, each from its first row on the diagonal to the
/// last: <c>[panel][row][16]</c>. What a panel holds right of the diagonal means nothing. Each element is one chain of
/// multiply-adds over the positions, which is added to the sum: widths that fuse them, and all ways to split rows, give the same bits.
/// </remarks>
internal static unsafe class GramTiles
{
    private const int Lanes = BlockedProduct.Lanes;

    // Rows of the tile at the upper end of a panel: 8 × 1 accumulators, which is all that the diagonal needs, and 2 × 2.
    private const int CornerRows = 10;

    /// <summary>Floats of the triangle of so many channels.</summary>
    public static long LengthOf(int channels) => PanelAt(BlockedProduct.Padded(channels) / Lanes, channels);

    /// <summary>Where a panel begins.</summary>
    public static long PanelAt(int panel, int channels)
    {
        var panels = BlockedProduct.Padded(channels) / Lanes;
        return (((long)panel * panels) - ((long)panel * (panel - 1) / 2)) * Lanes * Lanes;
    }

    /// <summary>Makes some rows zero.</summary>
    public static void Clear(int firstRow, int endRow, int channels, float* sums)
    {
        for (var column = 0; column < endRow; column += Lanes)
        {
            var row = Math.Max(column, firstRow);
            new Span<float>(sums + PanelAt(column / Lanes, channels) + ((row - column) * Lanes), (endRow - row) * Lanes).Clear();
        }
    }

    /// <summary>Adds some rows of the product over some positions.</summary>
    /// <param name="source">The first position of the first block.</param>
    /// <param name="blockStride">Floats between two blocks.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="firstRow">The first row, a multiple of 16.</param>
    /// <param name="endRow">One past the last row, a multiple of 16.</param>
    /// <param name="channels">Channels of the whole matrix.</param>
    /// <param name="sums">The whole triangle.</param>
    /// <param name="next">The position of the first block to draw closer meanwhile, and as many after it; null for nothing.</param>
    public static void Add<V>(float* source, nint blockStride, int positions, int firstRow, int endRow, int channels, float* sums, float* next)
        where V : struct, ILanes<V>
    {
        var end = (nint)positions * Lanes;
        var ahead = new Ahead(next, blockStride, next is null ? 0 : endRow / Lanes, positions, channels);
        for (var column = 0; column < endRow; column += 2 * V.Count)
        {
            var panel = column / Lanes;
            var to = sums + PanelAt(panel, channels) + (column % Lanes) - ((long)panel * Lanes * Lanes);
            var row = Math.Max(column, firstRow);
            if (V.Count == Lanes)
            {
                // Two panels, of which the second begins sixteen rows further down.
                var second = sums + PanelAt(panel + 1, channels) - ((panel + 1L) * Lanes * Lanes);
                if (row == column)
                {
                    ahead.Fetch();
                    Sixteen<V>(Channel(source, blockStride, row), end, to + (row * Lanes));
                    row += Lanes;
                }

                for (; row < endRow; row += 8)
                {
                    ahead.Fetch();
                    Eight<V>(
                        Channel(source, blockStride, row), Channel(source, blockStride, column), Channel(source, blockStride, column + Lanes), end, to + (row * Lanes), second + (row * Lanes));
                }

                continue;
            }

            var b = Channel(source, blockStride, column);
            if (2 * V.Count == Lanes && row == column)
            {
                ahead.Fetch();
                Corner<V>(b, end, to + (row * Lanes));
                row += CornerRows;
            }

            // Rows are left in even numbers, so one or two tiles of four leave a multiple of six.
            for (; (endRow - row) % 6 != 0; row += 4)
            {
                ahead.Fetch();
                Four<V>(Channel(source, blockStride, row), Channel(source, blockStride, row + 2), b, end, to + (row * Lanes));
            }

            for (; row < endRow; row += 6)
            {
                ahead.Fetch();
                Six<V>(Channel(source, blockStride, row), Channel(source, blockStride, row + 2), Channel(source, blockStride, row + 4), b, end, to + (row * Lanes));
            }
        }
    }

    private static float* Channel(float* source, nint blockStride, int channel) => source + (channel / Lanes * blockStride) + (channel % Lanes);

    // Six rows, which begin on an even one and so come in pairs that lie side by side, by two vectors: twelve accumulators,
    // two vectors of columns and a broadcast take 15 of 16 registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Six<V>(float* a0, float* a2, float* a4, float* b, nint end, float* to)
        where V : struct, ILanes<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (nint p = 0; p < end; p += Lanes)
        {
            V x0, x1, y;
            x0 = V.Load(b + p);
            x1 = V.Load(b + p + V.Count);
            y = V.Create(a0[p]);
            c00 = V.MultiplyAdd(y, x0, c00);
            c01 = V.MultiplyAdd(y, x1, c01);
            y = V.Create(a0[p + 1]);
            c10 = V.MultiplyAdd(y, x0, c10);
            c11 = V.MultiplyAdd(y, x1, c11);
            y = V.Create(a2[p]);
            c20 = V.MultiplyAdd(y, x0, c20);
            c21 = V.MultiplyAdd(y, x1, c21);
            y = V.Create(a2[p + 1]);
            c30 = V.MultiplyAdd(y, x0, c30);
            c31 = V.MultiplyAdd(y, x1, c31);
            y = V.Create(a4[p]);
            c40 = V.MultiplyAdd(y, x0, c40);
            c41 = V.MultiplyAdd(y, x1, c41);
            y = V.Create(a4[p + 1]);
            c50 = V.MultiplyAdd(y, x0, c50);
            c51 = V.MultiplyAdd(y, x1, c51);
        }

        Put(c00, c01, to);
        Put(c10, c11, to + 16);
        Put(c20, c21, to + 32);
        Put(c30, c31, to + 48);
        Put(c40, c41, to + 64);
        Put(c50, c51, to + 80);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four<V>(float* a0, float* a2, float* b, nint end, float* to)
        where V : struct, ILanes<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (nint p = 0; p < end; p += Lanes)
        {
            V x0, x1, y;
            x0 = V.Load(b + p);
            x1 = V.Load(b + p + V.Count);
            y = V.Create(a0[p]);
            c00 = V.MultiplyAdd(y, x0, c00);
            c01 = V.MultiplyAdd(y, x1, c01);
            y = V.Create(a0[p + 1]);
            c10 = V.MultiplyAdd(y, x0, c10);
            c11 = V.MultiplyAdd(y, x1, c11);
            y = V.Create(a2[p]);
            c20 = V.MultiplyAdd(y, x0, c20);
            c21 = V.MultiplyAdd(y, x1, c21);
            y = V.Create(a2[p + 1]);
            c30 = V.MultiplyAdd(y, x0, c30);
            c31 = V.MultiplyAdd(y, x1, c31);
        }

        Put(c00, c01, to);
        Put(c10, c11, to + 16);
        Put(c20, c21, to + 32);
        Put(c30, c31, to + 48);
    }

    // The first eight rows of a block by its first vector, and two more by both: twelve accumulators again.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Corner<V>(float* b, nint end, float* to)
        where V : struct, ILanes<V>
    {
        V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        V c6 = default, c7 = default, c80 = default, c81 = default, c90 = default, c91 = default;
        for (nint p = 0; p < end; p += Lanes)
        {
            V x0, x1, y;
            x0 = V.Load(b + p);
            c0 = V.MultiplyAdd(V.Create(b[p]), x0, c0);
            c1 = V.MultiplyAdd(V.Create(b[p + 1]), x0, c1);
            c2 = V.MultiplyAdd(V.Create(b[p + 2]), x0, c2);
            c3 = V.MultiplyAdd(V.Create(b[p + 3]), x0, c3);
            c4 = V.MultiplyAdd(V.Create(b[p + 4]), x0, c4);
            c5 = V.MultiplyAdd(V.Create(b[p + 5]), x0, c5);
            c6 = V.MultiplyAdd(V.Create(b[p + 6]), x0, c6);
            c7 = V.MultiplyAdd(V.Create(b[p + 7]), x0, c7);
            x1 = V.Load(b + p + V.Count);
            y = V.Create(b[p + 8]);
            c80 = V.MultiplyAdd(y, x0, c80);
            c81 = V.MultiplyAdd(y, x1, c81);
            y = V.Create(b[p + 9]);
            c90 = V.MultiplyAdd(y, x0, c90);
            c91 = V.MultiplyAdd(y, x1, c91);
        }

        Put(c0, to);
        Put(c1, to + 16);
        Put(c2, to + 32);
        Put(c3, to + 48);
        Put(c4, to + 64);
        Put(c5, to + 80);
        Put(c6, to + 96);
        Put(c7, to + 112);
        Put(c80, c81, to + 128);
        Put(c90, c91, to + 144);
    }

    // Half a block of rows by two whole blocks of columns: sixteen accumulators.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Eight<V>(float* a, float* b0, float* b1, nint end, float* to0, float* to1)
        where V : struct, ILanes<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        V c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        for (nint p = 0; p < end; p += Lanes)
        {
            V x0, x1, y;
            x0 = V.Load(b0 + p);
            x1 = V.Load(b1 + p);
            y = V.Create(a[p]);
            c00 = V.MultiplyAdd(y, x0, c00);
            c01 = V.MultiplyAdd(y, x1, c01);
            y = V.Create(a[p + 1]);
            c10 = V.MultiplyAdd(y, x0, c10);
            c11 = V.MultiplyAdd(y, x1, c11);
            y = V.Create(a[p + 2]);
            c20 = V.MultiplyAdd(y, x0, c20);
            c21 = V.MultiplyAdd(y, x1, c21);
            y = V.Create(a[p + 3]);
            c30 = V.MultiplyAdd(y, x0, c30);
            c31 = V.MultiplyAdd(y, x1, c31);
            y = V.Create(a[p + 4]);
            c40 = V.MultiplyAdd(y, x0, c40);
            c41 = V.MultiplyAdd(y, x1, c41);
            y = V.Create(a[p + 5]);
            c50 = V.MultiplyAdd(y, x0, c50);
            c51 = V.MultiplyAdd(y, x1, c51);
            y = V.Create(a[p + 6]);
            c60 = V.MultiplyAdd(y, x0, c60);
            c61 = V.MultiplyAdd(y, x1, c61);
            y = V.Create(a[p + 7]);
            c70 = V.MultiplyAdd(y, x0, c70);
            c71 = V.MultiplyAdd(y, x1, c71);
        }

        Put(c00, to0);
        Put(c10, to0 + 16);
        Put(c20, to0 + 32);
        Put(c30, to0 + 48);
        Put(c40, to0 + 64);
        Put(c50, to0 + 80);
        Put(c60, to0 + 96);
        Put(c70, to0 + 112);
        Put(c01, to1);
        Put(c11, to1 + 16);
        Put(c21, to1 + 32);
        Put(c31, to1 + 48);
        Put(c41, to1 + 64);
        Put(c51, to1 + 80);
        Put(c61, to1 + 96);
        Put(c71, to1 + 112);
    }

    // A block by itself, where a vector is a block.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sixteen<V>(float* b, nint end, float* to)
        where V : struct, ILanes<V>
    {
        V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        V c8 = default, c9 = default, cA = default, cB = default, cC = default, cD = default, cE = default, cF = default;
        for (nint p = 0; p < end; p += Lanes)
        {
            var x = V.Load(b + p);
            c0 = V.MultiplyAdd(V.Create(b[p]), x, c0);
            c1 = V.MultiplyAdd(V.Create(b[p + 1]), x, c1);
            c2 = V.MultiplyAdd(V.Create(b[p + 2]), x, c2);
            c3 = V.MultiplyAdd(V.Create(b[p + 3]), x, c3);
            c4 = V.MultiplyAdd(V.Create(b[p + 4]), x, c4);
            c5 = V.MultiplyAdd(V.Create(b[p + 5]), x, c5);
            c6 = V.MultiplyAdd(V.Create(b[p + 6]), x, c6);
            c7 = V.MultiplyAdd(V.Create(b[p + 7]), x, c7);
            c8 = V.MultiplyAdd(V.Create(b[p + 8]), x, c8);
            c9 = V.MultiplyAdd(V.Create(b[p + 9]), x, c9);
            cA = V.MultiplyAdd(V.Create(b[p + 10]), x, cA);
            cB = V.MultiplyAdd(V.Create(b[p + 11]), x, cB);
            cC = V.MultiplyAdd(V.Create(b[p + 12]), x, cC);
            cD = V.MultiplyAdd(V.Create(b[p + 13]), x, cD);
            cE = V.MultiplyAdd(V.Create(b[p + 14]), x, cE);
            cF = V.MultiplyAdd(V.Create(b[p + 15]), x, cF);
        }

        Put(c0, to);
        Put(c1, to + 16);
        Put(c2, to + 32);
        Put(c3, to + 48);
        Put(c4, to + 64);
        Put(c5, to + 80);
        Put(c6, to + 96);
        Put(c7, to + 112);
        Put(c8, to + 128);
        Put(c9, to + 144);
        Put(cA, to + 160);
        Put(cB, to + 176);
        Put(cC, to + 192);
        Put(cD, to + 208);
        Put(cE, to + 224);
        Put(cF, to + 240);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(V x, float* to)
        where V : struct, ILanes<V> => V.Store(V.Add(V.Load(to), x), to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(V x0, V x1, float* to)
        where V : struct, ILanes<V>
    {
        Put(x0, to);
        Put(x1, to + V.Count);
    }

    // Draws positions into the second-level cache, some lines with each tile: the processor itself does not look beyond a
    // page, and a chunk of a block is a page and a half.
    private struct Ahead(float* next, nint blockStride, int blocks, int positions, int channels)
    {
        // C/16 lines a position, and about C²/192 tiles.
        private readonly int _lines = (positions * 12 / channels) + 1;
        private int _block;
        private int _position;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Fetch()
        {
            if (!Sse.IsSupported || _block == blocks)
            {
                return;
            }

            var line = next + (_block * blockStride) + (_position * Lanes);
            var until = Math.Min(_position + _lines, positions);
            for (; _position < until; _position++, line += Lanes)
            {
                Sse.Prefetch1(line);
            }

            if (_position == positions)
            {
                (_block, _position) = (_block + 1, 0);
            }
        }
    }
}
