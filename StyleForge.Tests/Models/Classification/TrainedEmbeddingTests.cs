using StyleForge.Models.Classification;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Models.Classification;

public sealed class TrainedEmbeddingTests
{
    [Fact]
    public void What_a_file_says_is_the_network_and_how_its_results_are_compared()
    {
        var own = Made(LikenessKind.ChiSquare);
        using var file = File(own, own.Metadata());
        var read = TrainedEmbedding.Read(file)!;

        Assert.Equal(own.Description.Layers, read.Description.Layers);
        Assert.Equal(own.Description.Facts.Input.Mean, read.Description.Facts.Input.Mean);
        Assert.Equal((LikenessKind.ChiSquare, 0.5), (read.Likeness.Kind, read.Likeness.Bias));
        Assert.Equal(own.Likeness.Weights, read.Likeness.Weights);
    }

    [Fact]
    public void Other_files_say_nothing()
    {
        var own = Made(LikenessKind.Distance);
        using var file = File(own, new Dictionary<string, string>());
        Assert.Null(TrainedEmbedding.Read(file));
    }

    [Theory]
    [InlineData("styleforge_embedding", "glyph-net2", "'w' has 'glyph-net2' for 'styleforge_embedding' in its metadata, which must be glyph-net; train it again.")]
    [InlineData("styleforge_side", "8", "which must be a whole number from 16 to 4096")]
    [InlineData("styleforge_channels", "-3", "which must be a whole number from 1 to 4096")]
    [InlineData("styleforge_channels", null, "'styleforge_channels' is missing from its metadata; train it again")]
    [InlineData("styleforge_channels", "3", "for 'styleforge_likeness_weights' in its metadata, which must be 3 numbers with commas between")]
    [InlineData("styleforge_likeness", "cosine", "which must be distance, logistic, chi-square")]
    public void What_cannot_be_understood_is_said(string key, string? value, string sentence)
    {
        var own = Made(LikenessKind.Logistic);
        var metadata = new Dictionary<string, string>(own.Metadata());
        if (value is null)
        {
            metadata.Remove(key);
        }
        else
        {
            metadata[key] = value;
        }

        using var file = File(own, metadata);
        Assert.Contains(sentence, Assert.Throws<WeightFormatException>(() => TrainedEmbedding.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sixteen_pixels_are_a_position_of_the_embedding()
    {
        Assert.All([(16, 1), (28, 1), (31, 1), (32, 4), (35, 4), (48, 9)], own =>
            Assert.Equal([1, 8 * own.Item2], GlyphNet.Describe(own.Item1, 8).Shapes([1, 1, own.Item1, own.Item1])[^1]));

        // 9·64 + 3·9·64² weights and 4·4·64 numbers of normalisations, of which half are measured.
        Assert.Equal((9 * 64) + (3 * 9 * 64 * 64) + (4 * 4 * 64), GlyphNet.Describe(28, 64).Layers.Sum(layer => layer.Parameters.Sum(parameter => parameter.Shape.ElementCount)));
        Assert.Throws<ArgumentOutOfRangeException>(() => GlyphNet.Describe(15, 8));
    }

    private static TrainedEmbedding Made(LikenessKind kind)
    {
        var network = GlyphNet.Describe(20, 4);
        return new TrainedEmbedding(
            network with { Facts = network.Facts with { Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0.25], Deviation = [0.125] } } },
            kind == LikenessKind.Distance ? Likeness.ByDistance : new Likeness(kind, [1, 2, 3, 4], 0.5));
    }

    private static WeightSet File(TrainedEmbedding embedding, IReadOnlyDictionary<string, string> metadata)
    {
        using var made = RandomWeights.Make(embedding.Description, 1);
        return new WeightSet("w", "0", [.. made.Names.Select(name => (name, Tensor<float>.From(made[name].Shape, made[name].Span)))], metadata);
    }
}
