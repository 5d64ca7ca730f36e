using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting;

/// <summary>Networks as weight files have them.</summary>
public static class FittedDescription
{
    /// <summary>
    /// This network as a weight file has it: with the file's channel widths, up to the last layer that the file holds.
    /// Copies nothing.
    /// </summary>
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    public static NetworkDescription Fit(this NetworkDescription network, WeightSet weights) => NetworkFitting.Fit(network, weights).Description;

    /// <summary>The tensors of a weight file under the network's own names and in its layout, in the order of the layers. They are the set's own.</summary>
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    public static IReadOnlyList<(string Name, Tensor<float> Tensor)> Rename(this NetworkDescription network, WeightSet weights)
    {
        var fitting = NetworkFitting.Fit(network, weights);
        return
        [
            .. from pair in fitting.Description.Layers.Zip(fitting.Tensors)
               from parameter in pair.First.Parameters.Zip(pair.Second)
               let tensor = parameter.Second
               select ($"{pair.First.Name}.{parameter.First.Name}", tensor.IsIn(weights) ? weights[tensor.Name] : weights.Keep(tensor.Copy<float>(weights[tensor.Name]))),
        ];
    }
}
