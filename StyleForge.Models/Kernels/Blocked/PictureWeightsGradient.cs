using System.Runtime.CompilerServices;
using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// The gradient of the first 3×3 convolution by its weights and bias: for every one of 27 taps the sum over positions of the
/// gated gradient times the bordered picture, directly. A row is summed in registers and then added to the sums so far, which
/// keeps the rounding of a float small over many rows.
/// </summary>
internal static unsafe class PictureWeightsGradient
{
    private const int Lanes = BlockedProduct.Lanes;
    private const int Depth = 27;

    // 27 taps and the bias.
    private const int SumsLength = (Depth + 1) * Lanes;

    /// <summary>Floats of scratch memory that each worker needs.</summary>
    public static long ScratchLength(int width) => ((long)width * Lanes) + SumsLength;

    /// <summary>Adds the gradients.</summary>
    /// <param name="bordered">The normalised picture with its border of one, <c>[3][H + 2][RowStride]</c>.</param>
    /// <param name="gradient">The gradient by the activations.</param>
    /// <param name="gates">Their gates.</param>
    /// <param name="parameterGradient">The gradient by the weights, <c>(oc, 3, 3, 3)</c>, and after it the one by the bias; added to.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> floats for each worker.</param>
    /// <param name="workers">The threads to work on.</param>
    public static void Run(float* bordered, FeatureMap<float> gradient, ushort* gates, float* parameterGradient, ScratchMemory scratch, WorkerPool workers) =>
        workers.Run(new Block(bordered, gradient, gates, parameterGradient, scratch), gradient.Planes);

    /// <summary>Sixteen destination channels.</summary>
    private readonly struct Block(float* bordered, FeatureMap<float> gradient, ushort* gates, float* parameterGradient, ScratchMemory scratch) : IWork
    {
        private int Height => gradient.Shape[2];

        private int Width => gradient.Shape[3];

        public void Do(int item, int worker)
        {
            var sums = scratch.Own(worker);
            var gated = sums + SumsLength;
            new Span<float>(sums, SumsLength).Clear();
            for (var y = 0; y < Height; y++)
            {
                switch (VectorWidth.Bits)
                {
                    case >= 512:
                        AddRow<Lanes512>(item, y, gated, sums);
                        break;
                    case 256:
                        AddRow<Lanes256>(item, y, gated, sums);
                        break;
                    default:
                        AddRow<Lanes128>(item, y, gated, sums);
                        break;
                }
            }

            var first = item * Lanes;
            var rows = Math.Min(Lanes, gradient.Shape[1] - first);
            TileSums.AddTransposed(sums, Depth, rows, parameterGradient + ((long)first * Depth), Depth);
            var bias = parameterGradient + ((long)gradient.Shape[1] * Depth) + first;
            for (var row = 0; row < rows; row++)
            {
                bias[row] += sums[(Depth * Lanes) + row];
            }
        }

        private void AddRow<V>(int block, int y, float* gated, float* sums)
            where V : struct, ILanes<V>
        {
            var position = (long)y * Width;
            Gate<V>(Width, gradient.Pointer + (block * gradient.PlaneStride) + (position * Lanes), gates + ((long)block * Height * Width) + position, gated, sums + (Depth * Lanes));
            nint stride = PictureConvolution.RowStride(Width);
            for (var colour = 0; colour < 3; colour++)
            {
                var row = bordered + ((((long)colour * (Height + 2)) + y) * stride);
                for (var lane = 0; lane < Lanes; lane += V.Count)
                {
                    Nine<V>(Width, gated + lane, row, stride, sums + (colour * 9 * Lanes) + lane);
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Gate<V>(int width, float* from, ushort* gate, float* to, float* sums)
            where V : struct, ILanes<V>
        {
            for (var lane = 0; lane < Lanes; lane += V.Count)
            {
                V sum = default;
                for (var x = 0; x < width; x++)
                {
                    var number = V.And(V.Mask((uint)gate[x] >> lane), V.Load(from + (x * Lanes) + lane));
                    V.Store(number, to + (x * Lanes) + lane);
                    sum = V.Add(sum, number);
                }

                V.Store(V.Add(V.Load(sums + lane), sum), sums + lane);
            }
        }

        // The nine taps of one colour.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Nine<V>(int width, float* gated, float* s, nint stride, float* sums)
            where V : struct, ILanes<V>
        {
            V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default, c8 = default;
            float* t = s + stride, u = t + stride;
            for (; width > 0; width--, gated += Lanes, s++, t++, u++)
            {
                var g = V.Load(gated);
                c0 = V.MultiplyAdd(V.Create(s[0]), g, c0);
                c1 = V.MultiplyAdd(V.Create(s[1]), g, c1);
                c2 = V.MultiplyAdd(V.Create(s[2]), g, c2);
                c3 = V.MultiplyAdd(V.Create(t[0]), g, c3);
                c4 = V.MultiplyAdd(V.Create(t[1]), g, c4);
                c5 = V.MultiplyAdd(V.Create(t[2]), g, c5);
                c6 = V.MultiplyAdd(V.Create(u[0]), g, c6);
                c7 = V.MultiplyAdd(V.Create(u[1]), g, c7);
                c8 = V.MultiplyAdd(V.Create(u[2]), g, c8);
            }

            Add(c0, sums);
            Add(c1, sums + Lanes);
            Add(c2, sums + (2 * Lanes));
            Add(c3, sums + (3 * Lanes));
            Add(c4, sums + (4 * Lanes));
            Add(c5, sums + (5 * Lanes));
            Add(c6, sums + (6 * Lanes));
            Add(c7, sums + (7 * Lanes));
            Add(c8, sums + (8 * Lanes));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add<V>(V sum, float* to)
            where V : struct, ILanes<V> => V.Store(V.Add(V.Load(to), sum), to);
    }
}
