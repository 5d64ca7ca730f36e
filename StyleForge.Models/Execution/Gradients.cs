using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>Gradients: cleared where a backward pass begins.</summary>
internal static unsafe class Gradients
{
    /// <summary><c>destination = 0</c>.</summary>
    public static void Clear<T>(Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var work = new Clearing((byte*)destination.Pointer, (long)destination.Length * sizeof(T));
        workers.Run(work, work.Items);
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
