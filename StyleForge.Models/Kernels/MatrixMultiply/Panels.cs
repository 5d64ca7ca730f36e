using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.MatrixMultiply;

/// <summary>Puts matrices into the panels that <see cref="PanelProduct"/> reads.</summary>
internal static unsafe class Panels
{
    /// <summary>Packs rows of A, filling the last panel with zeros.</summary>
    /// <param name="rows">Rows of A.</param>
    /// <param name="depth">Columns of A.</param>
    /// <param name="source">The first element of A.</param>
    /// <param name="stride">Elements between two rows of A.</param>
    /// <param name="panels">Room for <c>PaddedRows(rows)·depth</c> numbers.</param>
    public static void PackLeft(int rows, int depth, float* source, long stride, float* panels)
    {
        var row = 0;
        for (; row <= rows - PanelProduct.Rows; row += PanelProduct.Rows)
        {
            var to = panels + ((long)row * depth);
            var from = source + (row * stride);
            PackFour(from, stride, depth, to, PanelProduct.Rows);
            PackTwo(from + (4 * stride), stride, depth, to + 4, PanelProduct.Rows);
        }

        for (; row < PanelProduct.PaddedRows(rows); row++)
        {
            var to = panels + ((long)(row / PanelProduct.Rows) * PanelProduct.Rows * depth) + (row % PanelProduct.Rows);
            var from = source + (row * stride);
            for (var k = 0; k < depth; k++)
            {
                to[k * PanelProduct.Rows] = row < rows ? from[k] : 0;
            }
        }
    }

    /// <summary>Packs B from its transpose: each column of B is a row of the source.</summary>
    /// <param name="columns">Columns of B.</param>
    /// <param name="depth">Rows of B.</param>
    /// <param name="source">The first element.</param>
    /// <param name="stride">Elements between two rows of the source.</param>
    /// <param name="panels">Room for the panels.</param>
    /// <param name="panelStride">Elements between two panels: <see cref="PanelProduct.PanelStride"/> of all the rows that B has.</param>
    public static void PackTransposed(int columns, int depth, float* source, long stride, float* panels, int panelStride)
    {
        var width = PanelProduct.Columns;
        var column = 0;
        for (; column <= columns - 4 && width % 4 == 0; column += 4)
        {
            PackFour(source + (column * stride), stride, depth, panels + ((long)(column / width) * panelStride) + (column % width), width);
        }

        for (; column < columns; column++)
        {
            var to = panels + ((long)(column / width) * panelStride) + (column % width);
            var from = source + (column * stride);
            for (var k = 0; k < depth; k++)
            {
                to[(long)k * width] = from[k];
            }
        }
    }

    /// <summary>Packs a stretch of one row of B.</summary>
    /// <param name="row">Where the row begins in the first panel.</param>
    /// <param name="panelStride">Elements between two panels.</param>
    /// <param name="column">The first column of the stretch.</param>
    /// <param name="count">Columns of the stretch.</param>
    /// <param name="source">The numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRow(float* row, int panelStride, int column, int count, float* source)
    {
        var width = PanelProduct.Columns;
        var (panel, lane) = Math.DivRem(column, width);
        var to = row + ((long)panel * panelStride);
        var done = 0;
        if (lane > 0)
        {
            done = Math.Min(width - lane, count);
            CopyPart(source, done, to + lane);
            to += panelStride;
        }

        for (; done <= count - width; done += width)
        {
            CopyPanelRow(source + done, to);
            to += panelStride;
        }

        CopyPart(source + done, count - done, to);
    }

    /// <summary>Puts numbers that lie a step apart side by side.</summary>
    /// <param name="source">The first number.</param>
    /// <param name="step">Elements between two numbers.</param>
    /// <param name="length">Elements from the first number on that may be read.</param>
    /// <param name="to">Room for the numbers that these are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* source, int step, int length, float* to)
    {
        var i = 0;
        for (; step == 2 && i <= length - 8 && Sse.IsSupported; i += 8)
        {
            Sse.Shuffle(Vector128.Load(source + i), Vector128.Load(source + i + 4), 0b10_00_10_00).Store(to);
            to += 4;
        }

        for (; i < length; i += step)
        {
            *to++ = source[i];
        }
    }

    // Fewer numbers than a panel is wide, which is 32 at most.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPart(float* from, int count, float* to)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            Vector128.Load(from + i).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = from[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPanelRow(float* from, float* to)
    {
        switch (VectorWidth.Bits)
        {
            case 512:
                Copy<Lanes512>(from, to);
                break;
            case 256:
                Copy<Lanes256>(from, to);
                break;
            case 128:
                Copy<Lanes128>(from, to);
                break;
            default:
                Copy<Lanes32>(from, to);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<V>(float* from, float* to)
        where V : struct, ILanes<V>
    {
        V.Store(V.Load(from), to);
        V.Store(V.Load(from + V.Count), to + V.Count);
    }

    // Two rows of the source become two neighbouring lanes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTwo(float* source, long stride, int depth, float* to, int step)
    {
        var k = 0;
        for (; k <= depth - 4 && Sse.IsSupported; k += 4)
        {
            var (a, b) = (Vector128.Load(source + k), Vector128.Load(source + stride + k));
            var (low, high) = (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b));
            Sse.StoreLow(to + ((long)k * step), low);
            Sse.StoreHigh(to + ((long)(k + 1) * step), low);
            Sse.StoreLow(to + ((long)(k + 2) * step), high);
            Sse.StoreHigh(to + ((long)(k + 3) * step), high);
        }

        for (; k < depth; k++)
        {
            (to[(long)k * step], to[((long)k * step) + 1]) = (source[k], source[stride + k]);
        }
    }

    // Four rows of the source become four neighbouring lanes: blocks of 4×4 are transposed in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackFour(float* source, long stride, int depth, float* to, int step)
    {
        var k = 0;
        for (; k <= depth - 4 && Sse.IsSupported; k += 4)
        {
            var (a, b) = (Vector128.Load(source + k), Vector128.Load(source + stride + k));
            var (c, d) = (Vector128.Load(source + (2 * stride) + k), Vector128.Load(source + (3 * stride) + k));
            var (abLow, abHigh) = (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b));
            var (cdLow, cdHigh) = (Sse.UnpackLow(c, d), Sse.UnpackHigh(c, d));
            Sse.MoveLowToHigh(abLow, cdLow).Store(to + ((long)k * step));
            Sse.MoveHighToLow(cdLow, abLow).Store(to + ((long)(k + 1) * step));
            Sse.MoveLowToHigh(abHigh, cdHigh).Store(to + ((long)(k + 2) * step));
            Sse.MoveHighToLow(cdHigh, abHigh).Store(to + ((long)(k + 3) * step));
        }

        for (; k < depth; k++)
        {
            for (var lane = 0; lane < 4; lane++)
            {
                to[((long)k * step) + lane] = source[(lane * stride) + k];
            }
        }
    }
}
