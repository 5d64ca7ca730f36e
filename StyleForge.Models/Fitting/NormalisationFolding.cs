using System.Numerics;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Fitting;

/// <summary>
/// Carries batch normalisations into the convolutions before them: with the factor <c>f = weight / √(variance + ε)</c> of a channel its kernel
/// becomes <c>f·kernel</c> and its bias <c>f·(bias − mean)</c> plus the normalisation's own.
/// </summary>
internal static class NormalisationFolding
{
    /// <summary>Folds every normalisation that is the only reader of a convolution.</summary>
    /// <param name="description">The network, as its weights have it.</param>
    /// <param name="parameters">For each layer its tensors; those that are not in the answer are disposed.</param>
    /// <returns>A network without those normalisations, whose convolutions go by the normalisations' taps.</returns>
    public static (NetworkDescription Description, IReadOnlyList<IReadOnlyList<Tensor<T>>> Parameters) Fold<T>(
        NetworkDescription description, IReadOnlyList<IReadOnlyList<Tensor<T>>> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!description.Layers.Any(layer => layer is BatchNormalisationDescription))
        {
            return (description, parameters);
        }

        var sources = description.Sources;
        var layers = LayerOrder.Explicit(description.Layers).ToList();
        var tensors = parameters.ToList();
        var readers = sources.SelectMany(read => read).CountBy(source => source).ToDictionary();
        for (var index = layers.Count - 1; index >= 0; index--)
        {
            if (layers[index] is BatchNormalisationDescription normalisation
                && sources[index][0] is >= 0 and var source && layers[source] is ConvolutionDescription convolution && readers[source] == 1)
            {
                tensors[source] = Fold(tensors[source], tensors[index], normalisation.Epsilon);
                layers[source] = convolution with { HasBias = true, Tap = normalisation.Tap };
                layers.RemoveAt(index);
                tensors.RemoveAt(index);
            }
        }

        return (description with { Layers = layers }, tensors);
    }

    private static Tensor<T>[] Fold<T>(IReadOnlyList<Tensor<T>> convolution, IReadOnlyList<Tensor<T>> normalisation, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = convolution[0];
        var bias = convolution.Count > 1 ? convolution[1] : new Tensor<T>([weights.Shape[0]]);
        var kernel = weights.Length / weights.Shape[0];
        for (var channel = 0; channel < bias.Length; channel++)
        {
            var scale = normalisation.Count > 3 ? Number(normalisation[0], channel) : 1;
            var factor = scale / Math.Sqrt(Number(normalisation[^1], channel) + epsilon);
            foreach (ref var weight in weights.Span.Slice(channel * kernel, kernel))
            {
                weight = T.CreateChecked(double.CreateChecked(weight) * factor);
            }

            bias.Span[channel] = T.CreateChecked(((Number(bias, channel) - Number(normalisation[^2], channel)) * factor) + Number(normalisation[^3], channel));
        }

        foreach (var tensor in normalisation)
        {
            tensor.Dispose();
        }

        return [weights, bias];
    }

    private static double Number<T>(Tensor<T> tensor, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateChecked(tensor.Span[index]);
}
