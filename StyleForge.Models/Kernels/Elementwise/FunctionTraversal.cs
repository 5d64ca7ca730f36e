using System.Numerics;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>A function of every number of a tensor, on all threads; the compiler makes a loop of its own for each function and number type.</summary>
internal static unsafe class FunctionTraversal
{
    // Fixed, so that the cuts never depend on threads.
    private const int ItemLength = 16384;

    /// <summary><c>destination = f(source)</c>; both may be the same tensor.</summary>
    public static void Run<T, TFunction>(TFunction function, Tensor<T> source, Tensor<T> destination, WorkerPool workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IFunction
    {
        if (TFunction.HasLanes && typeof(T) == typeof(float) && VectorWidth.Bits > 0)
        {
            var x = (float*)source.Pointer;
            Traversal.Run(new OfFirst<TFunction>(function), x, x, (float*)destination.Pointer, source.Length, workers);
            return;
        }

        workers.Run(new Stretch<T, TFunction>(function, source.Pointer, destination.Pointer, source.Length), (source.Length + ItemLength - 1) / ItemLength);
    }

    /// <summary><c>destination = f(source)</c> on this thread, for a function with a form for vectors; both may be the same.</summary>
    public static void Here<TFunction>(TFunction function, float* source, float* destination, int length)
        where TFunction : struct, IFunction => Traversal.Run(new OfFirst<TFunction>(function), source, source, destination, length);

    /// <summary>A function as an operator that looks at its first number only.</summary>
    private readonly struct OfFirst<TFunction>(TFunction function) : IOperator
        where TFunction : struct, IFunction
    {
        private readonly TFunction _function = function;

        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => _function.OfLanes(x);
    }

    private readonly struct Stretch<T, TFunction>(TFunction function, T* source, T* destination, int length) : IWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IFunction
    {
        public void Do(int item, int worker)
        {
            var own = function;
            var end = Math.Min((item + 1) * ItemLength, length);
            for (var i = item * ItemLength; i < end; i++)
            {
                destination[i] = own.Of(source[i]);
            }
        }
    }
}
