using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// Adds the gradient by the destination over pictures and positions to the gradient by the bias; an item is a channel.
/// </summary>
/// <remarks>
/// Summed in double: a quarter of a million positions would cost a float four digits. Eight sums side by side, at every
/// width the same eight.
/// </remarks>
internal readonly unsafe struct BiasGradientSum(ConvolutionExtents extents, float* destinationGradient, float* biasGradient) : IWork
{
    /// <inheritdoc/>
    public void Do(int item, int worker)
    {
        double sum = biasGradient[item];
        for (var n = 0; n < extents.Batch; n++)
        {
            var row = ((long)n * extents.Groups * extents.DestinationChannels) + item;
            sum += Sum(destinationGradient + (row * extents.DestinationPositions), extents.DestinationPositions);
        }

        biasGradient[item] = (float)sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(float* row, int count)
    {
        var lower = Vector256<double>.Zero;
        var upper = Vector256<double>.Zero;
        var i = 0;
        for (; i <= count - 8; i += 8)
        {
            lower += Widen(row + i);
            upper += Widen(row + i + 4);
        }

        var four = lower + upper;
        var two = four.GetLower() + four.GetUpper();
        var sum = two.GetElement(0) + two.GetElement(1);
        for (; i < count; i++)
        {
            sum += row[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(float* four) => Avx.IsSupported
        ? Avx.ConvertToVector256Double(Vector128.Load(four))
        : Vector256.Create(Vector128.WidenLower(Vector128.Load(four)), Vector128.WidenUpper(Vector128.Load(four)));
}
