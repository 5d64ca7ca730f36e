using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The inner product of the gradient by weights: <c>D[c, k] = Σ_t S[t, c]·G[t, k]</c> over tiles, for sixteen source channels by
/// sixteen destination channels of the blocked layout, and what carries such a block into a row-major gradient.
/// </summary>
internal static unsafe class TileSums
{
    private const int Lanes = BlockedProduct.Lanes;

    /// <summary>Computes one block.</summary>
    /// <param name="tiles">Tiles, sixteen floats each in both sources.</param>
    /// <param name="source">The first tile's source channels.</param>
    /// <param name="gradient">The first tile's destination channels.</param>
    /// <param name="sums"><c>[16][16]</c>, source channels outermost; overwritten.</param>
    /// <param name="sourceAhead">Floats from a source to the next, which is drawn closer meanwhile.</param>
    /// <param name="gradientAhead">The same of the gradient.</param>
    public static void Multiply<V>(int tiles, float* source, float* gradient, float* sums, nint sourceAhead, nint gradientAhead)
        where V : struct, ILanes<V>
    {
        if (V.Count == Lanes)
        {
            Sixteen<V>(tiles, source, gradient, sums);
            return;
        }

        for (var lane = 0; lane < Lanes; lane += 2 * V.Count)
        {
            // As many source channels by two vectors as the registers hold, twice, and the rest.
            Six<V>(tiles, source, gradient + lane, sums + lane, source + sourceAhead);
            Six<V>(tiles, source + 6, gradient + lane, sums + (6 * Lanes) + lane, gradient + gradientAhead);
            Four<V>(tiles, source + 12, gradient + lane, sums + (12 * Lanes) + lane);
        }
    }

    /// <summary>Adds a block, transposed, to a row-major matrix.</summary>
    /// <param name="block"><c>[columns][16]</c>.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="rows">Rows of the matrix, 16 or fewer.</param>
    /// <param name="matrix">The first row; added to.</param>
    /// <param name="stride">Floats between two rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTransposed(float* block, int columns, int rows, float* matrix, nint stride)
    {
        var column = 0;
        for (; column + 4 <= columns; column += 4, block += 4 * Lanes)
        {
            var row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                AddTurned(block + row, matrix + (row * stride) + column, stride);
            }

            for (; row < rows; row++)
            {
                for (var i = 0; i < 4; i++)
                {
                    matrix[(row * stride) + column + i] += block[(i * Lanes) + row];
                }
            }
        }

        for (; column < columns; column++, block += Lanes)
        {
            for (var row = 0; row < rows; row++)
            {
                matrix[(row * stride) + column] += block[row];
            }
        }
    }

    /// <summary>Draws a row-major matrix closer.</summary>
    public static void Prefetch(int columns, int rows, float* matrix, nint stride)
    {
        for (var row = 0; row < rows && Sse.IsSupported; row++, matrix += stride)
        {
            for (var column = 0; column < columns; column += Lanes)
            {
                Sse.Prefetch1(matrix + column);
            }

            Sse.Prefetch1(matrix + columns - 1);
        }
    }

    // Four rows by four columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTurned(float* from, float* to, nint stride)
    {
        var (a, b) = (Vector128.Load(from), Vector128.Load(from + Lanes));
        var (c, d) = (Vector128.Load(from + (2 * Lanes)), Vector128.Load(from + (3 * Lanes)));
        if (Sse.IsSupported)
        {
            var (abLow, abHigh) = (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b));
            var (cdLow, cdHigh) = (Sse.UnpackLow(c, d), Sse.UnpackHigh(c, d));
            (Vector128.Load(to) + Sse.MoveLowToHigh(abLow, cdLow)).Store(to);
            (Vector128.Load(to + stride) + Sse.MoveHighToLow(cdLow, abLow)).Store(to + stride);
            (Vector128.Load(to + (2 * stride)) + Sse.MoveLowToHigh(abHigh, cdHigh)).Store(to + (2 * stride));
            (Vector128.Load(to + (3 * stride)) + Sse.MoveHighToLow(cdHigh, abHigh)).Store(to + (3 * stride));
            return;
        }

        for (var row = 0; row < 4; row++, to += stride)
        {
            (Vector128.Load(to) + Vector128.Create(a[row], b[row], c[row], d[row])).Store(to);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Six<V>(int tiles, float* s, float* g, float* d, float* next)
        where V : struct, ILanes<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        V c40 = default, c41 = default, c50 = default, c51 = default;
        for (; tiles > 0; tiles--, s += Lanes, g += Lanes, next += Lanes)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(next);
            }

            V x;
            var g0 = V.Load(g);
            var g1 = V.Load(g + V.Count);
            x = V.Create(s[0]);
            c00 = V.MultiplyAdd(x, g0, c00);
            c01 = V.MultiplyAdd(x, g1, c01);
            x = V.Create(s[1]);
            c10 = V.MultiplyAdd(x, g0, c10);
            c11 = V.MultiplyAdd(x, g1, c11);
            x = V.Create(s[2]);
            c20 = V.MultiplyAdd(x, g0, c20);
            c21 = V.MultiplyAdd(x, g1, c21);
            x = V.Create(s[3]);
            c30 = V.MultiplyAdd(x, g0, c30);
            c31 = V.MultiplyAdd(x, g1, c31);
            x = V.Create(s[4]);
            c40 = V.MultiplyAdd(x, g0, c40);
            c41 = V.MultiplyAdd(x, g1, c41);
            x = V.Create(s[5]);
            c50 = V.MultiplyAdd(x, g0, c50);
            c51 = V.MultiplyAdd(x, g1, c51);
        }

        V.Store(c00, d);
        V.Store(c01, d + V.Count);
        V.Store(c10, d + 16);
        V.Store(c11, d + 16 + V.Count);
        V.Store(c20, d + 32);
        V.Store(c21, d + 32 + V.Count);
        V.Store(c30, d + 48);
        V.Store(c31, d + 48 + V.Count);
        V.Store(c40, d + 64);
        V.Store(c41, d + 64 + V.Count);
        V.Store(c50, d + 80);
        V.Store(c51, d + 80 + V.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four<V>(int tiles, float* s, float* g, float* d)
        where V : struct, ILanes<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (; tiles > 0; tiles--, s += Lanes, g += Lanes)
        {
            V x;
            var g0 = V.Load(g);
            var g1 = V.Load(g + V.Count);
            x = V.Create(s[0]);
            c00 = V.MultiplyAdd(x, g0, c00);
            c01 = V.MultiplyAdd(x, g1, c01);
            x = V.Create(s[1]);
            c10 = V.MultiplyAdd(x, g0, c10);
            c11 = V.MultiplyAdd(x, g1, c11);
            x = V.Create(s[2]);
            c20 = V.MultiplyAdd(x, g0, c20);
            c21 = V.MultiplyAdd(x, g1, c21);
            x = V.Create(s[3]);
            c30 = V.MultiplyAdd(x, g0, c30);
            c31 = V.MultiplyAdd(x, g1, c31);
        }

        V.Store(c00, d);
        V.Store(c01, d + V.Count);
        V.Store(c10, d + 16);
        V.Store(c11, d + 16 + V.Count);
        V.Store(c20, d + 32);
        V.Store(c21, d + 32 + V.Count);
        V.Store(c30, d + 48);
        V.Store(c31, d + 48 + V.Count);
    }

    // One vector is all sixteen destination channels, and there are 32 registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sixteen<V>(int tiles, float* s, float* g, float* d)
        where V : struct, ILanes<V>
    {
        V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        V c8 = default, c9 = default, cA = default, cB = default, cC = default, cD = default, cE = default, cF = default;
        for (; tiles > 0; tiles--, s += Lanes, g += Lanes)
        {
            V x;
            var g0 = V.Load(g);
            x = V.Create(s[0]);
            c0 = V.MultiplyAdd(x, g0, c0);
            x = V.Create(s[1]);
            c1 = V.MultiplyAdd(x, g0, c1);
            x = V.Create(s[2]);
            c2 = V.MultiplyAdd(x, g0, c2);
            x = V.Create(s[3]);
            c3 = V.MultiplyAdd(x, g0, c3);
            x = V.Create(s[4]);
            c4 = V.MultiplyAdd(x, g0, c4);
            x = V.Create(s[5]);
            c5 = V.MultiplyAdd(x, g0, c5);
            x = V.Create(s[6]);
            c6 = V.MultiplyAdd(x, g0, c6);
            x = V.Create(s[7]);
            c7 = V.MultiplyAdd(x, g0, c7);
            x = V.Create(s[8]);
            c8 = V.MultiplyAdd(x, g0, c8);
            x = V.Create(s[9]);
            c9 = V.MultiplyAdd(x, g0, c9);
            x = V.Create(s[10]);
            cA = V.MultiplyAdd(x, g0, cA);
            x = V.Create(s[11]);
            cB = V.MultiplyAdd(x, g0, cB);
            x = V.Create(s[12]);
            cC = V.MultiplyAdd(x, g0, cC);
            x = V.Create(s[13]);
            cD = V.MultiplyAdd(x, g0, cD);
            x = V.Create(s[14]);
            cE = V.MultiplyAdd(x, g0, cE);
            x = V.Create(s[15]);
            cF = V.MultiplyAdd(x, g0, cF);
        }

        V.Store(c0, d);
        V.Store(c1, d + 16);
        V.Store(c2, d + 32);
        V.Store(c3, d + 48);
        V.Store(c4, d + 64);
        V.Store(c5, d + 80);
        V.Store(c6, d + 96);
        V.Store(c7, d + 112);
        V.Store(c8, d + 128);
        V.Store(c9, d + 144);
        V.Store(cA, d + 160);
        V.Store(cB, d + 176);
        V.Store(cC, d + 192);
        V.Store(cD, d + 208);
        V.Store(cE, d + 224);
        V.Store(cF, d + 240);
    }
}
