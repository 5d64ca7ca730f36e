using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Networks;

/// <summary>Joins gradients that reach the same place by two ways: vectors for <see cref="float"/>, a plain loop for everything else.</summary>
internal static unsafe class GradientSum
{
    /// <summary><c>destination += source</c>, for tensors of the same length.</summary>
    public static void Add<T>(Tensor<T> source, Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var from = source.Pointer;
        var to = destination.Pointer;
        if (typeof(T) == typeof(float))
        {
            Traversal.Run(default(Sum), (float*)from, (float*)to, (float*)to, destination.Length, workers);
            return;
        }

        for (var i = 0; i < destination.Length; i++)
        {
            to[i] += from[i];
        }
    }

    private readonly struct Sum : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.Add(x, y);
    }
}
