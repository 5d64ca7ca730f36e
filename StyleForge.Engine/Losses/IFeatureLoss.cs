using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>What a layer's features should be like. The target is fixed when the loss is made; then it is evaluated again and again.</summary>
/// <typeparam name="T"><see cref="float"/> in production; <see cref="double"/> in checks.</typeparam>
public interface IFeatureLoss<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Evaluates the loss and adds its derivative.</summary>
    /// <param name="features">The layer's features for the picture, <c>(1, C, H, W)</c>.</param>
    /// <param name="weight">Factor of value and derivative.</param>
    /// <param name="featuresGradient"><c>(1, C, H, W)</c>; the weighted derivative by each feature is added to it.</param>
    /// <returns>The weighted value, summed in double precision.</returns>
    /// <exception cref="ArgumentException">A shape does not fit the target's.</exception>
    double Evaluate(Tensor<T> features, double weight, Tensor<T> featuresGradient);
}
