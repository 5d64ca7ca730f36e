using System.Numerics;
using StyleForge.Engine.Settings;
using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// How far the correlations of a layer's channels are from the style's: <c>λ·Σ(G − G′)²</c> with <c>G = F·Fᵀ/M</c> and
/// derivative <c>4λ/M·(G − G′)·F</c> (Gatys et al. 2016, equations 3, 4 and 6).
/// </summary>
/// <remarks>
/// λ is 1/4C² as printed there, or 1/C⁴ (the mean over the C² entries of G/C), or 1/ΣG′²: see <see cref="LossNormalisation"/>.
/// Departures: G and G′ are each divided by their own number of positions, so that style and picture may differ in size;
/// equation 6 also sets the derivative to 0 where F is negative, which here the rectifier's layer does.
/// With position weights m, G is <c>F·diag(m²)·Fᵀ/Σm²</c> (the guided Gram matrix of Gatys et al. 2017).
/// </remarks>
public sealed class GramLoss<T> : IFeatureLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Under <see cref="LossNormalisation.Relative"/> the mean square of the target's entries G′ counts as at least this
    /// much, so that a style of nothing but zeros has a finite loss.
    /// </summary>
    public const double MinimumMeanSquare = 1e-12;

    private readonly SlabArithmetic<T> _slabs;
    private readonly Tensor<T> _target;
    private readonly Tensor<T> _gram;
    private readonly PositionWeights<T>? _mask;
    private readonly WorkerPool _workers;
    private readonly TensorPool _pool;
    private readonly double _lambda;
    private double _positions;
    private T _gradientScale;

    /// <summary>Fixes the target.</summary>
    /// <param name="target">G′, <c>(C, C)</c>, symmetric and divided by its number of positions, as <see cref="GramTarget{T}"/> makes it; copied.</param>
    /// <param name="normalisation">What the squared difference is divided by.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where the copy and scratch memory are rented, until <see cref="Dispose"/>.</param>
    /// <param name="positionWeights">
    /// Numbers from 0 to 1, <c>(H, W)</c>, that say how much each position of the picture's layer counts, copied; null for all alike.
    /// </param>
    /// <exception cref="ArgumentException">The target is not square, a position weight is out of range, or all are 0.</exception>
    public unsafe GramLoss(
        Tensor<T> target, LossNormalisation normalisation, WorkerPool workers, TensorPool pool, Tensor<T>? positionWeights = null)
    {
        var shape = target.Shape;
        if (shape.Rank != 2 || shape[0] != shape[1])
        {
            throw new ArgumentException($"A Gram matrix is square, but the target has the shape {shape}.", nameof(target));
        }

        _workers = workers;
        _pool = pool;
        _mask = positionWeights is null ? null : new PositionWeights<T>(positionWeights, pool);
        _slabs = new SlabArithmetic<T>(target.Length, workers, pool);
        _gram = pool.Rent<T>(shape);
        _target = pool.Rent<T>(shape);
        target.Span.CopyTo(_target.Span);
        double channels = shape[0];
        _lambda = normalisation switch
        {
            LossNormalisation.Relative =>
                1 / Math.Max(_slabs.Dot(_target.Pointer, _target.Pointer), MinimumMeanSquare * target.Length),
            LossNormalisation.Mean => 1 / (channels * channels * channels * channels),
            LossNormalisation.Gatys => 1 / (4 * channels * channels),
            _ => throw new ArgumentOutOfRangeException(nameof(normalisation), normalisation, message: null),
        };
    }

    /// <summary>The bytes that a loss rents, beside its mask's and those of a call.</summary>
    internal static long BytesOf(long channels) => (2 * TensorPool.BytesOf<T>(channels * channels)) + SlabArithmetic<T>.BytesOf(channels * channels);

    /// <inheritdoc/>
    public void Begin()
    {
        _gram.Span.Clear();
        _positions = 0;
    }

    /// <inheritdoc/>
    public void Observe(FeatureMap<T> features, FeatureWindow window)
    {
        LayerShapes.RequireFeatures(features.Shape, _target.Shape[0]);
        GramMatrix.Accumulate(features, window, _mask?.Weights, _gram, _workers, _pool);
        _positions += window.Core.Positions;
    }

    /// <inheritdoc/>
    public unsafe double Finish(double weight)
    {
        var scale = weight * _lambda;
        var positions = _mask?.SumOfSquares ?? _positions;
        _gradientScale = T.CreateChecked(4 * scale / positions);
        var error = _gram; // G − G′ takes the place of G.
        return scale * _slabs.Combine(error.Pointer, 1 / positions, _gram.Pointer, -1, _target.Pointer, error.Pointer);
    }

    /// <inheritdoc/>
    public void AddGradient(FeatureMap<T> features, FeatureWindow window, FeatureMap<T> gradient) =>
        GramMatrix.AddGradient(_gram, features, window, _mask?.Weights, _gradientScale, gradient, _workers, _pool);

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose()
    {
        _gram.Dispose();
        _target.Dispose();
        _mask?.Dispose();
        _slabs.Dispose();
    }
}
