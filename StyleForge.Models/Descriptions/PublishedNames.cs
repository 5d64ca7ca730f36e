namespace StyleForge.Models.Descriptions;

/// <summary>
/// What a publisher's file calls the tensors of a network, and how it lays them out, where it does not as torchvision does. Fitting takes a file that has all
/// of these names as the publisher's; whatever else it holds, such as constants of operators, is passed over.
/// </summary>
/// <param name="Layout">In which order kernels and matrices lie there. Extents of 1 may be there or not.</param>
/// <param name="Names">For each tensor of the network, <c>conv1.weight</c>, its name there; all that it has.</param>
public sealed record PublishedNames(WeightLayout Layout, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Names that are listed one by one.</summary>
    /// <param name="layout">In which order kernels and matrices lie there.</param>
    /// <param name="names">The network's own names, and those of the file.</param>
    public static PublishedNames Of(WeightLayout layout, params ReadOnlySpan<(string Own, string There)> names)
    {
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (own, there) in names)
        {
            listed.Add(own, there);
        }

        return new PublishedNames(layout, listed);
    }

    /// <summary>Keras' names, as TensorFlow.js has them: <c>conv2d_1/kernel</c>, <c>batch_normalization_1/beta</c>.</summary>
    /// <param name="layers">The network's layers.</param>
    /// <param name="stem">What Keras calls a layer, by its name here.</param>
    public static PublishedNames Keras(IEnumerable<LayerDescription> layers, Func<string, string> stem) => Spell(WeightLayout.TensorFlow, layers, (layer, parameter) =>
        $"{stem(layer.Name)}/" + (layer, parameter) switch
        {
            (BatchNormalisationDescription, "weight") => "gamma",
            (BatchNormalisationDescription, "bias") => "beta",
            (BatchNormalisationDescription, "running_mean") => "moving_mean",
            (BatchNormalisationDescription, "running_var") => "moving_variance",
            (ConvolutionDescription { IsDepthwise: true }, "weight") => "depthwise_kernel",
            (_, "weight") => "kernel",
            _ => parameter,
        });

    /// <summary>Names by a rule.</summary>
    /// <param name="layout">In which order kernels and matrices lie there.</param>
    /// <param name="layers">The network's layers.</param>
    /// <param name="spell">The name of a layer's tensor in the file, by the layer and the tensor's name in it, such as <c>weight</c>.</param>
    public static PublishedNames Spell(WeightLayout layout, IEnumerable<LayerDescription> layers, Func<LayerDescription, string, string> spell) => new(
        layout,
        layers.SelectMany(layer => layer.Parameters.Select(parameter => ($"{layer.Name}.{parameter.Name}", spell(layer, parameter.Name)))).ToDictionary());
}
