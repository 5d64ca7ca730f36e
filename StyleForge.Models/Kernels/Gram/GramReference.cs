using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>The Gram matrix as it is defined, over F with one row a channel and one column a position.</summary>
internal static unsafe class GramReference
{
    // Layers of more channels than any network of the catalogue allocate.
    private const int OnStack = 2048;

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
                    var one = features.Address(i, y, 0);
                    var other = features.Address(j, y, 0);
                    var row = Weights(weights, window, y);
                    for (var x = window.Core.Left; x < window.Core.Right; x++)
                    {
                        var m = row == null ? T.One : row[x];
                        total += (m * one[x * features.Lanes]) * (m * other[x * features.Lanes]);
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
        var column = channels <= OnStack ? stackalloc T[channels] : new T[channels];
        for (var y = 0; y < features.Shape[2]; y++)
        {
            var row = Weights(weights, window, y);
            for (var x = 0; x < features.Shape[3]; x++)
            {
                var m = row == null ? T.One : row[x];
                for (var j = 0; j < channels; j++)
                {
                    column[j] = m * features[j, y, x];
                }

                for (var i = 0; i < channels; i++)
                {
                    var errors = error.Pointer + ((long)i * channels);
                    var total = T.Zero;
                    for (var j = 0; j < column.Length; j++)
                    {
                        total += scale * errors[j] * column[j];
                    }

                    *gradient.Address(i, y, x) += m * total;
                }
            }
        }
    }

    // Of a row of the window; null for 1 everywhere.
    private static T* Weights<T>(Tensor<T>? weights, FeatureWindow window, int y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weights is null ? null : weights.Pointer + ((long)(window.Top + y) * weights.Shape.Extents[^1]) + window.Left;
}
