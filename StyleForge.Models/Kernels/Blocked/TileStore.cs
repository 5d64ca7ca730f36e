using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using static StyleForge.Models.Kernels.Blocked.WinogradTransform;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>What becomes of a finished tile of 4×4 positions, sixteen channels each.</summary>
internal unsafe interface ITileStore
{
    /// <summary>Writes what lies inside the picture.</summary>
    /// <param name="tile">The tile, <c>[4][4][16]</c>.</param>
    /// <param name="block">The block of channels.</param>
    /// <param name="y">The first row; −1 for the ring.</param>
    /// <param name="x">The first column; −1 for the ring.</param>
    void Write<V>(float* tile, int block, int y, int x)
        where V : struct, ILanes<V>;

    /// <summary>Where a tile may be written just as it is; null if it has to go through <see cref="Write"/>.</summary>
    /// <param name="block">The block of channels.</param>
    /// <param name="y">The first row.</param>
    /// <param name="x">The first column.</param>
    /// <param name="rowStride">Floats between two rows of the tile.</param>
    float* Direct(int block, int y, int x, out nint rowStride);
}

/// <summary>Bias, rectifier and gates: <c>destination = max(floor, tile + bias)</c>.</summary>
/// <param name="map">The destination.</param>
/// <param name="bias">One number for each channel, padded to whole blocks.</param>
/// <param name="gates">Gets a bit for each element above the floor, <c>[C/16][H·W]</c> of 16 bits.</param>
/// <param name="floor"><see cref="Rectified"/> or <see cref="Linear"/>.</param>
/// <param name="isStreamed">Write past the caches.</param>
internal readonly unsafe struct ActivationStore(FeatureMap<float> map, float* bias, ushort* gates, float floor, bool isStreamed) : ITileStore
{
    /// <summary>The floor of a rectifier.</summary>
    public const float Rectified = 0;

    /// <summary>The floor where somebody looks before the rectifier: every number is above it, and every gate is open.</summary>
    public const float Linear = float.NegativeInfinity;

    public void Write<V>(float* tile, int block, int y, int x)
        where V : struct, ILanes<V>
    {
        var (height, width) = (map.Shape[2], map.Shape[3]);
        var (down, across) = (Math.Min(height - y, Outputs), Math.Min(width - x, Outputs));
        var b = bias + (block * BlockedProduct.Lanes);
        for (var row = 0; row < down; row++)
        {
            var position = ((long)(y + row) * width) + x;
            var to = map.Pointer + (block * map.PlaneStride) + (position * BlockedProduct.Lanes);
            var gate = gates + ((long)block * height * width) + position;
            var from = tile + (row * Outputs * BlockedProduct.Lanes);
            for (var column = 0; column < across; column++, from += BlockedProduct.Lanes, to += BlockedProduct.Lanes)
            {
                gate[column] = (ushort)Rectify<V>(from, b, to, floor, isStreamed);
            }
        }
    }

    public float* Direct(int block, int y, int x, out nint rowStride)
    {
        rowStride = 0;
        return null;
    }

    /// <summary>One position: <c>to = max(floor, from + bias)</c>, and the bits of what is above the floor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rectify<V>(float* from, float* bias, float* to, float floor, bool isStreamed)
        where V : struct, ILanes<V>
    {
        uint bits = 0;
        var least = V.Create(floor);
        for (var lane = 0; lane < BlockedProduct.Lanes; lane += V.Count)
        {
            // In this order a number that is none stays one.
            var number = V.Max(least, V.Add(V.Load(from + lane), V.Load(bias + lane)));
            bits |= V.Bits(V.Less(least, number)) << lane;
            if (isStreamed)
            {
                V.StoreStreaming(number, to + lane);
            }
            else
            {
                V.Store(number, to + lane);
            }
        }

        return bits;
    }
}

/// <summary>Bias, rectifier and 2×2 pooling of stride 2 in one; the gates say through which positions a gradient passes both.</summary>
/// <param name="map">The pooling's output.</param>
/// <param name="bias">One number for each channel, padded to whole blocks.</param>
/// <param name="gates">At the extents of the convolution: the winner above zero of each window, or, of an average, all above zero.</param>
/// <param name="height">Rows of the convolution's output.</param>
/// <param name="width">Columns of the convolution's output.</param>
/// <param name="isMaximum">Maximum; otherwise average.</param>
internal readonly unsafe struct PooledStore(FeatureMap<float> map, float* bias, ushort* gates, int height, int width, bool isMaximum) : ITileStore
{
    public void Write<V>(float* tile, int block, int y, int x)
        where V : struct, ILanes<V>
    {
        var (down, across) = (Math.Min(height - y, Outputs), Math.Min(width - x, Outputs));
        for (var row = 0; row < down; row += 2)
        {
            for (var column = 0; column < across; column += 2)
            {
                var gate = gates + ((long)block * height * width) + ((long)(y + row) * width) + x + column;
                if (row + 1 < down && column + 1 < across)
                {
                    var to = map.Pointer + (block * map.PlaneStride) + (((((long)(y + row) >> 1) * map.Shape[3]) + ((x + column) >> 1)) * BlockedProduct.Lanes);
                    Pool<V>(tile + (((row * Outputs) + column) * BlockedProduct.Lanes), bias + (block * BlockedProduct.Lanes), to, gate);
                    continue;
                }

                // A row or column left over is in no window.
                gate[0] = 0;
                if (row + 1 < down)
                {
                    gate[width] = 0;
                }
                else if (column + 1 < across)
                {
                    gate[1] = 0;
                }
            }
        }
    }

    public float* Direct(int block, int y, int x, out nint rowStride)
    {
        rowStride = 0;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pool<V>(float* from, float* bias, float* to, ushort* gate)
        where V : struct, ILanes<V>
    {
        const int right = BlockedProduct.Lanes, below = Outputs * BlockedProduct.Lanes;
        uint g0 = 0, g1 = 0, g2 = 0, g3 = 0;
        for (var lane = 0; lane < BlockedProduct.Lanes; lane += V.Count)
        {
            var b = V.Load(bias + lane);
            var x0 = V.Max(default, V.Add(V.Load(from + lane), b));
            var x1 = V.Max(default, V.Add(V.Load(from + lane + right), b));
            var x2 = V.Max(default, V.Add(V.Load(from + lane + below), b));
            var x3 = V.Max(default, V.Add(V.Load(from + lane + below + right), b));
            if (isMaximum)
            {
                // The first of equals wins: a later one must be larger.
                var one = V.Less(x0, x1);
                var upper = V.Max(x0, x1);
                var three = V.Less(x2, x3);
                var lower = V.Max(x2, x3);
                var second = V.Less(upper, lower);
                var winner = V.Max(upper, lower);
                V.Store(winner, to + lane);
                var live = V.Bits(V.Less(default, winner));
                var (bit1, bit3, bitSecond) = (V.Bits(one), V.Bits(three), V.Bits(second));
                g0 |= (live & ~bitSecond & ~bit1) << lane;
                g1 |= (live & ~bitSecond & bit1) << lane;
                g2 |= (live & bitSecond & ~bit3) << lane;
                g3 |= (live & bitSecond & bit3) << lane;
            }
            else
            {
                V.Store(V.Multiply(V.Create(0.25f), V.Add(V.Add(x0, x1), V.Add(x2, x3))), to + lane);
                g0 |= V.Bits(V.Less(default, x0)) << lane;
                g1 |= V.Bits(V.Less(default, x1)) << lane;
                g2 |= V.Bits(V.Less(default, x2)) << lane;
                g3 |= V.Bits(V.Less(default, x3)) << lane;
            }
        }

        (gate[0], gate[1], gate[width], gate[width + 1]) = ((ushort)g0, (ushort)g1, (ushort)g2, (ushort)g3);
    }
}

/// <summary>A gradient as it is, with what falls on the ring around the picture kept apart.</summary>
/// <param name="map">The gradient by the source, or some rows of it.</param>
/// <param name="top">The row of the source that is the map's first.</param>
/// <param name="ring">See <see cref="BorderRing"/>; unused without a margin.</param>
/// <param name="isStreamed">Write past the caches.</param>
internal readonly unsafe struct GradientStore(FeatureMap<float> map, int top, BorderRing ring, bool isStreamed) : ITileStore
{
    public void Write<V>(float* tile, int block, int y, int x)
        where V : struct, ILanes<V>
    {
        var (height, width) = (map.Shape[2], map.Shape[3]);
        for (var row = 0; row < Outputs; row++)
        {
            for (var column = 0; column < Outputs; column++, tile += BlockedProduct.Lanes)
            {
                var isInside = (uint)(y + row - top) < (uint)height && (uint)(x + column) < (uint)width;
                var to = isInside
                    ? map.Pointer + (block * map.PlaneStride) + ((((long)(y + row - top) * width) + x + column) * BlockedProduct.Lanes)
                    : ring.At(block, y + row, x + column);
                if (to is not null)
                {
                    Copy<V>(tile, to, isInside && isStreamed);
                }
            }
        }
    }

    public float* Direct(int block, int y, int x, out nint rowStride)
    {
        var (height, width) = (map.Shape[2], map.Shape[3]);
        rowStride = (nint)width * BlockedProduct.Lanes;
        return !isStreamed && y >= top && y - top + Outputs <= height && x >= 0 && x + Outputs <= width
            ? map.Pointer + (block * map.PlaneStride) + ((((long)(y - top) * width) + x) * BlockedProduct.Lanes)
            : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<V>(float* from, float* to, bool isStreamed)
        where V : struct, ILanes<V>
    {
        for (var lane = 0; lane < BlockedProduct.Lanes; lane += V.Count)
        {
            if (isStreamed)
            {
                V.StoreStreaming(V.Load(from + lane), to + lane);
            }
            else
            {
                V.Store(V.Load(from + lane), to + lane);
            }
        }
    }
}
