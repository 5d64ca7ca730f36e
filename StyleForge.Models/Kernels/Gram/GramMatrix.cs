using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Gram;

/// <summary>The Gram matrix of a layer, <c>G = F·Fᵀ</c> (Gatys et al. 2016, equation 3), and its derivative.</summary>
public static unsafe class GramMatrix
{
    /// <summary>Computes <c>G[i,j] = scale · Σ_p F[i,p]·F[j,p]</c>.</summary>
    /// <param name="features"><c>(1, C, H, W)</c>, seen as the matrix F of C rows and H·W columns.</param>
    /// <param name="scale">A factor, usually one over the number of elements that the sum should be averaged over.</param>
    /// <param name="gram"><c>(C, C)</c>, overwritten; exactly symmetric.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where scratch memory is rented.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together, or there is more than one picture.</exception>
    public static void Forward<T>(Tensor<T> features, T scale, Tensor<T> gram, WorkerPool workers, TensorPool pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = Channels(features.Shape, gram.Shape);
        if (typeof(T) == typeof(float) && VectorWidth.Bits > 0)
        {
            GramProduct.Forward(
                (float*)features.Pointer, channels, features.Shape.Positions, float.CreateTruncating(scale), (float*)gram.Pointer, workers, pool);
        }
        else
        {
            GramReference.Forward<T>(features.Span, channels, scale, gram.Span);
        }
    }

    /// <summary>Adds <c>scale · E·F</c> to the gradient by the features, for a symmetric E of shape <c>(C, C)</c>.</summary>
    /// <param name="error">E, <c>(C, C)</c>, symmetric.</param>
    /// <param name="features"><c>(1, C, H, W)</c>.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="featuresGradient"><c>(1, C, H, W)</c>; added to.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where scratch memory is rented.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together, or there is more than one picture.</exception>
    public static void Backward<T>(Tensor<T> error, Tensor<T> features, T scale, Tensor<T> featuresGradient, WorkerPool workers, TensorPool pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = Channels(features.Shape, error.Shape);
        if (featuresGradient.Shape != features.Shape)
        {
            throw new ArgumentException($"The gradient by features of shape {features.Shape} must have the same shape, but has {featuresGradient.Shape}.", nameof(featuresGradient));
        }

        if (typeof(T) == typeof(float) && VectorWidth.Bits > 0)
        {
            GramProduct.Backward(
                (float*)error.Pointer, (float*)features.Pointer, channels, features.Shape.Positions, float.CreateTruncating(scale), (float*)featuresGradient.Pointer, workers, pool);
        }
        else
        {
            GramReference.Backward<T>(error.Span, features.Span, channels, scale, featuresGradient.Span);
        }
    }

    private static int Channels(Shape features, Shape gram)
    {
        if (features.Rank < 3 || features[0] != 1)
        {
            throw new ArgumentException($"A Gram matrix is taken of one picture's features (1, C, …), not of a tensor of shape {features}.", nameof(features));
        }

        return gram.Rank == 2 && gram[0] == features[1] && gram[1] == features[1]
            ? features[1]
            : throw new ArgumentException($"The Gram matrix of {features[1]} channels has the shape {features[1]}×{features[1]}, not {gram}.", nameof(gram));
    }
}
