using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>
/// The one loop of all element-wise kernels: from wide to narrow with a shared offset, so that a machine with wide
/// vectors does its tail with narrower ones. Destination may be x or y itself, but must not overlap them otherwise.
/// </summary>
internal static unsafe class Traversal
{
    // 64 KB of each operand: enough work for one hand-over to a thread. Fixed, so that the cuts never depend on threads.
    private const int ItemLength = 16384;

    /// <summary>Computes <c>destination[i] = op(x[i], y[i])</c> on all threads.</summary>
    public static void Run<TOperator>(TOperator op, float* x, float* y, float* destination, int length, WorkerPool workers)
        where TOperator : struct, IOperator =>
        workers.Run(new Stretch<TOperator>(op, x, y, destination, length), (length + ItemLength - 1) / ItemLength);

    /// <summary>Computes <c>destination[i] = op(x[i], y[i])</c> on this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TOperator>(TOperator op, float* x, float* y, float* destination, int length)
        where TOperator : struct, IOperator
    {
        var i = 0;
        if (VectorWidth.Bits >= 512)
        {
            i = Run<TOperator, Lanes512>(op, x, y, destination, i, length);
        }

        if (VectorWidth.Bits >= 256)
        {
            i = Run<TOperator, Lanes256>(op, x, y, destination, i, length);
        }

        if (VectorWidth.Bits >= 128)
        {
            i = Run<TOperator, Lanes128>(op, x, y, destination, i, length);
        }

        Run<TOperator, Lanes32>(op, x, y, destination, i, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Run<TOperator, V>(TOperator op, float* x, float* y, float* destination, int i, int length)
        where TOperator : struct, IOperator
        where V : struct, ILanes<V>
    {
        for (; i <= length - V.Count; i += V.Count)
        {
            V.Store(op.Apply(V.Load(x + i), V.Load(y + i)), destination + i);
        }

        return i;
    }

    private readonly struct Stretch<TOperator>(TOperator op, float* x, float* y, float* destination, int length) : IWork
        where TOperator : struct, IOperator
    {
        public void Do(int item, int worker)
        {
            var start = item * ItemLength;
            Run(op, x + start, y + start, destination + start, Math.Min(ItemLength, length - start));
        }
    }
}
