namespace StyleForge.Models.Descriptions;

/// <summary>Networks cut in two.</summary>
public static class NetworkRest
{
    /// <summary>What comes after a tap, as a network of its own that is shown what the tap shows; null where a layer behind the tap also reads one before it.</summary>
    /// <param name="network">The network, for its usual source.</param>
    /// <param name="tap">The tap.</param>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    public static NetworkDescription? After(this NetworkDescription network, string tap)
    {
        ArgumentNullException.ThrowIfNull(network);
        var isBefore = network.LayersFor([tap]);
        var before = network.Layers.Where((_, index) => isBefore[index]).Select(layer => layer.Tap).Append(NetworkDescription.Picture).Where(own => own != tap).ToHashSet(StringComparer.Ordinal);
        var rest = LayerOrder.Explicit(network.Layers).Where((_, index) => !isBefore[index]).ToArray();
        if (rest.SelectMany(layer => layer.Inputs).Any(before.Contains))
        {
            return null;
        }

        var source = network.Shapes(network.Facts.Source, [tap])[network.IndexOfTap(tap)];
        return new NetworkDescription(
            network.Name,
            network.Facts with { Source = source },
            [.. rest.Select(layer => layer with { Inputs = [.. layer.Inputs.Select(input => input == tap ? NetworkDescription.Picture : input)] })]);
    }
}
