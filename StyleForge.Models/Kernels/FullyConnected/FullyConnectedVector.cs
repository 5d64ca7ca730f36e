using System.Runtime.Intrinsics.X86;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.FullyConnected;

/// <summary>The fully connected layer on vectors. Each weight is used once for each picture, so memory sets the pace.</summary>
internal static unsafe class FullyConnectedVector
{
    private const int RowsPerItem = 16;
    private const int ColumnsPerItem = 1024;

    // Floats. What the processor foresees by itself ends with each page of 4 KB.
    private const int CacheLine = 16;
    private const int Ahead = 1024;

    /// <summary><c>destination = source·Wᵀ + bias</c>; a bias of null means zero.</summary>
    public static void Forward(float* source, float* weights, float* bias, float* destination, int batch, int inputs, int outputs, WorkerPool workers) =>
        workers.Run(new Rows(source, weights, bias, destination, batch, inputs, outputs), (outputs + RowsPerItem - 1) / RowsPerItem);

    /// <summary><c>sourceGradient = destinationGradient·W</c>.</summary>
    public static void BackwardSource(float* destinationGradient, float* weights, float* sourceGradient, int batch, int inputs, int outputs, WorkerPool workers) =>
        workers.Run(new Columns(destinationGradient, weights, sourceGradient, batch, inputs, outputs), (inputs + ColumnsPerItem - 1) / ColumnsPerItem);

    /// <summary>Adds <c>destinationGradientᵀ·source</c> to the gradient by the weights.</summary>
    public static void BackwardWeights(float* source, float* destinationGradient, float* weightsGradient, int batch, int inputs, int outputs, WorkerPool workers) =>
        workers.Run(new WeightRow(source, destinationGradient, weightsGradient, batch, inputs, outputs), outputs);

    private static float Dot(float* x, float* y, int length) => VectorWidth.Bits switch
    {
        512 => Dot<Lanes512>(x, y, length),
        256 => Dot<Lanes256>(x, y, length),
        _ => Dot<Lanes128>(x, y, length),
    };

    // Four sums run side by side to hide the latency of a multiply-add; lanes and rest are added in order at the end.
    private static float Dot<V>(float* x, float* y, int length)
        where V : struct, ILanes<V>
    {
        var (a, b, c, d) = (V.Create(0), V.Create(0), V.Create(0), V.Create(0));
        var i = 0;
        for (; i <= length - (4 * V.Count); i += 4 * V.Count)
        {
            if (Sse.IsSupported)
            {
                for (var line = 0; line < 4 * V.Count; line += CacheLine)
                {
                    Sse.Prefetch0(y + i + Ahead + line);
                }
            }

            a = V.MultiplyAdd(V.Load(x + i), V.Load(y + i), a);
            b = V.MultiplyAdd(V.Load(x + i + V.Count), V.Load(y + i + V.Count), b);
            c = V.MultiplyAdd(V.Load(x + i + (2 * V.Count)), V.Load(y + i + (2 * V.Count)), c);
            d = V.MultiplyAdd(V.Load(x + i + (3 * V.Count)), V.Load(y + i + (3 * V.Count)), d);
        }

        var lanes = stackalloc float[V.Count];
        V.Store(V.Add(V.Add(a, b), V.Add(c, d)), lanes);
        var sum = 0f;
        for (var lane = 0; lane < V.Count; lane++)
        {
            sum += lanes[lane];
        }

        for (; i < length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    private readonly struct Rows(float* source, float* weights, float* bias, float* destination, int batch, int inputs, int outputs) : IWork
    {
        public void Do(int item, int worker)
        {
            for (var o = item * RowsPerItem; o < Math.Min((item + 1) * RowsPerItem, outputs); o++)
            {
                for (var n = 0; n < batch; n++)
                {
                    destination[((long)n * outputs) + o] =
                        (bias == null ? 0 : bias[o]) + Dot(source + ((long)n * inputs), weights + ((long)o * inputs), inputs);
                }
            }
        }
    }

    private readonly struct Columns(float* destinationGradient, float* weights, float* sourceGradient, int batch, int inputs, int outputs) : IWork
    {
        public void Do(int item, int worker)
        {
            var first = item * ColumnsPerItem;
            var count = Math.Min(ColumnsPerItem, inputs - first);
            for (var n = 0; n < batch; n++)
            {
                var to = sourceGradient + ((long)n * inputs) + first;
                new Span<float>(to, count).Clear();
                for (var o = 0; o < outputs; o++)
                {
                    Traversal.Run(new AddScaled(destinationGradient[((long)n * outputs) + o]), weights + ((long)o * inputs) + first, to, to, count);
                }
            }
        }
    }

    private readonly struct WeightRow(float* source, float* destinationGradient, float* weightsGradient, int batch, int inputs, int outputs) : IWork
    {
        public void Do(int item, int worker)
        {
            var to = weightsGradient + ((long)item * inputs);
            for (var n = 0; n < batch; n++)
            {
                Traversal.Run(new AddScaled(destinationGradient[((long)n * outputs) + item]), source + ((long)n * inputs), to, to, inputs);
            }
        }
    }

    /// <summary><c>factor·x + y</c>.</summary>
    private readonly struct AddScaled(float factor) : IOperator
    {
        public V Apply<V>(V x, V y)
            where V : struct, ILanes<V> => V.MultiplyAdd(V.Create(factor), x, y);
    }
}
