using StyleForge.Models.Tensors;

namespace StyleForge.Models.Training;

/// <summary>The products of <see cref="ChannelMap"/> one number at a time: where there are no vectors, and what the fast ones are held to.</summary>
internal static unsafe class ChannelMapReference
{
    /// <summary><c>e[k, p] = Σ_c map[c, k]·f[c, p]</c>.</summary>
    public static void Forward(ReadOnlySpan<float> map, FeatureMap<float> source, FeatureMap<float> destination)
    {
        var (from, to) = (source.Shape[1], destination.Shape[1]);
        for (var p = 0; p < source.Shape.Positions; p++)
        {
            for (var k = 0; k < to; k++)
            {
                double sum = 0;
                for (var c = 0; c < from; c++)
                {
                    sum += (double)map[(c * to) + k] * *At(source, c, p);
                }

                *At(destination, k, p) = (float)sum;
            }
        }
    }

    /// <summary><c>df[c, p] += Σ_k map[c, k]·de[k, p]</c>.</summary>
    public static void Backward(ReadOnlySpan<float> map, FeatureMap<float> destinationGradient, FeatureMap<float> sourceGradient)
    {
        var (from, to) = (sourceGradient.Shape[1], destinationGradient.Shape[1]);
        for (var p = 0; p < sourceGradient.Shape.Positions; p++)
        {
            for (var c = 0; c < from; c++)
            {
                double sum = 0;
                for (var k = 0; k < to; k++)
                {
                    sum += (double)map[(c * to) + k] * *At(destinationGradient, k, p);
                }

                *At(sourceGradient, c, p) += (float)sum;
            }
        }
    }

    /// <summary><c>dmap[c, k] += Σ_p f[c, p]·de[k, p]</c>.</summary>
    public static void AddMapGradient(FeatureMap<float> source, FeatureMap<float> destinationGradient, Span<float> mapGradient)
    {
        var (from, to) = (source.Shape[1], destinationGradient.Shape[1]);
        for (var c = 0; c < from; c++)
        {
            for (var k = 0; k < to; k++)
            {
                double sum = 0;
                for (var p = 0; p < source.Shape.Positions; p++)
                {
                    sum += (double)*At(source, c, p) * *At(destinationGradient, k, p);
                }

                mapGradient[(c * to) + k] += (float)sum;
            }
        }
    }

    private static float* At(FeatureMap<float> map, int channel, int position) =>
        map.Pointer + ((channel / map.Lanes) * map.PlaneStride) + ((long)position * map.Lanes) + (channel % map.Lanes);
}
