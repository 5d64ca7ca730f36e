using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Training.Learning;

/// <summary>Changes what random weights begin with.</summary>
internal static class FirstWeights
{
    private const float Fainter = 0.1f;

    /// <summary>Lets an output say little at first but what its biases say: its filters become a tenth as large.</summary>
    /// <param name="weights">The weights of the network, which are changed.</param>
    /// <param name="network">The network.</param>
    /// <param name="tap">The output: a layer with filters and biases.</param>
    /// <param name="biases">The biases that it begins with, as many as it has channels.</param>
    public static void BeginWith(WeightSet weights, NetworkDescription network, string tap, ReadOnlySpan<float> biases)
    {
        var layer = network.Layers[network.IndexOfTap(tap)];
        biases.CopyTo(weights[$"{layer.Name}.bias"].Span);
        foreach (ref var number in weights[$"{layer.Name}.weight"].Span)
        {
            number *= Fainter;
        }
    }
}
