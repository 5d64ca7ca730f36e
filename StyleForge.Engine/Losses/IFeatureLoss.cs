using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>
/// What a layer's features should be like. The target is fixed when the loss is made; then it is evaluated again and again,
/// each time in two rounds over the layer: <see cref="Begin"/>, <see cref="Observe"/> every window, <see cref="Finish"/> for
/// the value; then <see cref="AddGradient"/> in every window. A picture that is not worked on in parts has one window.
/// </summary>
/// <typeparam name="T"><see cref="float"/> in production; <see cref="double"/> in checks.</typeparam>
public interface IFeatureLoss<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Forgets what was observed.</summary>
    void Begin();

    /// <summary>Takes in the features of the picture that a window's core shows.</summary>
    /// <param name="features">The features, <c>(1, C, H, W)</c>.</param>
    /// <param name="window">Where they are in the layer, and which positions count. The cores of all windows tile the layer.</param>
    /// <exception cref="ArgumentException">A shape does not fit the target's.</exception>
    void Observe(FeatureMap<T> features, FeatureWindow window);

    /// <summary>Gives the value of what was observed.</summary>
    /// <param name="weight">Factor of the value, and of the gradient from here on.</param>
    /// <returns>The weighted value, summed in double precision.</returns>
    double Finish(double weight);

    /// <summary>Adds the weighted derivative by each feature of a window, core or not.</summary>
    /// <param name="features">The features, the same as when they were observed.</param>
    /// <param name="window">Where they are in the layer.</param>
    /// <param name="gradient">Of the features' shape and layout; added to.</param>
    void AddGradient(FeatureMap<T> features, FeatureWindow window, FeatureMap<T> gradient);
}
