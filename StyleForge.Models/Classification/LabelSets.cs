using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Classification;

/// <summary>The labels that networks of the catalogue tell.</summary>
public static class LabelSets
{
    private static readonly Lazy<LabelSet> ImageNet = new(() => new LabelSet("imagenet", ReadLines("imagenet.txt")));

    // The classes' names on the pages of their data sets.
    private static readonly LabelSet Cifar = new("cifar10", ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]);
    private static readonly LabelSet Mnist = new("mnist", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    private static readonly LabelSet FashionMnist = new("fashion-mnist", ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]);

    private static readonly LabelSet Nsfwjs = new("nsfwjs", ["drawing", "hentai", "neutral", "porn", "sexy"]);

    /// <summary>All sets that come with the program.</summary>
    public static IReadOnlyList<LabelSet> All => [ImageNet.Value, Cifar, Mnist, FashionMnist, Nsfwjs];

    /// <summary>The labels of a network of the catalogue; null where its facts name none.</summary>
    public static LabelSet? Of(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Facts.Labels is { } name ? All.First(set => set.Name == name) : null;
    }

    private static string[] ReadLines(string resource)
    {
        using var stream = typeof(LabelSets).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The assembly was built without {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
