using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting;

/// <summary>
/// Fits a description to a weight file: channel widths come from the file, the network ends where the file's layers end,
/// and whatever does not belong together is refused by name.
/// </summary>
/// <param name="Description">The description with the file's widths, up to the last layer that the file holds.</param>
/// <param name="Tensors">For each of its layers its tensors in the file.</param>
internal sealed record NetworkFitting(NetworkDescription Description, IReadOnlyList<IReadOnlyList<FittedTensor>> Tensors)
{
    /// <summary>Fits the layers down to a tap; those after it only have to belong together by their names.</summary>
    /// <param name="description">The network.</param>
    /// <param name="weights">The weights; the tensors after the tap need not be there.</param>
    /// <param name="lastTap">The tap; null for all layers.</param>
    /// <exception cref="WeightFormatException">The weights are not this network's; the sentence says why.</exception>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public static NetworkFitting Fit(NetworkDescription description, WeightSet weights, string? lastTap = null)
    {
        var last = lastTap is null ? description.Layers.Count - 1 : description.IndexOfTap(lastTap);
        RequireNumbers(description, last + 1, weights);
        var known = FindNames(description, weights);
        var layers = new List<LayerDescription>();
        var tensors = new List<IReadOnlyList<FittedTensor>>();
        var missing = (LayerDescription?)null;
        var sources = description.Sources;
        var shapes = new Shape[description.Layers.Count];
        for (var index = 0; index < description.Layers.Count; index++)
        {
            var layer = description.Layers[index];
            var found = known.Find(layer);
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

            if (index > last)
            {
                continue;
            }

            Shape[] read = [.. sources[index].Select(source => source < 0 ? description.Facts.Source : shapes[source])];
            FittedTensor[] taken = [.. found.Zip(layer.Parameters, (name, parameter) => FittedTensor.Of(layer, parameter.Shape.Rank, known.Layout, name, weights[name].Shape))];
            var fitted = FitLayer(layer, read, taken, weights);
            layers.Add(fitted);
            tensors.Add(taken);
            shapes[index] = DestinationShape(fitted, read, weights);
        }

        if (missing is not null)
        {
            // Without a classifier nothing is pooled and flattened for it either.
            while (layers.Count > 0 && layers[^1] is AdaptivePoolingDescription or FlattenDescription or DropoutDescription)
            {
                layers.RemoveAt(layers.Count - 1);
                tensors.RemoveAt(tensors.Count - 1);
            }
        }

        return layers.Count > 0
            ? new NetworkFitting(description with { Layers = layers }, tensors)
            : throw Wrong(weights, $"has no '{missing!.Name}.weight', so it is not a {description.Name}; its first tensors are {string.Join(", ", weights.FileNames.Take(3))}");
    }

    /// <summary>The tensors of a file that hold a network's layers down to a tap; all where they must be seen together.</summary>
    public static WeightSelection Select(NetworkDescription description, string origin, string? lastTap)
    {
        var last = lastTap is null ? description.Layers.Count - 1 : description.IndexOfTap(lastTap);
        return names =>
        {
            if (EncoderWeights.Recognise(names))
            {
                return names.ToHashSet(StringComparer.Ordinal);
            }

            // A file of another network is refused by its names alone.
            var known = WeightNames.Read(description, names, origin);
            return (known.Stranger is null ? description.Layers.Take(last + 1) : []).SelectMany(known.Find).ToHashSet(StringComparer.Ordinal);
        };
    }

    private static LayerDescription FitLayer(LayerDescription layer, Shape[] sources, FittedTensor[] tensors, WeightSet weights) =>
        Try(() => layer.Fit(sources[0], [.. tensors.Select(tensor => tensor.Shape)]), weights);

    private static Shape DestinationShape(LayerDescription layer, Shape[] sources, WeightSet weights) => Try(() => layer.DestinationShape(sources), weights);

    private static TResult Try<TResult>(Func<TResult> rule, WeightSet weights)
    {
        try
        {
            return rule();
        }
        catch (ArgumentException problem)
        {
            throw new WeightFormatException($"'{weights.Origin}': {problem.Message}", problem);
        }
    }

    // A layer whose tensor was left out is there, in a way, so that it is not said to be missing.
    private static void RequireNumbers(NetworkDescription description, int count, WeightSet weights)
    {
        var published = description.Facts.Names?.Names;
        var own = (
            from layer in description.Layers.Take(count)
            from parameter in layer.Parameters
            let name = $"{layer.Name}.{parameter.Name}"
            from there in (string[])[name, $"{layer.Tap}.{parameter.Name}", published?.GetValueOrDefault(name) ?? name]
            select there).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, what) in weights.LeftOut)
        {
            if (own.Contains(name) || own.Any(suffix => name.EndsWith('.' + suffix, StringComparison.Ordinal)))
            {
                throw Wrong(weights, $"holds '{name}' with {what}; save it as float32, float16, bfloat16 or float64");
            }
        }
    }

    private static WeightNames FindNames(NetworkDescription description, WeightSet weights)
    {
        var names = WeightNames.Read(description, weights.FileNames, weights.Origin);
        if (names.Stranger is not { } stranger)
        {
            return names;
        }

        var other = NetworkCatalogue.All.LastOrDefault(Fits) ?? NetworkCatalogue.Classifiers.LastOrDefault(Fits);
        var published = description.Facts.Names?.Names.Values ?? [];
        var absent = published.Except(weights.FileNames).FirstOrDefault();
        throw Wrong(weights, (published.Contains(stranger) ? $"has no '{absent}', which the published file of {description.Name} has" : $"holds '{stranger}', which {description.Name} does not have")
            + (other is not null ? $"; all of its names fit {other.Name}"
                : published.Contains(stranger) ? "; download it again"
                : "; take a file of plain convolutions (no batch normalisation) with torchvision's names"));

        bool Fits(NetworkDescription network) => WeightNames.Read(network, weights.FileNames, weights.Origin).Stranger is null;
    }

    private static WeightFormatException Wrong(WeightSet weights, string problem) => new($"'{weights.Origin}' {problem}.");
}
