using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StyleForge.Models.Kernels.Pooling;

/// <summary>The pooling of VGG, 2×2 with a step of 2 and no padding, four destination elements at a time.</summary>
internal static unsafe class HalvingPooling
{
    /// <summary>True when the kernels here can do it: the window is the usual one and every window lies inside the source.</summary>
    public static bool Accepts(PoolingExtents extents) =>
        VectorWidth.Bits > 0 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported) &&
        extents.Windows[0] == new Window(1) && extents.Windows[1] == new Window(2, 2) && extents.Windows[2] == new Window(2, 2) &&
        extents.Destination[1] * 2 <= extents.Source[1] && extents.Destination[2] * 2 <= extents.Source[2];

    /// <summary>As <see cref="PoolingReference.Maximum{T}"/>, to the bit.</summary>
    public static void Maximum(PoolingExtents extents, float* source, float* destination, int* saved)
    {
        var (height, width, stride) = (extents.Destination[1], extents.Destination[2], extents.Source[2]);
        for (var row = 0; row < extents.Destination[0] * height; row++)
        {
            var start = ((row / height * extents.Source[1]) + (row % height * 2)) * stride;
            var column = 0;
            for (; column <= width - 4; column += 4, destination += 4, saved += 4)
            {
                MaximumFour(source, start + (column * 2), stride, destination, saved);
            }

            for (; column < width; column++)
            {
                MaximumOne(source, start + (column * 2), stride, destination++, saved++);
            }
        }
    }

    /// <summary>As <see cref="PoolingReference.Average{T}"/>, to the bit.</summary>
    public static void Average(PoolingExtents extents, float* source, float* destination)
    {
        var (height, width, stride) = (extents.Destination[1], extents.Destination[2], extents.Source[2]);
        for (var row = 0; row < extents.Destination[0] * height; row++)
        {
            var top = source + (((row / height * extents.Source[1]) + (row % height * 2)) * (long)stride);
            var column = 0;
            for (; column <= width - 4; column += 4, destination += 4)
            {
                var (a, b) = Unzip(top + (column * 2));
                var (c, d) = Unzip(top + stride + (column * 2));
                ((((a + b) + c) + d) * 0.25f).Store(destination);
            }

            for (; column < width; column++)
            {
                var at = top + (column * 2);
                *destination++ = (((at[0] + at[1]) + at[stride]) + at[stride + 1]) * 0.25f;
            }
        }
    }

    /// <summary>As <see cref="PoolingReference.AverageBackward{T}"/>, to the bit.</summary>
    public static void AverageBackward(PoolingExtents extents, float* destinationGradient, float* sourceGradient)
    {
        var (height, width, stride) = (extents.Destination[1], extents.Destination[2], extents.Source[2]);
        new Span<float>(sourceGradient, extents.SourcePositions).Clear();
        for (var row = 0; row < extents.Destination[0] * height; row++)
        {
            var to = sourceGradient + (((row / height * extents.Source[1]) + (row % height * 2)) * (long)stride);
            for (var column = 0; column < width; column++, to += 2)
            {
                to[0] = to[1] = to[stride] = to[stride + 1] = *destinationGradient++ * 0.25f;
            }
        }
    }

    private static void MaximumOne(float* source, int index, int stride, float* destination, int* saved)
    {
        var best = index;
        best = Wins(source[index + 1], source[best]) ? index + 1 : best;
        best = Wins(source[index + stride], source[best]) ? index + stride : best;
        best = Wins(source[index + stride + 1], source[best]) ? index + stride + 1 : best;
        (*destination, *saved) = (source[best], best);
    }

    private static bool Wins(float candidate, float best) => candidate > best || float.IsNaN(candidate);

    private static void MaximumFour(float* source, int index, int stride, float* destination, int* saved)
    {
        var (best, topRight) = Unzip(source + index);
        var (bottomLeft, bottomRight) = Unzip(source + index + stride);
        var at = Vector128.Create(index) + Vector128.Create(0, 2, 4, 6);
        var first = at;
        (best, at) = Take(topRight, first + Vector128<int>.One, best, at);
        (best, at) = Take(bottomLeft, first + Vector128.Create(stride), best, at);
        (best, at) = Take(bottomRight, first + Vector128.Create(stride + 1), best, at);
        best.Store(destination);
        at.Store(saved);
    }

    private static (Vector128<float> Best, Vector128<int> At) Take(Vector128<float> candidate, Vector128<int> index, Vector128<float> best, Vector128<int> at)
    {
        var wins = Vector128.GreaterThan(candidate, best) | ~Vector128.Equals(candidate, candidate);
        return (Vector128.ConditionalSelect(wins, candidate, best), Vector128.ConditionalSelect(wins.AsInt32(), index, at));
    }

    // The even and the odd of eight consecutive floats.
    private static (Vector128<float> Even, Vector128<float> Odd) Unzip(float* source)
    {
        var (low, high) = (Vector128.Load(source), Vector128.Load(source + 4));
        return Sse.IsSupported
            ? (Sse.Shuffle(low, high, 0b10_00_10_00), Sse.Shuffle(low, high, 0b11_01_11_01))
            : (AdvSimd.Arm64.UnzipEven(low, high), AdvSimd.Arm64.UnzipOdd(low, high));
    }
}
