using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Networks;

/// <summary>Gradients at taps: cleared before a round, joined with what comes back from deeper layers.</summary>
internal static unsafe class Gradients
{
    /// <summary><c>destination = 0</c>.</summary>
    public static void Clear<T>(Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var work = new Clearing((byte*)destination.Pointer, (long)destination.Length * sizeof(T));
        workers.Run(work, work.Items);
    }

    /// <summary><c>destination += source</c>, for tensors of the same length: vectors for <see cref="float"/>, a plain loop for everything else.</summary>
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

    private readonly struct Clearing(byte* destination, long bytes) : IWork
    {
        private const long ItemBytes = 1 << 20;

        public int Items => (int)((bytes + ItemBytes - 1) / ItemBytes);

        public void Do(int item, int worker)
        {
            var start = item * ItemBytes;
            new Span<byte>(destination + start, (int)Math.Min(ItemBytes, bytes - start)).Clear();
        }
    }
}
