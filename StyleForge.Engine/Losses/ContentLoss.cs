using System.Numerics;
using StyleForge.Engine.Settings;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// How far a layer's features F are from the content's F′, position by position:
/// <c>λ·Σ(F − F′)²</c> with derivative <c>2λ·(F − F′)</c> (Gatys et al. 2016, equations 1 and 2).
/// </summary>
/// <remarks>
/// λ is ½ as printed there, or 1/CM, or 1/ΣF′²: see <see cref="LossNormalisation"/>.
/// Departure: equation 2 also sets the derivative to 0 where F is negative; here the rectifier's layer does that.
/// </remarks>
public sealed unsafe class ContentLoss<T> : IFeatureLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Under <see cref="LossNormalisation.Relative"/> the target's mean square counts as at least this much, so that a
    /// target of nothing but zeros has a finite loss.
    /// </summary>
    public const double MinimumMeanSquare = 1e-6;

    private readonly SlabArithmetic<T> _slabs;
    private readonly Tensor<T> _target;
    private readonly double _lambda;

    /// <summary>Fixes the target.</summary>
    /// <param name="target">The content's features, <c>(1, C, H, W)</c>; copied.</param>
    /// <param name="normalisation">What the squared difference is divided by.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where the copy and scratch memory are rented, until <see cref="Dispose"/>.</param>
    public ContentLoss(Tensor<T> target, LossNormalisation normalisation, WorkerPool workers, TensorPool pool)
    {
        _slabs = new SlabArithmetic<T>(target.Length, workers, pool);
        _target = pool.Rent<T>(target.Shape);
        target.Span.CopyTo(_target.Span);
        _lambda = normalisation switch
        {
            LossNormalisation.Relative =>
                1 / Math.Max(_slabs.Dot(_target.Pointer, _target.Pointer), MinimumMeanSquare * target.Length),
            LossNormalisation.Mean => 1.0 / target.Length,
            LossNormalisation.Gatys => 0.5,
            _ => throw new ArgumentOutOfRangeException(nameof(normalisation), normalisation, message: null),
        };
    }

    /// <inheritdoc/>
    public double Evaluate(Tensor<T> features, double weight, Tensor<T> featuresGradient)
    {
        LayerShapes.RequireEqual(features.Shape, _target.Shape, "content target");
        LayerShapes.RequireEqual(featuresGradient.Shape, features.Shape, "features");
        var scale = weight * _lambda;
        return scale * _slabs.AddDifference(featuresGradient.Pointer, 2 * scale, features.Pointer, _target.Pointer);
    }

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose()
    {
        _target.Dispose();
        _slabs.Dispose();
    }
}
