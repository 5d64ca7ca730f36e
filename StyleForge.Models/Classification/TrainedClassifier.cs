using System.Globalization;
using System.Text.Json;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Classification;

/// <summary>
/// What a weight file says of the classifier that was trained into it, in its metadata: the network of the catalogue with its classes and its source, the
/// labels, and how it wants what it is shown. <c>Network.Build(Description, weights)</c> makes it work.
/// </summary>
/// <param name="Description">The network, with its head and its source as they were trained; its facts hold the input convention.</param>
/// <param name="Labels">The names of the classes, in the order of the network's probabilities.</param>
public sealed record TrainedClassifier(NetworkDescription Description, IReadOnlyList<string> Labels)
{
    private const string NetworkKey = "styleforge_network";
    private const string SourceKey = "styleforge_source";
    private const string LabelsKey = "styleforge_labels";

    /// <summary>True where a file says that it holds a classifier of this program.</summary>
    public static bool IsIn(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Metadata.ContainsKey(NetworkKey);
    }

    /// <summary>What a file says of itself; null where it says nothing.</summary>
    /// <param name="weights">The file.</param>
    /// <exception cref="WeightFormatException">An entry is missing or cannot be understood.</exception>
    public static TrainedClassifier? Read(WeightSet weights)
    {
        if (!IsIn(weights))
        {
            return null;
        }

        var name = weights.Metadata[NetworkKey];
        var network = NetworkCatalogue.Classifiers.Concat(NetworkCatalogue.All).FirstOrDefault(network => network.Name == name)
            ?? throw Wrong(weights, NetworkKey, name, "the name of a network of this version");
        var labels = Labelled(weights);
        var source = Source(weights);
        if (source.Rank != network.Facts.Source.Rank)
        {
            throw Wrong(weights, SourceKey, weights.Metadata[SourceKey], $"{network.Facts.Source.Rank} whole numbers for {name}");
        }

        try
        {
            var changed = network.WithClasses(labels.Length, source);
            return new TrainedClassifier(
                changed with { Facts = changed.Facts with { Input = InputMetadata.Read(weights, source[1]) ?? throw Wrong(weights, NetworkKey, name, "with entries for its input") } }, labels);
        }
        catch (ArgumentException refusal)
        {
            throw new WeightFormatException($"'{weights.Origin}' says that it is a {name} for a source of shape {source}, which cannot be: {refusal.Message}", refusal);
        }
    }

    /// <summary>The entries for a file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata() => new Dictionary<string, string>(InputMetadata.Of(Description.Facts.Input))
    {
        [NetworkKey] = Description.Name,
        [SourceKey] = string.Join(", ", Description.Facts.Source.Select(extent => extent.ToString(CultureInfo.InvariantCulture))),
        [LabelsKey] = $"[{string.Join(", ", Labels.Select(label => $"\"{JsonEncodedText.Encode(label)}\""))}]",
    };

    private static Shape Source(WeightSet weights)
    {
        var text = Text(weights, SourceKey);
        int[] extents = [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var extent) ? extent : 0)];
        return extents.Length is >= 3 and <= 5 && extents[0] == 1 && extents.All(extent => extent >= 1) && extents.Aggregate(1.0, (product, extent) => product * extent) <= int.MaxValue
            ? new Shape(extents)
            : throw Wrong(weights, SourceKey, text, "a 1 and then channels and extents, whole numbers from 1");
    }

    private static string[] Labelled(WeightSet weights)
    {
        var text = Text(weights, LabelsKey);
        try
        {
            using var document = JsonDocument.Parse(text);
            string[] labels = [.. document.RootElement.EnumerateArray().Select(label => label.GetString() ?? throw new FormatException())];
            return labels.Length >= 2 && labels.Distinct(StringComparer.Ordinal).Count() == labels.Length ? labels : throw new FormatException();
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException or FormatException)
        {
            throw Wrong(weights, LabelsKey, text, "a JSON list of two or more names, none of them twice");
        }
    }

    private static string Text(WeightSet weights, string key) => weights.Metadata.TryGetValue(key, out var text)
        ? text
        : throw new WeightFormatException($"'{weights.Origin}' says in part which classifier it is, but '{key}' is missing from its metadata; train it again.");

    private static WeightFormatException Wrong(WeightSet weights, string key, string value, string wanted) =>
        new($"'{weights.Origin}' has '{value}' for '{key}' in its metadata, which must be {wanted}; train it again.");
}
