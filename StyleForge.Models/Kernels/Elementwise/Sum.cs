using System.Numerics;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>The sum of two tensors of one length: vectors for <see cref="float"/>, a plain loop for everything else.</summary>
internal static unsafe class Sum
{
    /// <summary><c>destination = x + y</c>; it may be x or y itself.</summary>
    public static void Of<T>(Tensor<T> x, Tensor<T> y, Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Traversal.Run(default(Plus), (float*)x.Pointer, (float*)y.Pointer, (float*)destination.Pointer, destination.Length, workers);
            return;
        }

        Here(x.Pointer, y.Pointer, destination.Pointer, destination.Length);
    }

    /// <summary><c>destination = x + y</c> on this thread; it may be x or y itself.</summary>
    public static void Here<T>(T* x, T* y, T* destination, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Traversal.Run(default(Plus), (float*)x, (float*)y, (float*)destination, length);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            destination[i] = x[i] + y[i];
        }
    }

    private readonly struct Plus : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.Add(x, y);
    }
}
