using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Activation;

/// <summary>The rectified linear unit: vectors for <see cref="float"/>, the reference for everything else.</summary>
internal static unsafe class Relu
{
    /// <summary><c>destination = max(0, source)</c>; both may be the same tensor.</summary>
    public static void Forward<T>(Tensor<T> source, Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float) && VectorWidth.Bits > 0)
        {
            var x = (float*)source.Pointer;
            Traversal.Run(default(Rectify), x, x, (float*)destination.Pointer, source.Length, workers);
        }
        else
        {
            ReluReference.Forward<T>(source.Span, destination.Span);
        }
    }

    /// <summary><c>sourceGradient = destinationGradient where destination &gt; 0</c>; both gradients may be the same tensor.</summary>
    public static void Backward<T>(Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float) && VectorWidth.Bits > 0)
        {
            Traversal.Run(default(Gate), (float*)destination.Pointer, (float*)destinationGradient.Pointer, (float*)sourceGradient.Pointer, destination.Length, workers);
        }
        else
        {
            ReluReference.Backward<T>(destination.Span, destinationGradient.Span, sourceGradient.Span);
        }
    }

    private readonly struct Rectify : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.AndNot(V.Less(x, V.Create(0)), x);
    }

    private readonly struct Gate : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.And(V.Less(V.Create(0), x), y);
    }
}
