using System.Globalization;
using System.Text.Json;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Classification;

/// <summary>
/// What a weight file says of the embedding that was trained into it: the network, how it wants its pictures, and how its results are compared once they are brought to
/// unit length. <c>Network.Build(Description, weights)</c> makes it work; what it shows at <see cref="GlyphNet.Embedding"/> goes to <see cref="Likeness.Normalise"/>.
/// </summary>
/// <param name="Description">The network; its facts hold the input convention.</param>
/// <param name="Likeness">How two embeddings are compared.</param>
public sealed record TrainedEmbedding(NetworkDescription Description, Likeness Likeness)
{
    private const string NetworkKey = "styleforge_embedding";
    private const string SideKey = "styleforge_side";
    private const string ChannelsKey = "styleforge_channels";
    private const string LikenessKey = "styleforge_likeness";
    private const string WeightsKey = "styleforge_likeness_weights";
    private const string BiasKey = "styleforge_likeness_bias";
    private const int MostChannels = 4096;

    /// <summary>What a file says of itself; null where it says nothing.</summary>
    /// <param name="weights">The file.</param>
    /// <exception cref="WeightFormatException">An entry is missing or cannot be understood.</exception>
    public static TrainedEmbedding? Read(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (!weights.Metadata.TryGetValue(NetworkKey, out var name))
        {
            return null;
        }

        if (name != GlyphNet.Name)
        {
            throw Wrong(weights, NetworkKey, name, GlyphNet.Name);
        }

        var network = GlyphNet.Describe(Number(weights, SideKey, GlyphNet.LeastSide), Number(weights, ChannelsKey, 1));
        var input = InputMetadata.Read(weights, 1) ?? throw Wrong(weights, NetworkKey, name, "with entries for its input");
        return new TrainedEmbedding(network with { Facts = network.Facts with { Input = input } }, ReadLikeness(weights, network.Shapes(network.Facts.Source)[^1][1]));
    }

    /// <summary>The entries for a file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string>(InputMetadata.Of(Description.Facts.Input))
        {
            [NetworkKey] = Description.Name,
            [SideKey] = Description.Facts.Source[^1].ToString(CultureInfo.InvariantCulture),
            [ChannelsKey] = ((ConvolutionDescription)Description.Layers[0]).DestinationChannels.ToString(CultureInfo.InvariantCulture),
            [LikenessKey] = Word(Likeness.Kind),
        };
        if (Likeness.Kind != LikenessKind.Distance)
        {
            metadata[WeightsKey] = InputConvention.Join(Likeness.Weights);
            metadata[BiasKey] = InputConvention.Join([Likeness.Bias]);
        }

        return metadata;
    }

    private static Likeness ReadLikeness(WeightSet weights, int length)
    {
        var word = Text(weights, LikenessKey);
        var kinds = Enum.GetValues<LikenessKind>();
        var place = Array.FindIndex(kinds, kind => Word(kind) == word);
        if (place < 0)
        {
            throw Wrong(weights, LikenessKey, word, string.Join(", ", kinds.Select(Word)));
        }

        return kinds[place] == LikenessKind.Distance ? Likeness.ByDistance : new Likeness(kinds[place], Numbers(weights, WeightsKey, length), Numbers(weights, BiasKey, 1)[0]);
    }

    private static IReadOnlyList<double> Numbers(WeightSet weights, string key, int count)
    {
        var text = Text(weights, key);
        return InputMetadata.Parse(text, count) ?? throw Wrong(weights, key, text, string.Create(CultureInfo.InvariantCulture, $"{count} numbers with commas between"));
    }

    private static int Number(WeightSet weights, string key, int least) =>
        int.TryParse(Text(weights, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= MostChannels
            ? number
            : throw Wrong(weights, key, weights.Metadata[key], string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {MostChannels}"));

    private static string Word(LikenessKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static string Text(WeightSet weights, string key) => weights.Metadata.TryGetValue(key, out var text)
        ? text
        : throw new WeightFormatException($"'{weights.Origin}' says in part which embedding it is, but '{key}' is missing from its metadata; train it again.");

    private static WeightFormatException Wrong(WeightSet weights, string key, string value, string wanted) =>
        new($"'{weights.Origin}' has '{value}' for '{key}' in its metadata, which must be {wanted}; train it again.");
}
