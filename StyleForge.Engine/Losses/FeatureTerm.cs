using System.Numerics;

namespace StyleForge.Engine.Losses;

/// <summary>A loss at one tap of the network, and how much it counts.</summary>
/// <param name="Name">The name of the part: <c>style relu1_1</c>.</param>
/// <param name="Tap">The tap: <c>relu1_1</c>.</param>
/// <param name="Weight">The weight of the loss in the sum.</param>
/// <param name="Loss">The loss, with its target fixed.</param>
public sealed record FeatureTerm<T>(string Name, string Tap, double Weight, IFeatureLoss<T> Loss)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
