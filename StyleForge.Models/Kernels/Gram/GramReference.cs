using System.Numerics;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>The Gram matrix as it is defined, over F with one row a channel and one column a position.</summary>
internal static class GramReference
{
    /// <summary><c>G_ij = scale · Σ_p F_ip·F_jp</c>.</summary>
    public static void Forward<T>(ReadOnlySpan<T> features, int channels, T scale, Span<T> gram)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var positions = features.Length / channels;
        for (var i = 0; i < channels; i++)
        {
            for (var j = 0; j < channels; j++)
            {
                var sum = T.Zero;
                for (var p = 0; p < positions; p++)
                {
                    sum += features[(i * positions) + p] * features[(j * positions) + p];
                }

                gram[(i * channels) + j] = scale * sum;
            }
        }
    }

    /// <summary>Adds <c>scale · Σ_j E_ij·F_jp</c> to the gradient by F.</summary>
    public static void Backward<T>(ReadOnlySpan<T> error, ReadOnlySpan<T> features, int channels, T scale, Span<T> featuresGradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var positions = features.Length / channels;
        for (var i = 0; i < channels; i++)
        {
            for (var j = 0; j < channels; j++)
            {
                var factor = scale * error[(i * channels) + j];
                for (var p = 0; p < positions; p++)
                {
                    featuresGradient[(i * positions) + p] += factor * features[(j * positions) + p];
                }
            }
        }
    }
}
