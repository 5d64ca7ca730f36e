using System.Numerics;
using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// The style of one layer: the average of its Gram matrices over one or several style pictures,
/// <c>G′ = Σ_k w_k·(F_k·F_kᵀ/M_k) / Σ_k w_k</c>. The pictures may differ in size, since each matrix is divided by its own
/// number of positions M_k first.
/// </summary>
/// <remarks>
/// Departure: Gatys et al. 2016 have one style picture, and divide by one M in equation 4, which holds only where style and
/// picture have the same size.
/// </remarks>
public sealed unsafe class GramTarget<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SlabArithmetic<T> _slabs;
    private readonly WorkerPool _workers;
    private readonly TensorPool _pool;
    private readonly Tensor<T> _sum;
    private double _positions;
    private double _totalWeight;

    /// <summary>Begins with no style at all: a matrix of zeros.</summary>
    /// <param name="channels">C, 1 or more.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where memory is rented: two matrices until <see cref="Dispose"/>, the rest until the end of a call.</param>
    public GramTarget(int channels, WorkerPool workers, TensorPool pool)
    {
        Gram = pool.RentZeroed<T>([channels, channels]);
        _sum = pool.RentZeroed<T>([channels, channels]);
        _slabs = new SlabArithmetic<T>(Gram.Length, workers, pool);
        _workers = workers;
        _pool = pool;
    }

    /// <summary>G′, <c>(C, C)</c>, symmetric: the average over the styles added so far. Valid until <see cref="Dispose"/>.</summary>
    public Tensor<T> Gram { get; }

    /// <summary>Adds a style.</summary>
    /// <param name="features">The style's features, <c>(1, C, H, W)</c>; not kept.</param>
    /// <param name="weight">How much this style counts beside the others, above 0.</param>
    /// <param name="positionWeights">
    /// Numbers from 0 to 1, <c>(H, W)</c>, that say how much each position counts, or null for all alike. With them,
    /// <c>F_k·diag(m²)·F_kᵀ/Σm²</c> takes the place of <c>F_k·F_kᵀ/M_k</c> (Gatys et al. 2017).
    /// </param>
    /// <exception cref="ArgumentException">The number of channels or position weights does not fit, or a weight is out of range.</exception>
    public void Add(FeatureMap<T> features, double weight, Tensor<T>? positionWeights = null)
    {
        using var mask = positionWeights is null ? null : new PositionWeights<T>(positionWeights, _pool);
        Begin();
        Observe(features, FeatureWindow.Whole(features.Shape), mask?.Weights);
        Finish(weight, mask?.SumOfSquares);
    }

    /// <summary>Begins a style that comes in windows.</summary>
    internal void Begin()
    {
        _sum.Span.Clear();
        _positions = 0;
    }

    /// <summary>Takes in what a window's core shows of the style.</summary>
    internal void Observe(FeatureMap<T> features, FeatureWindow window, Tensor<T>? positionWeights = null)
    {
        LayerShapes.RequireFeatures(features.Shape, Gram.Shape[0]);
        GramMatrix.Accumulate(features, window, positionWeights, _sum, _workers, _pool);
        _positions += window.Core.Positions;
    }

    /// <summary>Adds the style that was observed.</summary>
    internal void Finish(double weight, double? positions = null)
    {
        if (!(weight > 0 && double.IsFinite(weight)))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A style's weight must be above 0; leave the style out instead.");
        }

        _totalWeight += weight;
        var share = weight / _totalWeight;
        _slabs.Combine(Gram.Pointer, 1 - share, Gram.Pointer, share / (positions ?? _positions), _sum.Pointer, Gram.Pointer);
    }

    /// <summary>The bytes that a target rents, beside those of a call.</summary>
    internal static long BytesOf(long channels) => (2 * TensorPool.BytesOf<T>(channels * channels)) + SlabArithmetic<T>.BytesOf(channels * channels);

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose()
    {
        Gram.Dispose();
        _sum.Dispose();
        _slabs.Dispose();
    }
}
