using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>One vector of channels of the 6×6 inputs of a tile.</summary>
internal interface ITileFetch<V>
    where V : struct, ILanes<V>
{
    /// <summary>The input at a row and a column of the tile.</summary>
    V Load(int row, int column);
}

/// <summary>A tile inside a map.</summary>
internal readonly unsafe struct PlainFetch<V>(float* first, nint rowStride) : ITileFetch<V>
    where V : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load(int row, int column) => V.Load(first + (row * rowStride) + (column * BlockedProduct.Lanes));
}

/// <summary>A tile inside a gradient, let through where a bit says so.</summary>
internal readonly unsafe struct GatedFetch<V>(float* first, nint rowStride, ushort* gates, nint gateStride, int shift) : ITileFetch<V>
    where V : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load(int row, int column) => V.And(
        V.Mask((uint)gates[(row * gateStride) + column] >> shift),
        V.Load(first + (row * rowStride) + (column * BlockedProduct.Lanes)));
}

/// <summary>A tile inside the gradient by a pooling's output: each number goes to the positions of its window whose bit is set.</summary>
/// <param name="first">The number that the tile's first position gets.</param>
/// <param name="rowStride">Floats between two rows of numbers.</param>
/// <param name="isSecondRow">1 if the tile begins in the second row of a window, otherwise 0.</param>
/// <param name="isSecondColumn">1 if it begins in the second column of one.</param>
/// <param name="gates">The gate of the first position.</param>
/// <param name="gateStride">Gates between two rows.</param>
/// <param name="shift">The first bit.</param>
/// <param name="factor">What a position gets of its number.</param>
internal readonly unsafe struct UnpoolFetch<V>(
    float* first, nint rowStride, int isSecondRow, int isSecondColumn, ushort* gates, nint gateStride, int shift, float factor) : ITileFetch<V>
    where V : struct, ILanes<V>
{
    private readonly V _factor = V.Create(factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Load(int row, int column) => V.And(
        V.Mask((uint)gates[(row * gateStride) + column] >> shift),
        V.Multiply(_factor, V.Load(first + (((isSecondRow + row) >> 1) * rowStride) + (((isSecondColumn + column) >> 1) * BlockedProduct.Lanes))));
}

/// <summary>A tile at the edge, input by input, from any source.</summary>
internal readonly unsafe struct EdgeFetch<V>(TileSource source, int block, int lane, int* rows, int* columns) : ITileFetch<V>
    where V : struct, ILanes<V>
{
    public V Load(int row, int column) => (rows[row] | columns[column]) < 0 ? default : source.Load<V>(block, lane, rows[row], columns[column]);
}
