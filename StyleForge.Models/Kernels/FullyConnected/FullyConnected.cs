using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.FullyConnected;

/// <summary>The fully connected layer over a batch: vectors for <see cref="float"/>, the reference for everything else.</summary>
internal static unsafe class FullyConnected
{
    /// <summary><c>destination = source·Wᵀ + bias</c>.</summary>
    public static void Forward<T>(Tensor<T> source, Tensor<T> weights, Tensor<T>? bias, Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsVector<T>())
        {
            FullyConnectedVector.Forward(
                (float*)source.Pointer, (float*)weights.Pointer, bias is null ? null : (float*)bias.Pointer, (float*)destination.Pointer,
                source.Shape[0], weights.Shape[1], weights.Shape[0], workers);
            return;
        }

        for (var n = 0; n < source.Shape[0]; n++)
        {
            FullyConnectedReference.Forward<T>(Row(source, n), weights.Span, bias is null ? [] : bias.Span, Row(destination, n));
        }
    }

    /// <summary><c>sourceGradient = destinationGradient·W</c>.</summary>
    public static void BackwardSource<T>(Tensor<T> destinationGradient, Tensor<T> weights, Tensor<T> sourceGradient, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsVector<T>())
        {
            FullyConnectedVector.BackwardSource(
                (float*)destinationGradient.Pointer, (float*)weights.Pointer, (float*)sourceGradient.Pointer,
                sourceGradient.Shape[0], weights.Shape[1], weights.Shape[0], workers);
            return;
        }

        for (var n = 0; n < sourceGradient.Shape[0]; n++)
        {
            FullyConnectedReference.BackwardSource<T>(Row(destinationGradient, n), weights.Span, Row(sourceGradient, n));
        }
    }

    /// <summary>Adds <c>destinationGradientᵀ·source</c> and the sum over the batch.</summary>
    public static void BackwardParameters<T>(Tensor<T> source, Tensor<T> destinationGradient, Tensor<T> weightsGradient, Tensor<T>? biasGradient, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsVector<T>())
        {
            FullyConnectedVector.BackwardWeights(
                (float*)source.Pointer, (float*)destinationGradient.Pointer, (float*)weightsGradient.Pointer,
                source.Shape[0], weightsGradient.Shape[1], weightsGradient.Shape[0], workers);
        }

        for (var n = 0; n < source.Shape[0]; n++)
        {
            if (!IsVector<T>())
            {
                FullyConnectedReference.BackwardWeights<T>(Row(source, n), Row(destinationGradient, n), weightsGradient.Span);
            }

            if (biasGradient is not null)
            {
                FullyConnectedReference.BackwardBias<T>(Row(destinationGradient, n), biasGradient.Span);
            }
        }
    }

    private static bool IsVector<T>() => typeof(T) == typeof(float) && VectorWidth.Bits > 0;

    private static Span<T> Row<T>(Tensor<T> tensor, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => tensor.Span.Slice(n * tensor.Shape[1], tensor.Shape[1]);
}
