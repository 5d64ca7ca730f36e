using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Classification;

public sealed class TrainedClassifierTests
{
    private static readonly InputConvention Grey = new() { Order = ChannelOrder.Rgb, Range = 1, Mean = [0.25], Deviation = [0.125] };

    public static TheoryData<string> Names => new(NetworkCatalogue.Classifiers.Select(network => network.Name).Where(name => name is not ("meshnet5" or "meshnet11" or "meshnet20" or "magika" or "silero-vad")));

    [Fact]
    public void What_a_file_says_builds_the_network_that_was_trained()
    {
        var small = LeNet.LeNet5.WithClasses(3, [1, 1, 28, 28]);
        var trained = new TrainedClassifier(small with { Facts = small.Facts with { Input = Grey } }, ["shoe", "b\"ag", "häut"]);
        using var made = RandomWeights.Make(trained.Description, 1);
        using var folder = new TemporaryFolder();
        var metadata = new Dictionary<string, string>(trained.Metadata()) { ["format"] = "pt" };
        WeightFile.Write(folder.File("shoes"), made, metadata);

        using var file = WeightFile.Read(folder.File("shoes"));
        var read = TrainedClassifier.Read(file)!;
        using var network = Network<float>.Build(read.Description, file);
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        using var run = network.Prepare([2, 1, 28, 28], ["prob"], workers, pool, isForwardOnly: true);

        Assert.Equal(trained.Labels, read.Labels);
        Assert.Equal(Grey, network.Input);
        Assert.Equal([2, 3], run.ShapeOf("prob"));
        Assert.Equal(("lenet5", 256), (read.Description.Name, read.Description.Layers.OfType<FullyConnectedDescription>().First().SourceFeatures));
    }

    [Fact]
    public void Other_files_say_nothing()
    {
        using var weights = File(new Dictionary<string, string>());
        Assert.Null(TrainedClassifier.Read(weights));
    }

    [Theory]
    [InlineData("styleforge_network", "lenet6", "'w' has 'lenet6' for 'styleforge_network' in its metadata, which must be the name of a network of this version")]
    [InlineData("styleforge_network", "magika", "which must be 2 whole numbers for magika")]
    [InlineData("styleforge_source", "1, 1, 28", "which must be 4 whole numbers for lenet5")]
    [InlineData("styleforge_source", "2, 1, 28, 28", "which must be a 1 and then channels and extents")]
    [InlineData("styleforge_source", "1, 1, 99999999, 99999999", "which must be a 1 and then channels and extents")]
    [InlineData("styleforge_source", "1, 1, 4, 4", "says that it is a lenet5 for a source of shape 1×1×4×4, which cannot be: c1")]
    [InlineData("styleforge_labels", "a, b", "which must be a JSON list of two or more names")]
    [InlineData("styleforge_labels", "[\"a\"]", "which must be a JSON list of two or more names")]
    [InlineData("styleforge_labels", "[\"a\", \"a\"]", "none of them twice")]
    [InlineData("styleforge_labels", "[\"a\", 2]", "which must be a JSON list of two or more names")]
    [InlineData("styleforge_labels", null, "'styleforge_labels' is missing from its metadata; train it again")]
    [InlineData("styleforge_input_mean", "1, 2", "which must be one number")]
    public void An_entry_that_cannot_be_understood_is_refused_by_name(string key, string? value, string expected)
    {
        var metadata = new Dictionary<string, string>(new TrainedClassifier(LeNet.LeNet5.WithClasses(2, [1, 1, 28, 28]), ["a", "b"]).Metadata());
        metadata.Remove(key);
        if (value is not null)
        {
            metadata.Add(key, value);
        }

        using var weights = File(metadata);
        Assert.Contains(expected, Assert.Throws<WeightFormatException>(() => TrainedClassifier.Read(weights)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_classifier_of_the_catalogue_takes_other_classes(string name)
    {
        var network = NetworkCatalogue.Classifiers.Single(network => network.Name == name);

        var changed = network.WithClasses(7, network.Facts.Source);

        Assert.Equal([1, 7], changed.Shapes(network.Facts.Source)[^1]);
        Assert.Equal(network.Head().Tap, changed.Head().Tap);
        var before = network.Layers.ToDictionary(layer => layer.Tap);
        Assert.Equal([network.Head().Tap], changed.Layers.Where(layer => layer.Parameters.Select(parameter => parameter.Shape).SequenceEqual(before[layer.Tap].Parameters.Select(parameter => parameter.Shape)) is false).Select(layer => layer.Tap));
    }

    [Fact]
    public void Networks_that_give_no_class_for_the_whole_are_refused()
    {
        Assert.Contains("gives no probabilities of classes", Assert.Throws<ArgumentException>(() => Vgg.Forge.WithClasses(2, [1, 3, 64, 64])).Message, StringComparison.Ordinal);
        Assert.Contains("and not 2 probabilities of the whole", Assert.Throws<ArgumentException>(() => MeshNet.FiveChannels.WithClasses(2, [1, 1, 64, 64, 64])).Message, StringComparison.Ordinal);
    }

    private static WeightSet File(IReadOnlyDictionary<string, string> metadata) => new("w", "", [("c1.weight", new Tensor<float>([6, 1, 5, 5]))], metadata);
}
