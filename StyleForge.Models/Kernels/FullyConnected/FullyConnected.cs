using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.FullyConnected;

/// <summary>The fully connected layer over a batch.</summary>
internal static class FullyConnected
{
    public static void Forward<T>(Tensor<T> source, Tensor<T> weights, Tensor<T>? bias, Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var n = 0; n < source.Shape[0]; n++)
        {
            FullyConnectedReference.Forward<T>(Row(source, n), weights.Span, bias is null ? [] : bias.Span, Row(destination, n));
        }
    }

    public static void BackwardSource<T>(Tensor<T> destinationGradient, Tensor<T> weights, Tensor<T> sourceGradient, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var n = 0; n < sourceGradient.Shape[0]; n++)
        {
            FullyConnectedReference.BackwardSource<T>(Row(destinationGradient, n), weights.Span, Row(sourceGradient, n));
        }
    }

    public static void BackwardParameters<T>(Tensor<T> source, Tensor<T> destinationGradient, Tensor<T> weightsGradient, Tensor<T>? biasGradient, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var n = 0; n < source.Shape[0]; n++)
        {
            FullyConnectedReference.BackwardParameters<T>(Row(source, n), Row(destinationGradient, n), weightsGradient.Span, biasGradient is null ? [] : biasGradient.Span);
        }
    }

    private static Span<T> Row<T>(Tensor<T> tensor, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => tensor.Span.Slice(n * tensor.Shape[1], tensor.Shape[1]);
}
