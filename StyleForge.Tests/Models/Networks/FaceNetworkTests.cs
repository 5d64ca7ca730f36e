using System.Globalization;
using StyleForge.Models.Networks;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Networks;

/// <summary>The tables of the networks that find faces and say what they look like.</summary>
public sealed class FaceNetworkTests
{
    // What the published files hold; of MiniFASNetV2 what can be learned.
    [Theory]
    [InlineData("tiny-face-detector", 193_321)]
    [InlineData("ssd-mobilenet-faces", 5_525_127)]
    [InlineData("face-landmarks", 356_840)]
    [InlineData("face-landmarks-tiny", 77_224)]
    [InlineData("face-expressions", 323_687)]
    [InlineData("face-descriptor", 5_614_592)]
    [InlineData("minifasnet", 434_560)]
    public void The_table_gives_the_published_counts(string name, long parameters)
    {
        var network = NetworkCatalogue.Faces.Single(network => network.Name == name);
        Assert.Equal(parameters, network.Describe(network.Facts.Source).Parameters);
    }

    [Theory]
    [InlineData("tiny-face-detector", "conv8", 416, 25, 13)]
    [InlineData("tiny-face-detector", "conv8", 224, 25, 7)]
    [InlineData("face-landmarks", "dense3.relu3", 112, 256, 7)]
    [InlineData("face-landmarks-tiny", "dense2.relu2", 112, 128, 14)]
    [InlineData("face-descriptor", "pool", 150, 32, 35)]
    [InlineData("face-descriptor", "conv64_down", 150, 64, 17)]
    [InlineData("face-descriptor", "conv128_2", 150, 128, 8)]
    [InlineData("face-descriptor", "conv256_2", 150, 256, 4)]
    [InlineData("face-descriptor", "conv256_down_out", 150, 256, 2)]
    [InlineData("minifasnet", "conv_45.project.bn", 80, 128, 5)]
    public void Layers_have_the_extents_that_their_publishers_have(string name, string tap, int picture, int channels, int side)
    {
        var network = NetworkCatalogue.Faces.Single(network => network.Name == name);
        Assert.Equal([1, channels, side, side], network.Describe([1, 3, picture, picture]).Rows.Single(row => row.Tap == tap).Destination);
    }

    [Fact]
    public void Every_network_of_faces_has_complete_facts_and_names_of_its_own()
    {
        Assert.All(NetworkCatalogue.Faces, network =>
        {
            Assert.Equal(network.Layers.Count, network.Layers.Select(layer => layer.Name).Distinct().Count());
            Assert.Equal(3, network.Facts.Input.Mean.Count);
            Assert.NotEmpty(network.Facts.Licence);
            Assert.NotEmpty(network.Facts.Paper);
            var least = network.Facts.MinimumSide;
            Assert.Equal(1, network.Describe([1, 3, least, least]).Rows[^1].Destination[0]);
        });
        Assert.Equal(NetworkCatalogue.Faces.Count, NetworkCatalogue.Faces.Select(network => network.Name).Distinct().Count());
    }

    [Fact]
    public void The_documentation_lists_every_network_of_faces_with_its_parameters()
    {
        var lines = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "networks.md"));
        Assert.All(NetworkCatalogue.Faces, network =>
        {
            var line = Assert.Single(lines, line => line.StartsWith($"| `{network.Name}` |", StringComparison.Ordinal));
            var count = network.Describe(network.Facts.Source).Parameters.ToString("N0", CultureInfo.InvariantCulture);
            Assert.Contains($"| {count} | {string.Join('×', network.Facts.Source.Skip(1))} |", line, StringComparison.Ordinal);
        });
    }
}
