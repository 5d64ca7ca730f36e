using System.Numerics;

namespace StyleForge.Models.Kernels.Activation;

/// <summary>The rectified linear unit as it is defined. Source and destination may be the same memory.</summary>
internal static class ReluReference
{
    /// <summary><c>destination = source where it is not below 0, else 0</c>; a NaN stays one.</summary>
    public static void Forward<T>(ReadOnlySpan<T> source, Span<T> destination)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = source[i] < T.Zero ? T.Zero : source[i];
        }
    }

    /// <summary><c>sourceGradient = destinationGradient where destination is above 0, else 0</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> destination, ReadOnlySpan<T> destinationGradient, Span<T> sourceGradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < destination.Length; i++)
        {
            sourceGradient[i] = destination[i] > T.Zero ? destinationGradient[i] : T.Zero;
        }
    }
}
