using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>The Gram matrix as it is defined, over F with one row a channel and one column a position.</summary>
internal static class GramReference
{
    /// <summary><c>sum_ij += Σ_p m_p·F_ip · m_p·F_jp</c> over the core.</summary>
    public static void Accumulate<T>(FeatureMap<T> features, FeatureWindow window, Tensor<T>? weights, Tensor<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = features.Shape[1];
        for (var i = 0; i < channels; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var total = T.Zero;
                for (var y = window.Core.Top; y < window.Core.Bottom; y++)
                {
                    for (var x = window.Core.Left; x < window.Core.Right; x++)
                    {
                        var m = Weight(weights, window, y, x);
                        total += (m * features[i, y, x]) * (m * features[j, y, x]);
                    }
                }

                sum.Span[(i * channels) + j] += total;
                sum.Span[(j * channels) + i] = sum.Span[(i * channels) + j];
            }
        }
    }

    /// <summary>Adds <c>scale · m_p · Σ_j E_ij·(m_p·F_jp)</c> to the gradient by F.</summary>
    public static void AddGradient<T>(
        Tensor<T> error, FeatureMap<T> features, FeatureWindow window, Tensor<T>? weights, T scale, FeatureMap<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = features.Shape[1];
        for (var y = 0; y < features.Shape[2]; y++)
        {
            for (var x = 0; x < features.Shape[3]; x++)
            {
                var m = Weight(weights, window, y, x);
                for (var i = 0; i < channels; i++)
                {
                    var total = T.Zero;
                    for (var j = 0; j < channels; j++)
                    {
                        total += scale * error.Span[(i * channels) + j] * (m * features[j, y, x]);
                    }

                    var address = gradient;
                    address[i, y, x] += m * total;
                }
            }
        }
    }

    private static T Weight<T>(Tensor<T>? weights, FeatureWindow window, int y, int x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weights is null ? T.One : weights.Span[((window.Top + y) * weights.Shape.Extents[^1]) + window.Left + x];
}
