using StyleForge.Models.Kernels.Lanes;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Blocked;

/// <summary>The rectifier in the blocked layout, for where it cannot join the convolution before it because somebody looks at what lies between.</summary>
internal static unsafe class BlockedRectifier
{
    private const int Lanes = BlockedProduct.Lanes;

    /// <summary><c>destination = max(0, source)</c>.</summary>
    public static void Forward(FeatureMap<float> source, FeatureMap<float> destination, WorkerPool workers) =>
        workers.Run(new ForwardRow(source, destination), destination.Planes * destination.Shape[2]);

    /// <summary>Writes the gradient by the source: that by the result where the source is above zero, else zero.</summary>
    public static void Backward(FeatureMap<float> source, FeatureMap<float> gradient, FeatureMap<float> sourceGradient, WorkerPool workers) =>
        workers.Run(new BackwardRow(source, gradient, sourceGradient), sourceGradient.Planes * sourceGradient.Shape[2]);

    private static float* Row(FeatureMap<float> map, int item)
    {
        var (block, y) = Math.DivRem(item, map.Shape[2]);
        return map.Pointer + (block * map.PlaneStride) + ((long)y * map.Shape[3] * Lanes);
    }

    private readonly struct ForwardRow(FeatureMap<float> source, FeatureMap<float> destination) : IWork
    {
        public void Do(int item, int worker)
        {
            float* from = Row(source, item), to = Row(destination, item);
            for (nint i = 0; i < source.Shape[3] * Lanes; i += Lanes128.Count)
            {
                // In this order a number that is none stays one.
                Lanes128.Store(Lanes128.Max(default, Lanes128.Load(from + i)), to + i);
            }
        }
    }

    private readonly struct BackwardRow(FeatureMap<float> source, FeatureMap<float> gradient, FeatureMap<float> sourceGradient) : IWork
    {
        public void Do(int item, int worker)
        {
            float* at = Row(source, item), from = Row(gradient, item), to = Row(sourceGradient, item);
            for (nint i = 0; i < source.Shape[3] * Lanes; i += Lanes128.Count)
            {
                Lanes128.Store(Lanes128.And(Lanes128.Less(default, Lanes128.Load(at + i)), Lanes128.Load(from + i)), to + i);
            }
        }
    }
}
