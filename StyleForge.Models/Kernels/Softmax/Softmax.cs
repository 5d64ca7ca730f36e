using System.Numerics;
using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Softmax;

/// <summary>
/// Softmax over the middle one of three dimensions, in which the last is so long that many rows are computed at once, one in each lane: the classes of every voxel. Rows that
/// lie side by side, and other number types, are the <see cref="SoftmaxReference"/>'s.
/// </summary>
internal static unsafe class Softmax
{
    // Rows of an item. Fixed, so that the cuts never depend on threads.
    private const int ItemRows = 4096;

    /// <summary>True where it takes the numbers.</summary>
    /// <param name="step">Numbers of the last dimension.</param>
    public static bool Accepts<T>(int step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) && VectorWidth.Bits > 0 && step > 1;

    /// <summary>Computes the softmax of every row; destination may be the source itself.</summary>
    /// <param name="source"><c>(outer, length, step)</c>.</param>
    /// <param name="destination">The same shape.</param>
    /// <param name="outer">Numbers of the first dimension.</param>
    /// <param name="length">Numbers of a row.</param>
    /// <param name="step">Numbers of the last dimension.</param>
    /// <param name="workers">The threads to work on.</param>
    public static void Forward(float* source, float* destination, int outer, int length, int step, WorkerPool workers)
    {
        var parts = (step + ItemRows - 1) / ItemRows;
        workers.Run(new Part(source, destination, length, step, parts), outer * parts);
    }

    private readonly struct Part(float* source, float* destination, int length, int step, int parts) : IWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Do(int item, int worker)
        {
            var (block, part) = Math.DivRem(item, parts);
            var first = (long)block * length * step;
            var (row, end) = (part * ItemRows, Math.Min((part + 1) * ItemRows, step));
            if (VectorWidth.Bits >= 512)
            {
                row = Rows<Lanes512>(first, row, end);
            }

            if (VectorWidth.Bits >= 256)
            {
                row = Rows<Lanes256>(first, row, end);
            }

            row = Rows<Lanes128>(first, row, end);
            Rows<Lanes32>(first, row, end);
        }

        private int Rows<V>(long first, int row, int end)
            where V : struct, ILanes<V>
        {
            for (; row <= end - V.Count; row += V.Count)
            {
                float* x = source + first + row, y = destination + first + row;
                var largest = V.Load(x);
                for (var i = 1L; i < length; i++)
                {
                    largest = V.Max(largest, V.Load(x + (i * step)));
                }

                var sum = V.Create(0);
                for (var i = 0L; i < length; i++)
                {
                    var power = V.Exponential(V.Subtract(V.Load(x + (i * step)), largest));
                    sum = V.Add(sum, power);
                    V.Store(power, y + (i * step));
                }

                for (var i = 0L; i < length; i++)
                {
                    V.Store(V.Divide(V.Load(y + (i * step)), sum), y + (i * step));
                }
            }

            return row;
        }
    }
}
