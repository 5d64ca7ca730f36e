namespace StyleForge.Models.Descriptions;

/// <summary>The order of a graph's layers: each after those that it reads.</summary>
internal static class LayerOrder
{
    /// <summary>The layers in such an order: as they are where they have it already.</summary>
    /// <exception cref="ArgumentException">Two layers have one tap, one reads what no layer gives, or some read each other in a circle; the sentence names them.</exception>
    public static IReadOnlyList<LayerDescription> Sort(IReadOnlyList<LayerDescription> layers)
    {
        var places = Places(layers);
        if (layers.Select((layer, index) => Sources(layers, index, places).All(source => source < index)).All(isAfter => isAfter))
        {
            return layers;
        }

        var sorted = new List<LayerDescription>();
        var waiting = Enumerable.Range(0, layers.Count).ToList();
        var done = new HashSet<int> { -1 };
        while (waiting.Count > 0)
        {
            var next = waiting.FindIndex(index => Sources(layers, index, places).All(done.Contains));
            if (next < 0)
            {
                throw new ArgumentException($"The layers {string.Join(", ", Circle(layers, places, waiting).Select(index => layers[index].Tap))} read each other in a circle: a network must lead from the picture to its end.");
            }

            sorted.Add(Explicit(layers, waiting[next], places));
            done.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        return sorted;
    }

    /// <summary>For each layer the places of those that it reads, −1 for the picture.</summary>
    public static int[][] Sources(IReadOnlyList<LayerDescription> layers)
    {
        var places = Places(layers);
        return [.. layers.Select((_, index) => Sources(layers, index, places))];
    }

    /// <summary>The same layers, each with its inputs by name, so that others may be taken out between them.</summary>
    public static IReadOnlyList<LayerDescription> Explicit(IReadOnlyList<LayerDescription> layers)
    {
        var places = Places(layers);
        return [.. layers.Select((_, index) => Explicit(layers, index, places))];
    }

    private static LayerDescription Explicit(IReadOnlyList<LayerDescription> layers, int index, Dictionary<string, int> places) =>
        layers[index] with { Inputs = [.. Sources(layers, index, places).Select(source => source < 0 ? NetworkDescription.Picture : layers[source].Tap)] };

    private static Dictionary<string, int> Places(IReadOnlyList<LayerDescription> layers)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal) { [NetworkDescription.Picture] = -1 };
        for (var index = 0; index < layers.Count; index++)
        {
            if (!places.TryAdd(layers[index].Tap, index))
            {
                throw new ArgumentException($"Two layers of a network are called '{layers[index].Tap}': each tap needs a name of its own.");
            }
        }

        return places;
    }

    private static int[] Sources(IReadOnlyList<LayerDescription> layers, int index, Dictionary<string, int> places) => layers[index].Inputs.Count == 0
        ? [index - 1]
        : [.. layers[index].Inputs.Select(input => places.TryGetValue(input, out var place)
            ? place
            : throw new ArgumentException($"'{layers[index].Tap}' reads '{input}', but no layer has that tap."))];

    // From any layer that waits to one that it waits for, and so on: soon one comes for the second time.
    private static List<int> Circle(IReadOnlyList<LayerDescription> layers, Dictionary<string, int> places, List<int> waiting)
    {
        var way = new List<int>();
        for (var at = waiting[0]; ; at = Sources(layers, at, places).First(waiting.Contains))
        {
            if (way.IndexOf(at) is >= 0 and var start)
            {
                return [.. way[start..].AsEnumerable().Reverse()];
            }

            way.Add(at);
        }
    }
}
