using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>
/// 2×2 pooling of stride 2 in the blocked layout, for where it cannot join the convolution before it because somebody looks
/// at what lies between. A last odd row or column is in no window.
/// </summary>
internal static unsafe class BlockedPooling
{
    private const int Lanes = BlockedProduct.Lanes;

    /// <summary>Pools; of a maximum, each window's winner gets its bit in gates of the source's extents.</summary>
    public static void Forward(FeatureMap<float> source, FeatureMap<float> destination, ushort* winners, bool isMaximum, WorkerPool workers) =>
        workers.Run(new ForwardRow(source, destination, winners, isMaximum), destination.Planes * destination.Shape[2]);

    /// <summary>Writes the gradient by the source: to each window's winner, or a quarter to each of the four.</summary>
    public static void Backward(FeatureMap<float> gradient, FeatureMap<float> sourceGradient, ushort* winners, bool isMaximum, WorkerPool workers) =>
        workers.Run(new BackwardRow(gradient, sourceGradient, winners, isMaximum), sourceGradient.Planes * sourceGradient.Shape[2]);

    private static float* Row(FeatureMap<float> map, int block, int y) => map.Pointer + (block * map.PlaneStride) + ((long)y * map.Shape[3] * Lanes);

    private static ushort* Row(ushort* winners, FeatureMap<float> map, int block, int y) => winners + ((((long)block * map.Shape[2]) + y) * map.Shape[3]);

    private readonly struct ForwardRow(FeatureMap<float> source, FeatureMap<float> destination, ushort* winners, bool isMaximum) : IWork
    {
        public void Do(int item, int worker)
        {
            var (block, y) = Math.DivRem(item, destination.Shape[2]);
            float* upper = Row(source, block, 2 * y), lower = Row(source, block, (2 * y) + 1), to = Row(destination, block, y);
            var bits = stackalloc uint[4];
            for (var x = 0; x < destination.Shape[3]; x++, upper += 2 * Lanes, lower += 2 * Lanes, to += Lanes)
            {
                if (isMaximum)
                {
                    bits[0] = bits[1] = bits[2] = bits[3] = 0;
                    for (var lane = 0; lane < Lanes; lane += Lanes128.Count)
                    {
                        Maximum(upper + lane, lower + lane, to + lane, bits, lane);
                    }

                    ushort* above = Row(winners, source, block, 2 * y) + (2 * x), below = above + source.Shape[3];
                    (above[0], above[1], below[0], below[1]) = ((ushort)bits[0], (ushort)bits[1], (ushort)bits[2], (ushort)bits[3]);
                    continue;
                }

                for (var lane = 0; lane < Lanes; lane += Lanes128.Count)
                {
                    var sum = Lanes128.Add(
                        Lanes128.Add(Lanes128.Load(upper + lane), Lanes128.Load(upper + Lanes + lane)), Lanes128.Add(Lanes128.Load(lower + lane), Lanes128.Load(lower + Lanes + lane)));
                    Lanes128.Store(Lanes128.Multiply(Lanes128.Create(0.25f), sum), to + lane);
                }
            }
        }

        // The first of equals wins: a later one must be larger.
        private static void Maximum(float* upper, float* lower, float* to, uint* bits, int lane)
        {
            var (x0, x1, x2, x3) = (Lanes128.Load(upper), Lanes128.Load(upper + Lanes), Lanes128.Load(lower), Lanes128.Load(lower + Lanes));
            var (best, worse) = (Lanes128.Max(x0, x1), Lanes128.Max(x2, x3));
            var (one, three, below) = (Lanes128.Bits(Lanes128.Less(x0, x1)), Lanes128.Bits(Lanes128.Less(x2, x3)), Lanes128.Bits(Lanes128.Less(best, worse)));
            const uint all = 15;
            bits[0] |= (all & ~below & ~one) << lane;
            bits[1] |= (~below & one) << lane;
            bits[2] |= (below & ~three) << lane;
            bits[3] |= (below & three) << lane;
            Lanes128.Store(Lanes128.Max(best, worse), to);
        }
    }

    private readonly struct BackwardRow(FeatureMap<float> gradient, FeatureMap<float> sourceGradient, ushort* winners, bool isMaximum) : IWork
    {
        public void Do(int item, int worker)
        {
            var (block, y) = Math.DivRem(item, sourceGradient.Shape[2]);
            var to = Row(sourceGradient, block, y);
            var width = sourceGradient.Shape[3];
            if (y >= gradient.Shape[2] * 2)
            {
                new Span<float>(to, width * Lanes).Clear();
                return;
            }

            var from = Row(gradient, block, y / 2);
            var bits = isMaximum ? Row(winners, sourceGradient, block, y) : null;
            for (var x = 0; x < width; x++)
            {
                for (var lane = 0; lane < Lanes; lane += Lanes128.Count, to += Lanes128.Count)
                {
                    var share = x >= gradient.Shape[3] * 2 ? default
                        : isMaximum ? Lanes128.And(Lanes128.Mask((uint)bits[x] >> lane), Lanes128.Load(from + (x / 2 * Lanes) + lane))
                        : Lanes128.Multiply(Lanes128.Create(0.25f), Lanes128.Load(from + (x / 2 * Lanes) + lane));
                    Lanes128.Store(share, to);
                }
            }
        }
    }
}
