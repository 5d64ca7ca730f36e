using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Networks;

public sealed class NetworkCatalogueTests
{
    [Fact]
    public void Networks_are_found_by_name_whatever_the_capitals()
    {
        Assert.Same(Vgg.Vgg19, NetworkCatalogue.Find("VGG19"));
        Assert.All(NetworkCatalogue.All, network => Assert.Same(network, NetworkCatalogue.Find(network.Name)));
    }

    [Fact]
    public void An_unknown_name_lists_the_networks() => Assert.StartsWith(
        "There is no network 'resnet50': the networks are forge-vgg, vgg11, vgg13, vgg16, vgg19.",
        Assert.Throws<ArgumentException>(() => NetworkCatalogue.Find("resnet50")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_documentation_lists_every_network_with_its_parameters_and_file()
    {
        var lines = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "networks.md"));
        Assert.All(NetworkCatalogue.All, network =>
        {
            var line = Assert.Single(lines, line => line.StartsWith($"| `{network.Name}` |", StringComparison.Ordinal));
            Assert.Contains($"| {network.Describe([1, 3, 224, 224]).Parameters.ToString("N0", CultureInfo.InvariantCulture)} |", line, StringComparison.Ordinal);
            Assert.Contains(network.Facts.Weights?.FileName ?? "built in", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Published_files_are_called_differently_and_are_known_by_their_hashes()
    {
        PublishedWeights[] published = [.. NetworkCatalogue.Every.Select(network => network.Facts.Weights).OfType<PublishedWeights>()];
        Assert.Equal(published.Length, published.DistinctBy(weights => (weights.FileName, weights.Label)).Count());
        Assert.All(published, weights =>
        {
            Assert.Matches("^([0-9a-f]{8}|[0-9a-f]{64})$", weights.Sha256Prefix);
            if (weights.Place is ServerPlace { Files: [var first, ..] files } place)
            {
                Assert.EndsWith($"/{first.Name}", weights.FileName, StringComparison.Ordinal);
                Assert.EndsWith($"/{first.Name}", place.Url.AbsolutePath, StringComparison.Ordinal);
                Assert.Equal(weights.Bytes, files.Sum(file => file.Bytes));
            }
        });
        Assert.All(NetworkCatalogue.Sets, set => Assert.All(set.Networks, network => Assert.Contains(network, NetworkCatalogue.Every)));
        Assert.DoesNotContain(NetworkCatalogue.Sets, set => NetworkCatalogue.Every.Any(network => network.Name == set.Name));
    }

    [Fact]
    public void Every_network_has_complete_facts_and_unique_names()
    {
        Assert.All(NetworkCatalogue.All, network =>
        {
            Assert.Equal(network.Layers.Count, network.Layers.Select(layer => layer.Name).Distinct().Count());
            Assert.Equal(network.Layers.Count, network.Layers.Select(layer => layer.Tap).Distinct().Count());
            Assert.Equal(network.Facts.MinimumSide, network.Layers.Max(layer => network.MinimumSide(layer.Tap)));
            Assert.Equal(3, network.Facts.Input.Mean.Count);
            Assert.Equal(3, network.Facts.Input.Deviation.Count);
            Assert.NotEmpty(network.Facts.Title);
            Assert.NotEmpty(network.Facts.Licence);
            Assert.NotEmpty(network.Facts.Paper);
            if (network.Facts.Weights is { } weights)
            {
                Assert.Contains(weights.Sha256Prefix, weights.FileName, StringComparison.Ordinal);
                Assert.EndsWith(weights.FileName, Assert.IsType<ServerPlace>(weights.Place).Url.AbsolutePath, StringComparison.Ordinal);
                Assert.True(weights.Matches(weights.Sha256Prefix.ToUpperInvariant() + new string('0', 56)));
                Assert.False(weights.Matches(new string('0', 64)));
            }
        });
        Assert.Equal(["forge-vgg"], NetworkCatalogue.All.Where(network => network.Facts.BuiltIn is not null).Select(network => network.Name));
        Assert.All(NetworkCatalogue.All, network => Assert.True(network.Facts.Weights is null != network.Facts.BuiltIn is null));
    }
}
