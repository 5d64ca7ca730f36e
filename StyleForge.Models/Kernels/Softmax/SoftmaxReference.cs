using System.Numerics;

namespace StyleForge.Models.Kernels.Softmax;

/// <summary>Softmax of one row. Rows are short (a thousand classes), so this is the only path where they are few.</summary>
internal static class SoftmaxReference
{
    /// <summary><c>y_i = exp(x_i − max x) / Σ_j exp(x_j − max x)</c>; taking the largest away keeps every power below 1.</summary>
    public static void Forward<T>(ReadOnlySpan<T> source, Span<T> destination)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var largest = source[0];
        foreach (var x in source)
        {
            largest = T.Max(largest, x);
        }

        var sum = T.Zero;
        for (var i = 0; i < source.Length; i++)
        {
            sum += destination[i] = T.Exp(source[i] - largest);
        }

        foreach (ref var y in destination)
        {
            y /= sum;
        }
    }

    /// <summary><c>∂/∂x_i = y_i·(g_i − Σ_j g_j·y_j)</c> for the gradient g by the destination y.</summary>
    public static void Backward<T>(ReadOnlySpan<T> destination, ReadOnlySpan<T> destinationGradient, Span<T> sourceGradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var dot = T.Zero;
        for (var i = 0; i < destination.Length; i++)
        {
            dot += destinationGradient[i] * destination[i];
        }

        for (var i = 0; i < destination.Length; i++)
        {
            sourceGradient[i] = destination[i] * (destinationGradient[i] - dot);
        }
    }
}
