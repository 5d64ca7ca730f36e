using System.Runtime.CompilerServices;
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
        for (var row = 0; row < PanelProduct.PaddedRows(rows); row++)
        {
            var to = panels + ((long)(row / PanelProduct.Rows) * PanelProduct.Rows * depth) + (row % PanelProduct.Rows);
            var from = source + (row * stride);
            for (var k = 0; k < depth; k++)
            {
                to[k * PanelProduct.Rows] = row < rows ? from[k] : 0;
            }
        }
    }

    /// <summary>Packs a stretch of one row of B.</summary>
    /// <param name="row">Where the row begins in the first panel.</param>
    /// <param name="panelStride">Elements between two panels.</param>
    /// <param name="column">The first column of the stretch.</param>
    /// <param name="count">Columns of the stretch.</param>
    /// <param name="source">The numbers.</param>
    /// <param name="step">Elements between two numbers.</param>
    public static void PackRow(float* row, int panelStride, int column, int count, float* source, int step)
    {
        var width = PanelProduct.Columns;
        for (int done = 0, part; done < count; done += part)
        {
            var lane = (column + done) % width;
            part = Math.Min(width - lane, count - done);
            var to = row + ((long)((column + done) / width) * panelStride) + lane;
            var from = source + ((long)done * step);
            if (part == width && step == 1)
            {
                CopyPanelRow(from, to);
            }
            else
            {
                for (var i = 0; i < part; i++)
                {
                    to[i] = from[i * step];
                }
            }
        }
    }

    /// <summary>Packs a stretch of one column of B, which becomes a row of C's transpose: elements <see cref="PanelProduct.Columns"/> apart.</summary>
    public static void PackColumn(float* panels, int panelStride, int column, int row, int count, float* source, int step)
    {
        var width = PanelProduct.Columns;
        var to = panels + ((long)(column / width) * panelStride) + ((long)row * width) + (column % width);
        for (var i = 0; i < count; i++)
        {
            to[(long)i * width] = source[(long)i * step];
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
}
