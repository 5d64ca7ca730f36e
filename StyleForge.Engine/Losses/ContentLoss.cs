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
/// Positions may count less than others: then each square is multiplied by its position's factor, in ΣF′² too, and M is the sum of the factors.
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

    private readonly FeatureTarget<T> _target;
    private readonly double _lambda;
    private double _sumOfSquares;
    private T _gradientScale;

    /// <summary>Fixes the target.</summary>
    /// <param name="target">The content's features, <c>(1, C, H, W)</c>, in the layout in which the picture's will come; copied.</param>
    /// <param name="normalisation">What the squared difference is divided by.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where the copy and scratch memory are rented, until <see cref="Dispose"/>.</param>
    public ContentLoss(FeatureMap<T> target, LossNormalisation normalisation, WorkerPool workers, TensorPool pool)
        : this(new FeatureTarget<T>(target, workers, pool), normalisation)
    {
    }

    /// <summary>Fixes the target.</summary>
    /// <param name="target">The content's features; owned from here on.</param>
    /// <param name="normalisation">What the squared difference is divided by.</param>
    internal ContentLoss(FeatureTarget<T> target, LossNormalisation normalisation)
    {
        _target = target;
        var length = Math.Max(target.Count, 1);
        _lambda = normalisation switch
        {
            LossNormalisation.Relative => 1 / Math.Max(target.SumOfSquares(), MinimumMeanSquare * length),
            LossNormalisation.Mean => 1 / length,
            LossNormalisation.Gatys => 0.5,
            _ => throw new ArgumentOutOfRangeException(nameof(normalisation), normalisation, message: null),
        };
    }

    /// <inheritdoc/>
    public void Begin() => _sumOfSquares = 0;

    /// <inheritdoc/>
    public void Observe(FeatureMap<T> features, FeatureWindow window) => _sumOfSquares += _target.SquaredDistance(features, window);

    /// <inheritdoc/>
    public double Finish(double weight)
    {
        var scale = weight * _lambda;
        _gradientScale = T.CreateChecked(2 * scale);
        return scale * _sumOfSquares;
    }

    /// <inheritdoc/>
    public void AddGradient(FeatureMap<T> features, FeatureWindow window, FeatureMap<T> gradient)
    {
        LayerShapes.RequireEqual(gradient.Shape, features.Shape, "features");
        _target.AddDifference(features, window, _gradientScale, gradient);
    }

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose() => _target.Dispose();
}
