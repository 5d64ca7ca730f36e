using System.Numerics;
using StyleForge.Engine.Losses;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Engine.Losses;

/// <summary>The two rounds of a loss over a layer that is one planar window.</summary>
internal static class Evaluation
{
    public static double Evaluate<T>(this IFeatureLoss<T> loss, Tensor<T> features, double weight, Tensor<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var window = FeatureWindow.Whole(features.Shape);
        loss.Begin();
        loss.Observe(FeatureMap<T>.Of(features), window);
        var value = loss.Finish(weight);
        loss.AddGradient(FeatureMap<T>.Of(features), window, FeatureMap<T>.Of(gradient));
        return value;
    }

    public static void Add<T>(this GramTarget<T> target, Tensor<T> features, double weight, Tensor<T>? positionWeights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => target.Add(FeatureMap<T>.Of(features), weight, positionWeights);
}
