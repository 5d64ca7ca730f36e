using StyleForge.Models.Classification;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Models.Classification;

public sealed class LabelSetsTests
{
    [Fact]
    public void Every_network_that_names_labels_has_one_for_each_of_its_classes()
    {
        var labelled = NetworkCatalogue.All.Concat(NetworkCatalogue.Classifiers).Where(network => network.Facts.Labels is not null).ToList();

        Assert.True(labelled.Count > 10);
        Assert.All(labelled, network => Assert.Equal(network.Shapes(network.Facts.Source)[^1], [1, LabelSets.Of(network)!.Labels.Count]));
        Assert.Null(LabelSets.Of(Vgg.Forge));
    }

    /// <summary>Places that every list of ImageNet's classes has in common.</summary>
    [Theory]
    [InlineData(0, "tench")]
    [InlineData(273, "dingo")]
    [InlineData(281, "tabby")]
    [InlineData(839, "suspension bridge")]
    [InlineData(999, "toilet tissue")]
    public void ImageNets_labels_are_in_the_order_of_its_networks(int index, string label) => Assert.Equal(label, LabelSets.Of(SqueezeNets.Version11)!.Labels[index]);

    [Fact]
    public void No_label_is_there_twice() =>
        Assert.All(LabelSets.All, set => Assert.Equal(set.Labels.Count, set.Labels.Select(label => label.Trim()).Where(label => label.Length > 0).Distinct().Count()));

    [Fact]
    public void Sets_are_the_same_where_their_labels_are_whatever_they_are_called()
    {
        var cifar = LabelSets.Of(CifarResNet.ResNet20)!;

        Assert.Equal(cifar, new LabelSet("mine", [.. cifar.Labels]));
        Assert.NotEqual(cifar, new LabelSet("cifar10", [.. cifar.Labels.Reverse()]));
    }

    [Fact]
    public void A_trained_file_goes_by_its_own_labels_and_sees_the_square_in_the_middle()
    {
        using var weights = RandomWeights.Make(SqueezeNets.Version11, 1, "relu1");
        Assert.Null(LabelledNetwork.In(weights));

        var trained = new TrainedClassifier(StyleForge.Models.Descriptions.ClassifierHead.WithClasses(ResNet.ResNet18, 2, [1, 3, 64, 64]), ["left", "right"]);
        using var file = new WeightSet("/tmp/sides.safetensors", "", [], trained.Metadata().ToDictionary());

        var network = LabelledNetwork.In(file)!;

        Assert.Equal(("sides.safetensors", "left right"), (network.Labels!.Name, string.Join(' ', network.Labels.Labels)));
        Assert.Equal(64, network.Description.Facts.ShorterSide);
        Assert.Equal(256, LabelledNetwork.Of(ResNet.ResNet18).Description.Facts.ShorterSide);
    }
}
