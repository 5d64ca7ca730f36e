using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The inner product of the blocked layout: <c>D[r, k] = Σ_c S[r, c]·P[c, k]</c> for rows of positions (or tiles) in groups
/// of six, <c>[rows/6][C/16][6][16]</c> or <c>[C/16][rows][16]</c>, and a panel of two vectors of destination channels,
/// <c>[C][2·V]</c>. A source number is broadcast from where it lies, so the source needs no packing.
/// </summary>
/// <remarks>
/// Each element of D is one chain of multiply-adds in the order of the channels, so every width that fuses them and every
/// way to split rows gives the same bits.
/// </remarks>
internal static unsafe class BlockedProduct
{
    /// <summary>Channels of a block.</summary>
    public const int Lanes = 16;

    /// <summary>Rows of a group: 6 × 2 accumulators, two vectors of the panel and one broadcast fill 15 of 16 registers.</summary>
    public const int Rows = 6;

    /// <summary>Floats of one block of one group.</summary>
    public const int GroupLength = Rows * Lanes;

    /// <summary>Destination channels of a panel: two vectors of the width in use.</summary>
    public static int Columns { get; } = Math.Max(VectorWidth.Bits / 32, 1) * 2;

    /// <summary>Channels rounded up to whole blocks.</summary>
    public static int Padded(int channels) => (channels + Lanes - 1) / Lanes * Lanes;

    /// <summary>Channels rounded up to whole blocks and whole panels.</summary>
    public static int PaddedColumns(int channels)
    {
        var step = Math.Max(Columns, Lanes);
        return (channels + step - 1) / step * step;
    }

    /// <summary>Rows rounded up to what is computed at once.</summary>
    public static int PaddedRows(int rows) => (rows + Rows - 1) / Rows * Rows;

    /// <summary>Multiplies one panel.</summary>
    /// <param name="rows">Rows, a multiple of <see cref="PaddedRows"/>.</param>
    /// <param name="blocks">Blocks of source channels.</param>
    /// <param name="source">The first row of the first block.</param>
    /// <param name="blockStride">Floats between two blocks.</param>
    /// <param name="groupStride">Floats between two groups of rows.</param>
    /// <param name="panel">The panel, <c>[16·blocks][Columns]</c>.</param>
    /// <param name="column">The first destination channel of the panel.</param>
    /// <param name="destination">The first row of block 0; overwritten.</param>
    /// <param name="destinationStride">Floats between two blocks of the destination.</param>
    /// <param name="next">What to draw closer meanwhile, as long as the panel; usually the next panel. Null for nothing.</param>
    public static void Multiply(
        int rows, int blocks, float* source, nint blockStride, nint groupStride, float* panel, int column, float* destination, nint destinationStride, float* next) =>
        Multiply<Overwriting>(rows, blocks, source, blockStride, groupStride, panel, column, destination, destinationStride, next);

    /// <summary>Multiplies one panel as <see cref="Multiply"/> does, and adds the product to the destination.</summary>
    public static void MultiplyAdd(
        int rows, int blocks, float* source, nint blockStride, nint groupStride, float* panel, int column, float* destination, nint destinationStride, float* next) =>
        Multiply<Adding>(rows, blocks, source, blockStride, groupStride, panel, column, destination, destinationStride, next);

    private static void Multiply<TPut>(
        int rows, int blocks, float* source, nint blockStride, nint groupStride, float* panel, int column, float* destination, nint destinationStride, float* next)
        where TPut : struct, IPut
    {
        switch (VectorWidth.Bits)
        {
            case >= 512:
                Multiply<Lanes512, TPut>(rows, blocks, source, new Strides(blockStride, groupStride), panel, column, destination, destinationStride, next);
                break;
            case 256:
                Multiply<Lanes256, TPut>(rows, blocks, source, new Strides(blockStride, groupStride), panel, column, destination, destinationStride, next);
                break;
            default:
                Multiply<Lanes128, TPut>(rows, blocks, source, new Strides(blockStride, groupStride), panel, column, destination, destinationStride, next);
                break;
        }
    }

    private static void Multiply<V, TPut>(
        int rows, int blocks, float* source, Strides strides, float* panel, int column, float* destination, nint destinationStride, float* next)
        where V : struct, ILanes<V>
        where TPut : struct, IPut
    {
        var d0 = destination + (column / Lanes * destinationStride) + (column % Lanes);
        var d1 = destination + ((column + V.Count) / Lanes * destinationStride) + ((column + V.Count) % Lanes);
        var groups = rows / Rows;
        var ahead = new Ahead(next, next is null ? 0 : (V.Count * 2 * blocks / groups) + 1);

        var done = 0;
        if (V.Count == Lanes)
        {
            // Twice as many rows where there are twice as many registers.
            done = groups / 2 * 2;
            Twelve<V, TPut>(done, blocks, source, strides, panel, d0, d1, ahead);
        }

        if (done < groups)
        {
            Six<V, TPut>(groups - done, blocks, source + (done * strides.Group), strides, panel, d0 + (done * GroupLength), d1 + (done * GroupLength), ahead);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Six<V, TPut>(int groups, int blocks, float* source, Strides strides, float* panel, float* d0, float* d1, Ahead ahead)
        where V : struct, ILanes<V>
        where TPut : struct, IPut
    {
        for (; groups > 0; groups--, source += strides.Group, d0 += GroupLength, d1 += GroupLength)
        {
            V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
            V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
            ahead.Fetch();
            var p = panel;
            var first = source;
            for (var block = blocks; block > 0; block--, first += strides.Block)
            {
                // Four channels a turn: the loop's own instructions would else be felt.
                for (var s = first; s < first + Lanes; s += 4, p += 8 * V.Count)
                {
                    V p0, p1, x;
                    p0 = V.Load(p);
                    p1 = V.Load(p + V.Count);
                    x = V.Create(s[0]);
                    c00 = V.MultiplyAdd(x, p0, c00);
                    c01 = V.MultiplyAdd(x, p1, c01);
                    x = V.Create(s[16]);
                    c10 = V.MultiplyAdd(x, p0, c10);
                    c11 = V.MultiplyAdd(x, p1, c11);
                    x = V.Create(s[32]);
                    c20 = V.MultiplyAdd(x, p0, c20);
                    c21 = V.MultiplyAdd(x, p1, c21);
                    x = V.Create(s[48]);
                    c30 = V.MultiplyAdd(x, p0, c30);
                    c31 = V.MultiplyAdd(x, p1, c31);
                    x = V.Create(s[64]);
                    c40 = V.MultiplyAdd(x, p0, c40);
                    c41 = V.MultiplyAdd(x, p1, c41);
                    x = V.Create(s[80]);
                    c50 = V.MultiplyAdd(x, p0, c50);
                    c51 = V.MultiplyAdd(x, p1, c51);
                    p0 = V.Load(p + (2 * V.Count));
                    p1 = V.Load(p + (3 * V.Count));
                    x = V.Create(s[1]);
                    c00 = V.MultiplyAdd(x, p0, c00);
                    c01 = V.MultiplyAdd(x, p1, c01);
                    x = V.Create(s[17]);
                    c10 = V.MultiplyAdd(x, p0, c10);
                    c11 = V.MultiplyAdd(x, p1, c11);
                    x = V.Create(s[33]);
                    c20 = V.MultiplyAdd(x, p0, c20);
                    c21 = V.MultiplyAdd(x, p1, c21);
                    x = V.Create(s[49]);
                    c30 = V.MultiplyAdd(x, p0, c30);
                    c31 = V.MultiplyAdd(x, p1, c31);
                    x = V.Create(s[65]);
                    c40 = V.MultiplyAdd(x, p0, c40);
                    c41 = V.MultiplyAdd(x, p1, c41);
                    x = V.Create(s[81]);
                    c50 = V.MultiplyAdd(x, p0, c50);
                    c51 = V.MultiplyAdd(x, p1, c51);
                    p0 = V.Load(p + (4 * V.Count));
                    p1 = V.Load(p + (5 * V.Count));
                    x = V.Create(s[2]);
                    c00 = V.MultiplyAdd(x, p0, c00);
                    c01 = V.MultiplyAdd(x, p1, c01);
                    x = V.Create(s[18]);
                    c10 = V.MultiplyAdd(x, p0, c10);
                    c11 = V.MultiplyAdd(x, p1, c11);
                    x = V.Create(s[34]);
                    c20 = V.MultiplyAdd(x, p0, c20);
                    c21 = V.MultiplyAdd(x, p1, c21);
                    x = V.Create(s[50]);
                    c30 = V.MultiplyAdd(x, p0, c30);
                    c31 = V.MultiplyAdd(x, p1, c31);
                    x = V.Create(s[66]);
                    c40 = V.MultiplyAdd(x, p0, c40);
                    c41 = V.MultiplyAdd(x, p1, c41);
                    x = V.Create(s[82]);
                    c50 = V.MultiplyAdd(x, p0, c50);
                    c51 = V.MultiplyAdd(x, p1, c51);
                    p0 = V.Load(p + (6 * V.Count));
                    p1 = V.Load(p + (7 * V.Count));
                    x = V.Create(s[3]);
                    c00 = V.MultiplyAdd(x, p0, c00);
                    c01 = V.MultiplyAdd(x, p1, c01);
                    x = V.Create(s[19]);
                    c10 = V.MultiplyAdd(x, p0, c10);
                    c11 = V.MultiplyAdd(x, p1, c11);
                    x = V.Create(s[35]);
                    c20 = V.MultiplyAdd(x, p0, c20);
                    c21 = V.MultiplyAdd(x, p1, c21);
                    x = V.Create(s[51]);
                    c30 = V.MultiplyAdd(x, p0, c30);
                    c31 = V.MultiplyAdd(x, p1, c31);
                    x = V.Create(s[67]);
                    c40 = V.MultiplyAdd(x, p0, c40);
                    c41 = V.MultiplyAdd(x, p1, c41);
                    x = V.Create(s[83]);
                    c50 = V.MultiplyAdd(x, p0, c50);
                    c51 = V.MultiplyAdd(x, p1, c51);
                }
            }

            TPut.Put(c00, d0);
            TPut.Put(c10, d0 + 16);
            TPut.Put(c20, d0 + 32);
            TPut.Put(c30, d0 + 48);
            TPut.Put(c40, d0 + 64);
            TPut.Put(c50, d0 + 80);
            TPut.Put(c01, d1);
            TPut.Put(c11, d1 + 16);
            TPut.Put(c21, d1 + 32);
            TPut.Put(c31, d1 + 48);
            TPut.Put(c41, d1 + 64);
            TPut.Put(c51, d1 + 80);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Twelve<V, TPut>(int groups, int blocks, float* source, Strides strides, float* panel, float* d0, float* d1, Ahead ahead)
        where V : struct, ILanes<V>
        where TPut : struct, IPut
    {
        for (; groups > 1; groups -= 2, source += 2 * strides.Group, d0 += 2 * GroupLength, d1 += 2 * GroupLength)
        {
            V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
            V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
            V c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
            V c90 = default, c91 = default, cA0 = default, cA1 = default, cB0 = default, cB1 = default;
            ahead.Fetch();
            ahead.Fetch();
            var p = panel;
            var first = source;
            for (var block = blocks; block > 0; block--, first += strides.Block)
            {
                for (var s = first; s < first + Lanes; s += 2, p += 4 * V.Count)
                {
                    V p0, p1, x;
                    var t = s + strides.Group;
                    p0 = V.Load(p);
                    p1 = V.Load(p + V.Count);
                    x = V.Create(s[0]);
                    c00 = V.MultiplyAdd(x, p0, c00);
                    c01 = V.MultiplyAdd(x, p1, c01);
                    x = V.Create(s[16]);
                    c10 = V.MultiplyAdd(x, p0, c10);
                    c11 = V.MultiplyAdd(x, p1, c11);
                    x = V.Create(s[32]);
                    c20 = V.MultiplyAdd(x, p0, c20);
                    c21 = V.MultiplyAdd(x, p1, c21);
                    x = V.Create(s[48]);
                    c30 = V.MultiplyAdd(x, p0, c30);
                    c31 = V.MultiplyAdd(x, p1, c31);
                    x = V.Create(s[64]);
                    c40 = V.MultiplyAdd(x, p0, c40);
                    c41 = V.MultiplyAdd(x, p1, c41);
                    x = V.Create(s[80]);
                    c50 = V.MultiplyAdd(x, p0, c50);
                    c51 = V.MultiplyAdd(x, p1, c51);
                    x = V.Create(t[0]);
                    c60 = V.MultiplyAdd(x, p0, c60);
                    c61 = V.MultiplyAdd(x, p1, c61);
                    x = V.Create(t[16]);
                    c70 = V.MultiplyAdd(x, p0, c70);
                    c71 = V.MultiplyAdd(x, p1, c71);
                    x = V.Create(t[32]);
                    c80 = V.MultiplyAdd(x, p0, c80);
                    c81 = V.MultiplyAdd(x, p1, c81);
                    x = V.Create(t[48]);
                    c90 = V.MultiplyAdd(x, p0, c90);
                    c91 = V.MultiplyAdd(x, p1, c91);
                    x = V.Create(t[64]);
                    cA0 = V.MultiplyAdd(x, p0, cA0);
                    cA1 = V.MultiplyAdd(x, p1, cA1);
                    x = V.Create(t[80]);
                    cB0 = V.MultiplyAdd(x, p0, cB0);
                    cB1 = V.MultiplyAdd(x, p1, cB1);
                    p0 = V.Load(p + (2 * V.Count));
                    p1 = V.Load(p + (3 * V.Count));
                    x = V.Create(s[1]);
                    c00 = V.MultiplyAdd(x, p0, c00);
                    c01 = V.MultiplyAdd(x, p1, c01);
                    x = V.Create(s[17]);
                    c10 = V.MultiplyAdd(x, p0, c10);
                    c11 = V.MultiplyAdd(x, p1, c11);
                    x = V.Create(s[33]);
                    c20 = V.MultiplyAdd(x, p0, c20);
                    c21 = V.MultiplyAdd(x, p1, c21);
                    x = V.Create(s[49]);
                    c30 = V.MultiplyAdd(x, p0, c30);
                    c31 = V.MultiplyAdd(x, p1, c31);
                    x = V.Create(s[65]);
                    c40 = V.MultiplyAdd(x, p0, c40);
                    c41 = V.MultiplyAdd(x, p1, c41);
                    x = V.Create(s[81]);
                    c50 = V.MultiplyAdd(x, p0, c50);
                    c51 = V.MultiplyAdd(x, p1, c51);
                    x = V.Create(t[1]);
                    c60 = V.MultiplyAdd(x, p0, c60);
                    c61 = V.MultiplyAdd(x, p1, c61);
                    x = V.Create(t[17]);
                    c70 = V.MultiplyAdd(x, p0, c70);
                    c71 = V.MultiplyAdd(x, p1, c71);
                    x = V.Create(t[33]);
                    c80 = V.MultiplyAdd(x, p0, c80);
                    c81 = V.MultiplyAdd(x, p1, c81);
                    x = V.Create(t[49]);
                    c90 = V.MultiplyAdd(x, p0, c90);
                    c91 = V.MultiplyAdd(x, p1, c91);
                    x = V.Create(t[65]);
                    cA0 = V.MultiplyAdd(x, p0, cA0);
                    cA1 = V.MultiplyAdd(x, p1, cA1);
                    x = V.Create(t[81]);
                    cB0 = V.MultiplyAdd(x, p0, cB0);
                    cB1 = V.MultiplyAdd(x, p1, cB1);
                }
            }

            TPut.Put(c00, d0);
            TPut.Put(c10, d0 + 16);
            TPut.Put(c20, d0 + 32);
            TPut.Put(c30, d0 + 48);
            TPut.Put(c40, d0 + 64);
            TPut.Put(c50, d0 + 80);
            TPut.Put(c60, d0 + 96);
            TPut.Put(c70, d0 + 112);
            TPut.Put(c80, d0 + 128);
            TPut.Put(c90, d0 + 144);
            TPut.Put(cA0, d0 + 160);
            TPut.Put(cB0, d0 + 176);
            TPut.Put(c01, d1);
            TPut.Put(c11, d1 + 16);
            TPut.Put(c21, d1 + 32);
            TPut.Put(c31, d1 + 48);
            TPut.Put(c41, d1 + 64);
            TPut.Put(c51, d1 + 80);
            TPut.Put(c61, d1 + 96);
            TPut.Put(c71, d1 + 112);
            TPut.Put(c81, d1 + 128);
            TPut.Put(c91, d1 + 144);
            TPut.Put(cA1, d1 + 160);
            TPut.Put(cB1, d1 + 176);
        }
    }

    /// <summary>What becomes of a product.</summary>
    private interface IPut
    {
        static abstract void Put<V>(V product, float* to)
            where V : struct, ILanes<V>;
    }

    /// <summary>Floats from one block, and from one group of rows, of the source to the next.</summary>
    private readonly struct Strides(nint block, nint group)
    {
        public nint Block { get; } = block;

        public nint Group { get; } = group;
    }

    private readonly struct Overwriting : IPut
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Put<V>(V product, float* to)
            where V : struct, ILanes<V> => V.Store(product, to);
    }

    private readonly struct Adding : IPut
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Put<V>(V product, float* to)
            where V : struct, ILanes<V> => V.Store(V.Add(V.Load(to), product), to);
    }

    // Draws the next panel into the second-level cache, a few lines with each group of rows.
    private struct Ahead(float* next, int lines)
    {
        private float* _next = next;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Fetch()
        {
            if (Sse.IsSupported)
            {
                for (var i = 0; i < lines; i++, _next += 16)
                {
                    Sse.Prefetch1(_next);
                }
            }
        }
    }
}
