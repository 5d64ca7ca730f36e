using System.Numerics;

namespace StyleForge.Models.Kernels.FullyConnected;

/// <summary>The fully connected layer as it is defined, for one source row x of the batch and weights W of shape <c>(out, in)</c>.</summary>
internal static class FullyConnectedReference
{
    /// <summary><c>y_o = b_o + Σ_i W_oi·x_i</c>; an empty bias means zero.</summary>
    public static void Forward<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, Span<T> destination)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var o = 0; o < destination.Length; o++)
        {
            var sum = bias.IsEmpty ? T.Zero : bias[o];
            for (var i = 0; i < source.Length; i++)
            {
                sum += weights[(o * source.Length) + i] * source[i];
            }

            destination[o] = sum;
        }
    }

    /// <summary><c>∂/∂x_i = Σ_o W_oi·g_o</c> for the gradient g by the destination.</summary>
    public static void BackwardSource<T>(ReadOnlySpan<T> destinationGradient, ReadOnlySpan<T> weights, Span<T> sourceGradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        sourceGradient.Clear();
        for (var o = 0; o < destinationGradient.Length; o++)
        {
            for (var i = 0; i < sourceGradient.Length; i++)
            {
                sourceGradient[i] += weights[(o * sourceGradient.Length) + i] * destinationGradient[o];
            }
        }
    }

    /// <summary>Adds <c>∂/∂W_oi = g_o·x_i</c>.</summary>
    public static void BackwardWeights<T>(ReadOnlySpan<T> source, ReadOnlySpan<T> destinationGradient, Span<T> weightsGradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var o = 0; o < destinationGradient.Length; o++)
        {
            for (var i = 0; i < source.Length; i++)
            {
                weightsGradient[(o * source.Length) + i] += destinationGradient[o] * source[i];
            }
        }
    }

    /// <summary>Adds <c>∂/∂b_o = g_o</c>.</summary>
    public static void BackwardBias<T>(ReadOnlySpan<T> destinationGradient, Span<T> biasGradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var o = 0; o < destinationGradient.Length; o++)
        {
            biasGradient[o] += destinationGradient[o];
        }
    }
}
