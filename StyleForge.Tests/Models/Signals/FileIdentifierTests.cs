using System.IO.Compression;
using System.Text.Json;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Signals;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Signals;

public sealed class FileIdentifierTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    [TestDataFact]
    public void Every_example_of_the_publisher_gets_its_label_its_score_and_its_reason()
    {
        using var weights = WeightFile.Read(TestData.Path("models/magika/magika_v3_3.safetensors"));
        using var network = Network<float>.Build(Magika.Version3, weights);
        using var identifier = new FileIdentifier(network, _workers, _pool);
        using var packed = new GZipStream(File.OpenRead(TestData.Path("models/magika/inference_examples_by_content.json.gz")), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(packed);
        var asked = 0;
        foreach (var example in json.RootElement.EnumerateArray())
        {
            var certainty = example.GetProperty("prediction_mode").GetString() switch
            {
                "high_confidence" => Certainty.High,
                "medium_confidence" => Certainty.Medium,
                _ => Certainty.Any,
            };
            using var file = new MemoryStream(example.GetProperty("content_base64").GetBytesFromBase64());
            var expected = example.GetProperty("prediction");

            var what = identifier.Identify(file, certainty);

            Assert.Equal(expected.GetProperty("output").GetString(), what.Type.Label);
            Assert.Equal(expected.GetProperty("score").GetDouble(), what.Score, 4e-3);
            var likeliest = expected.GetProperty("dl").GetString();
            Assert.Equal(likeliest, what.Ranking.Count > 0 ? what.Ranking[0].Type.Label : "undefined");
            Assert.Equal(expected.GetProperty("overwrite_reason").GetString(), what.Reason switch
            {
                IdentificationReason.LowConfidence => "low_confidence",
                IdentificationReason.Overwrite => "overwrite_map",
                _ => "none",
            });
            asked += what.Ranking.Count > 0 ? 1 : 0;
        }

        Assert.Equal(129, asked);
    }

    [Fact]
    public void What_is_empty_or_too_short_is_told_without_the_network()
    {
        using var network = Network<float>.BuildRandom(Magika.Version3, 7);
        using var identifier = new FileIdentifier(network, _workers, _pool);

        Assert.Equal(("empty", IdentificationReason.Empty), Told([]));
        Assert.Equal(("txt", IdentificationReason.Short), Told("a\n"u8));
        Assert.Equal(("txt", IdentificationReason.Short), Told("           \n"u8));
        Assert.Equal(("unknown", IdentificationReason.Short), Told([0xFF, 0xFE, 0x80]));

        (string, IdentificationReason?) Told(ReadOnlySpan<byte> bytes)
        {
            using var file = new MemoryStream(bytes.ToArray());
            var what = identifier.Identify(file);
            Assert.Empty(what.Ranking);
            return (what.Type.Label, what.Reason);
        }
    }

    [Fact]
    public void A_doubtful_answer_becomes_text_or_unknown_unless_any_will_do()
    {
        using var network = Network<float>.BuildRandom(Magika.Version3, 7);
        using var identifier = new FileIdentifier(network, _workers, _pool);
        using var file = new MemoryStream([.. Enumerable.Range(0, 300).Select(i => (byte)i)]);

        var sure = identifier.Identify(file);
        var any = identifier.Identify(file, Certainty.Any);

        Assert.Equal(FileTypes.All.Count, any.Ranking.Count);
        Assert.Equal(1, any.Ranking.Sum(each => each.Probability), 1e-4);
        Assert.Equal(any.Ranking.OrderByDescending(each => each.Probability).Select(each => each.Type), any.Ranking.Select(each => each.Type));
        Assert.Equal(FileTypes.Told(any.Ranking[0].Type), any.Type);
        Assert.True(sure.Score < 0.5);
        Assert.Equal((any.Type.IsText ? FileTypes.Text : FileTypes.Unknown, IdentificationReason.LowConfidence), (sure.Type, sure.Reason));
    }

    [Fact]
    public void Of_a_long_file_only_its_ends_are_read()
    {
        using var network = Network<float>.BuildRandom(Magika.Version3, 7);
        using var identifier = new FileIdentifier(network, _workers, _pool);
        using var file = new CountedStream(new byte[1 << 20]);

        identifier.Identify(file);

        Assert.Equal(2 * ByteWords.Block, file.Count);
    }

    [Fact]
    public void Weights_that_know_other_types_are_refused()
    {
        using var all = RandomWeights.Make(Magika.Version3, 7);
        using var fewer = new WeightSet("few.safetensors", all.Sha256, all.Names.Select(name => (name, name switch
        {
            "fc.weight" => new Tensor<float>([100, 512]),
            "fc.bias" => new Tensor<float>([100]),
            _ => Tensor<float>.From(all[name].Shape, all[name].Span),
        })));
        using var network = Network<float>.Build(Magika.Version3, fewer);

        var refusal = Assert.Throws<ArgumentException>(() => new FileIdentifier(network, _workers, _pool));

        Assert.Contains("few.safetensors tell 100 types", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Every_type_has_its_facts()
    {
        Assert.Equal(214, FileTypes.All.Count);
        Assert.Equal(214, FileTypes.All.Select(type => type.Label).Distinct().Count());
        Assert.All(FileTypes.All, type =>
        {
            Assert.NotEmpty(type.Description);
            Assert.NotEmpty(type.Mime);
            Assert.NotEmpty(type.Group);
            Assert.InRange(FileTypes.Threshold(type, Certainty.High), 0.5, 0.95);
        });
    }

    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Count { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            Count += read;
            return read;
        }
    }
}
