using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>The networks there are, as an explicit list.</summary>
public static class NetworkCatalogue
{
    /// <summary>All networks, smallest first within a family.</summary>
    public static IReadOnlyList<NetworkDescription> All { get; } = [Vgg.Forge, Vgg.Vgg11, Vgg.Vgg13, Vgg.Vgg16, Vgg.Vgg19];

    /// <summary>The network of a name; capitals do not matter.</summary>
    /// <exception cref="ArgumentException">There is none; the sentence lists those there are.</exception>
    public static NetworkDescription Find(string name) =>
        All.FirstOrDefault(network => network.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no network '{name}': the networks are {string.Join(", ", All.Select(network => network.Name))}.", nameof(name));
}
