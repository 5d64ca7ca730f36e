using System.Runtime.CompilerServices;
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
    private const int Ahead = 512;

    /// <summary><c>destination = source·Wᵀ + bias</c>; a bias of null means zero.</summary>
    public static void Forward(float* source, float* weights, float* bias, float* destination, int batch, int inputs, int outputs, WorkerPool workers) =>
        workers.Run(new Rows(source, weights, bias, destination, batch, inputs, outputs), (outputs + RowsPerItem - 1) / RowsPerItem);

    /// <summary><c>sourceGradient = destinationGradient·W</c>.</summary>
    public static void BackwardSource(float* destinationGradient, float* weights, float* sourceGradient, int batch, int inputs, int outputs, WorkerPool workers) =>
        workers.Run(new Columns(destinationGradient, weights, sourceGradient, batch, inputs, outputs), (inputs + ColumnsPerItem - 1) / ColumnsPerItem);

    /// <summary>Adds <c>destinationGradientᵀ·source</c> to the gradient by the weights.</summary>
    public static void BackwardWeights(float* source, float* destinationGradient, float* weightsGradient, int batch, int inputs, int outputs, WorkerPool workers) =>
        workers.Run(new WeightRow(source, destinationGradient, weightsGradient, batch, inputs, outputs), outputs);

    private static void Dots(float* x, Four y, int length, float* sums)
    {
        switch (VectorWidth.Bits)
        {
            case 512:
                Dots<Lanes512>(x, y, length, sums);
                break;
            case 256:
                Dots<Lanes256>(x, y, length, sums);
                break;
            default:
                Dots<Lanes128>(x, y, length, sums);
                break;
        }
    }

    // Four rows of weights are four streams of memory, and two sums of each hide the latency of a multiply-add; lanes and rest are added in order at the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<V>(float* x, Four y, int length, float* sums)
        where V : struct, ILanes<V>
    {
        float* p = y.First, q = y.Second, r = y.Third, s = y.Fourth;
        V a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        var i = 0;
        for (; i <= length - (2 * V.Count); i += 2 * V.Count)
        {
            if (Sse.IsSupported)
            {
                for (var line = i + Ahead; line < i + Ahead + (2 * V.Count); line += CacheLine)
                {
                    Sse.Prefetch0(p + line);
                    Sse.Prefetch0(q + line);
                    Sse.Prefetch0(r + line);
                    Sse.Prefetch0(s + line);
                }
            }

            var (x0, x1) = (V.Load(x + i), V.Load(x + i + V.Count));
            a0 = V.MultiplyAdd(x0, V.Load(p + i), a0);
            a1 = V.MultiplyAdd(x1, V.Load(p + i + V.Count), a1);
            b0 = V.MultiplyAdd(x0, V.Load(q + i), b0);
            b1 = V.MultiplyAdd(x1, V.Load(q + i + V.Count), b1);
            c0 = V.MultiplyAdd(x0, V.Load(r + i), c0);
            c1 = V.MultiplyAdd(x1, V.Load(r + i + V.Count), c1);
            d0 = V.MultiplyAdd(x0, V.Load(s + i), d0);
            d1 = V.MultiplyAdd(x1, V.Load(s + i + V.Count), d1);
        }

        sums[0] = Total(V.Add(a0, a1), x, p, i, length);
        sums[1] = Total(V.Add(b0, b1), x, q, i, length);
        sums[2] = Total(V.Add(c0, c1), x, r, i, length);
        sums[3] = Total(V.Add(d0, d1), x, s, i, length);
    }

    private static float Total<V>(V vector, float* x, float* y, int i, int length)
        where V : struct, ILanes<V>
    {
        var lanes = stackalloc float[V.Count];
        V.Store(vector, lanes);
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

    /// <summary>Four rows of weights.</summary>
    private readonly struct Four(float* first, float* second, float* third, float* fourth)
    {
        public float* First { get; } = first;

        public float* Second { get; } = second;

        public float* Third { get; } = third;

        public float* Fourth { get; } = fourth;
    }

    private readonly struct Rows(float* source, float* weights, float* bias, float* destination, int batch, int inputs, int outputs) : IWork
    {
        public void Do(int item, int worker)
        {
            var sums = stackalloc float[4];
            var end = Math.Min((item + 1) * RowsPerItem, outputs);
            for (var o = item * RowsPerItem; o < end; o += 4)
            {
                // Past the last row the last again.
                var rows = new Four(Row(o), Row(Math.Min(o + 1, end - 1)), Row(Math.Min(o + 2, end - 1)), Row(Math.Min(o + 3, end - 1)));
                for (var n = 0; n < batch; n++)
                {
                    Dots(source + ((long)n * inputs), rows, inputs, sums);
                    for (var row = o; row < Math.Min(o + 4, end); row++)
                    {
                        destination[((long)n * outputs) + row] = (bias == null ? 0 : bias[row]) + sums[row - o];
                    }
                }
            }
        }

        private float* Row(int o) => weights + ((long)o * inputs);
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
