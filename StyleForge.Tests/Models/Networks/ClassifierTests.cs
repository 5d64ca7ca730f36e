using System.Globalization;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Networks;

/// <summary>The tables of the networks that classify.</summary>
public sealed class ClassifierTests
{
    // torchvision's num_params, Keras' trainable parameters, and what papers and their authors' files have.
    [Theory]
    [InlineData("lenet5", 61_706)]
    [InlineData("mnist-cnn", 5_994)]
    [InlineData("alexnet-lrn", 60_965_224)]
    [InlineData("alexnet", 61_100_840)]
    [InlineData("nin", 7_595_176)]
    [InlineData("googlenet", 13_004_888)]
    [InlineData("resnet18", 11_689_512)]
    [InlineData("resnet34", 21_797_672)]
    [InlineData("resnet50", 25_557_032)]
    [InlineData("cifar-resnet20", 269_722)]
    [InlineData("cifar-resnet56", 853_018)]
    [InlineData("squeezenet1_1", 1_235_496)]
    [InlineData("mobilenet", 4_231_976)]
    [InlineData("meshnet5", 5_598)]
    [InlineData("meshnet11", 23_290)]
    [InlineData("signal-net", 23_202)]
    [InlineData("volume-net", 17_674)]
    [InlineData("inception_v3", 21_768_352 + 558_085)]
    [InlineData("meshnet20", 87_183)]
    [InlineData("silero-vad", 309_633)]
    public void The_table_gives_the_published_counts(string name, long parameters)
    {
        var network = NetworkCatalogue.Every.Single(network => network.Name == name);
        Assert.Equal(parameters, network.Describe(network.Facts.Source).Parameters);
    }

    [Fact]
    public void GoogLeNet_without_its_auxiliary_classifiers_has_the_count_of_table_1()
    {
        var rows = GoogLeNet.Inception1.Describe([1, 3, 224, 224]).Rows;
        Assert.Equal(6_624_904, rows.Where(row => !row.Tap.StartsWith("aux", StringComparison.Ordinal)).Sum(row => row.Parameters));
        Assert.Equal([1, 1024, 7, 7], rows.Single(row => row.Tap == "inception5b").Destination);
        Assert.Equal([1, 512, 14, 14], rows.Single(row => row.Tap == "inception4a").Destination);
        Assert.Equal([1, 480, 28, 28], rows.Single(row => row.Tap == "inception3b").Destination);
    }

    [Theory]
    [InlineData("resnet50", "layer1.2", 256, 56)]
    [InlineData("resnet50", "layer4.2", 2048, 7)]
    [InlineData("resnet18", "layer4.1", 512, 7)]
    [InlineData("mobilenet", "conv_pw_13_relu", 1024, 7)]
    [InlineData("alexnet", "pool5", 256, 6)]
    [InlineData("nin", "relu_cccp8", 1000, 6)]
    [InlineData("resnet18-features", "layer4.2", 512, 7)]
    public void Layers_have_the_extents_of_the_papers_tables(string name, string tap, int channels, int side)
    {
        var network = NetworkCatalogue.Every.Single(network => network.Name == name);
        Assert.Equal([1, channels, side, side], network.Describe([1, 3, 224, 224]).Rows.Single(row => row.Tap == tap).Destination);
    }

    [Fact]
    public void The_documentation_lists_every_classifier_with_its_parameters()
    {
        var lines = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "networks.md"));
        Assert.All(NetworkCatalogue.Every.Except(NetworkCatalogue.All).Except(NetworkCatalogue.Detectors), network =>
        {
            var line = Assert.Single(lines, line => line.StartsWith($"| `{network.Name}` |", StringComparison.Ordinal));
            var count = network.Describe(network.Facts.Source).Parameters.ToString("N0", CultureInfo.InvariantCulture);
            Assert.Contains($"| {count} | {string.Join('×', network.Facts.Source.Skip(1))} |", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_classifier_has_complete_facts_and_takes_its_least_source()
    {
        Assert.All(NetworkCatalogue.Every.Except(NetworkCatalogue.All).Except(NetworkCatalogue.Detectors), network =>
        {
            Assert.Equal(network.Layers.Count, network.Layers.Select(layer => layer.Name).Distinct().Count());
            Assert.Equal(network.Facts.Source.Rank > 2 ? network.Facts.Source[1] : 0, network.Facts.Input.Mean.Count);
            Assert.Equal(network.Facts.Input.Mean.Count, network.Facts.Input.Deviation.Count);
            Assert.NotEmpty(network.Facts.Title);
            Assert.NotEmpty(network.Facts.Licence);
            Assert.NotEmpty(network.Facts.Paper);
            Shape Side(int side) => [1, network.Facts.Source[1], .. Enumerable.Repeat(side, network.Facts.Source.Rank - 2)];
            Assert.Equal(1, network.Describe(Side(network.Facts.MinimumSide)).Rows[^1].Destination[0]);
            if (network.Facts.MinimumSide > 1)
            {
                Assert.Throws<ArgumentException>(() => network.Describe(Side(network.Facts.MinimumSide - 1)));
            }
        });
        var all = NetworkCatalogue.Every;
        Assert.Equal(all.Count, all.Select(network => network.Name).Distinct().Count());
    }
}
