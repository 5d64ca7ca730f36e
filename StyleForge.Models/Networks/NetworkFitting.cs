using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// Fits a description to a weight file: channel widths come from the file, the network ends where the file's layers end,
/// and whatever does not belong together is refused by name.
/// </summary>
/// <param name="Description">The description with the file's widths, up to the last layer that the file holds.</param>
/// <param name="Names">For each of its layers the names of its tensors in the file.</param>
internal sealed record NetworkFitting(NetworkDescription Description, IReadOnlyList<IReadOnlyList<string>> Names)
{
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    public static NetworkFitting Fit(NetworkDescription description, WeightSet weights)
    {
        RefuseStrangers(description, weights);
        var layers = new List<LayerDescription>();
        var names = new List<IReadOnlyList<string>>();
        var missing = (LayerDescription?)null;
        Shape shape = [1, 3, 224, 224];
        foreach (var layer in description.Layers)
        {
            var found = FindNames(layer, weights);
            if (missing is not null)
            {
                if (found.Length > 0)
                {
                    throw Wrong(weights, $"has no '{missing.Name}.weight' ({missing.Tap}), although it has {layer.Tap} after it: the file is of another network than {description.Name}, or a part was lost");
                }

                continue;
            }

            if (layer.Parameters.Count > 0 && found.Length == 0)
            {
                missing = layer;
                continue;
            }

            var fitted = FitLayer(layer, shape, found, weights);
            layers.Add(fitted);
            names.Add(found);
            shape = fitted.DestinationShape(shape);
        }

        if (missing is not null)
        {
            // Without a classifier nothing is pooled and flattened for it either.
            while (layers.Count > 0 && layers[^1] is AdaptivePoolingDescription or FlattenDescription)
            {
                layers.RemoveAt(layers.Count - 1);
                names.RemoveAt(names.Count - 1);
            }
        }

        return layers.Count > 0
            ? new NetworkFitting(description with { Layers = layers }, names)
            : throw Wrong(weights, $"has no '{missing!.Name}.weight', so it is not a {description.Name}; its first tensors are {string.Join(", ", weights.Names.Take(3))}");
    }

    private static LayerDescription FitLayer(LayerDescription layer, Shape source, string[] names, WeightSet weights)
    {
        try
        {
            return layer.Fit(source, [.. names.Select(name => weights[name].Shape)]);
        }
        catch (ArgumentException problem)
        {
            throw Wrong(weights, problem.Message.TrimEnd('.'), problem);
        }
    }

    // torchvision's names, or those of Gatys' own port, which calls layers by their taps: conv1_1.weight.
    private static string[] FindNames(LayerDescription layer, WeightSet weights)
    {
        if (layer.Parameters.Count == 0)
        {
            return [];
        }

        foreach (var stem in new[] { layer.Name, layer.Tap })
        {
            var names = layer.Parameters.Select(parameter => $"{stem}.{parameter.Name}").ToArray();
            var absent = names.Where(name => !weights.TryGet(name, out _)).ToArray();
            if (absent.Length == 0)
            {
                return names;
            }

            if (absent.Length < names.Length)
            {
                throw Wrong(weights, $"holds a part of {layer.Tap} only: '{absent[0]}' is missing");
            }
        }

        return [];
    }

    private static void RefuseStrangers(NetworkDescription description, WeightSet weights)
    {
        var known = KnownNames(description);
        var stranger = weights.Names.FirstOrDefault(name => !known.Contains(name));
        if (stranger is null)
        {
            return;
        }

        var other = NetworkCatalogue.All.LastOrDefault(network => weights.Names.All(KnownNames(network).Contains));
        throw Wrong(weights, $"holds '{stranger}', which {description.Name} does not have" + (other is null
            ? "; take a file of plain convolutions (no batch normalisation) with torchvision's names"
            : $"; all of its names fit {other.Name}"));
    }

    private static HashSet<string> KnownNames(NetworkDescription description) =>
    [
        .. from layer in description.Layers
           from parameter in layer.Parameters
           from stem in new[] { layer.Name, layer.Tap }
           select $"{stem}.{parameter.Name}",
    ];

    private static WeightFormatException Wrong(WeightSet weights, string problem, Exception? cause = null) =>
        new($"'{weights.Origin}' {problem}.", cause!);
}
