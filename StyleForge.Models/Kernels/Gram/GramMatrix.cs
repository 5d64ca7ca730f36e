using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>
/// The Gram matrix of a layer, <c>G = F·Fᵀ</c> (Gatys et al. 2016, equation 3), and its derivative. Positions may count in
/// part, <c>F·diag(m²)·Fᵀ</c> (the guided Gram matrix of Gatys et al. 2017), and may come a window at a time.
/// </summary>
public static unsafe class GramMatrix
{
    /// <summary>Adds <c>Σ_p m[p]²·F[i,p]·F[j,p]</c> over the core of a window to a matrix.</summary>
    /// <param name="features"><c>(1, C, H, W)</c>, seen as the matrix F of C rows and H·W columns.</param>
    /// <param name="window">What of the layer they are, and which positions count.</param>
    /// <param name="weights">m, <c>(H, W)</c> of the whole layer; null for 1 everywhere.</param>
    /// <param name="sum"><c>(C, C)</c>, symmetric; added to, and exactly symmetric after.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where scratch memory is rented.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together, or there is more than one picture.</exception>
    public static void Accumulate<T>(
        FeatureMap<T> features, FeatureWindow window, Tensor<T>? weights, Tensor<T> sum, WorkerPool workers, TensorPool pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(features, window, weights, sum.Shape);
        if (window.Core.Positions == 0)
        {
            return;
        }

        if (IsVector<T>())
        {
            GramProduct.Accumulate(Single(features), window, weights is null ? null : (float*)weights.Pointer, Stride(weights), (float*)sum.Pointer, workers, pool);
        }
        else
        {
            GramReference.Accumulate(features, window, weights, sum);
        }
    }

    /// <summary>Adds <c>scale·m[p]²·Σ_j E[i,j]·F[j,p]</c> to the gradient by every position of the map, for a symmetric E.</summary>
    /// <param name="error">E, <c>(C, C)</c>, symmetric.</param>
    /// <param name="features"><c>(1, C, H, W)</c>.</param>
    /// <param name="window">What of the layer they are.</param>
    /// <param name="weights">m, <c>(H, W)</c> of the whole layer; null for 1 everywhere.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="gradient">Of the features' shape and layout; added to.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where scratch memory is rented.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together, or there is more than one picture.</exception>
    public static void AddGradient<T>(
        Tensor<T> error, FeatureMap<T> features, FeatureWindow window, Tensor<T>? weights, T scale, FeatureMap<T> gradient, WorkerPool workers, TensorPool pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(features, window, weights, error.Shape);
        if (gradient.Shape != features.Shape || gradient.Lanes != features.Lanes)
        {
            throw new ArgumentException(
                $"The gradient by features of shape {features.Shape} must have the same shape and layout, but has {gradient.Shape}.", nameof(gradient));
        }

        if (IsVector<T>())
        {
            GramProduct.AddGradient(
                (float*)error.Pointer, Single(features), window, weights is null ? null : (float*)weights.Pointer, Stride(weights), float.CreateTruncating(scale), Single(gradient), workers, pool);
        }
        else
        {
            GramReference.AddGradient(error, features, window, weights, scale, gradient);
        }
    }

    /// <summary>The scratch memory that the calls for a layer of single numbers rent of a pool, one block each, of which the pool keeps one of each size.</summary>
    /// <param name="channels">C.</param>
    /// <param name="positions">Positions of the core.</param>
    /// <param name="threads">Threads to work on.</param>
    /// <param name="withGradient">True if <see cref="AddGradient"/> is called as well.</param>
    /// <returns>Bytes of each block; none where there are no vectors.</returns>
    public static IReadOnlyList<long> ScratchBytes(int channels, long positions, int threads, bool withGradient)
    {
        if (!IsVector<float>())
        {
            return [];
        }

        var forward = TensorPool.BytesOf<float>(GramProduct.ScratchLength(channels, positions, threads));
        return withGradient ? [forward, TensorPool.BytesOf<float>(GramProduct.GradientScratchLength(channels, threads))] : [forward];
    }

    private static bool IsVector<T>() => typeof(T) == typeof(float) && VectorWidth.Bits > 0;

    private static FeatureMap<float> Single<T>(FeatureMap<T> map)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(map.Shape, map.Lanes, (float*)map.Pointer, map.PlaneStride);

    private static int Stride<T>(Tensor<T>? weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => weights is null ? 0 : weights.Shape.Extents[^1];

    private static void Require<T>(FeatureMap<T> features, FeatureWindow window, Tensor<T>? weights, Shape gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = features.Shape;
        if (shape.Rank != 4 || shape[0] != 1)
        {
            throw new ArgumentException($"A Gram matrix is taken of one picture's features (1, C, H, W), not of a map of shape {shape}.", nameof(features));
        }

        if (gram.Rank != 2 || gram[0] != shape[1] || gram[1] != shape[1])
        {
            throw new ArgumentException($"The Gram matrix of {shape[1]} channels has the shape {shape[1]}×{shape[1]}, not {gram}.", nameof(gram));
        }

        if (window.Core is not { Top: >= 0, Left: >= 0 } || window.Core.Bottom > shape[2] || window.Core.Right > shape[3])
        {
            throw new ArgumentException($"The core {window.Core} reaches beyond a map of {shape[3]}×{shape[2]} positions.", nameof(window));
        }

        if (weights is not null && (weights.Shape.Rank < 2 || weights.Shape.Extents[^2] < window.Top + shape[2] || weights.Shape.Extents[^1] < window.Left + shape[3]))
        {
            throw new ArgumentException(
                $"The features have the shape {shape}, but there are {weights.Length} position weights: scale the mask to the layer's height and width.");
        }
    }
}
