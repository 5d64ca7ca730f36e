namespace StyleForge.Models.Networks;

/// <summary>The networks there are, as an explicit list.</summary>
public static class NetworkCatalogue
{
    /// <summary>All networks, smallest first within a family.</summary>
    public static IReadOnlyList<NetworkDescription> All { get; } = [Vgg.Forge, Vgg.Vgg11, Vgg.Vgg13, Vgg.Vgg16, Vgg.Vgg19];

    /// <summary>The network of a name; capitals do not matter.</summary>
    /// <exception cref="ArgumentException">There is none; the sentence lists those there are and suggests the nearest.</exception>
    public static NetworkDescription Find(string name)
    {
        var found = All.FirstOrDefault(network => network.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is not null)
        {
            return found;
        }

        var names = All.Select(network => network.Name).ToArray();
        var nearest = names.MinBy(known => Distance(known, name.ToLowerInvariant()))!;
        var hint = Distance(nearest, name.ToLowerInvariant()) <= 3 ? $" Did you mean '{nearest}'?" : "";
        throw new ArgumentException($"There is no network '{name}': the networks are {string.Join(", ", names)}.{hint}", nameof(name));
    }

    // How many letters must be added, taken away or changed to make one word of the other (Levenshtein).
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
