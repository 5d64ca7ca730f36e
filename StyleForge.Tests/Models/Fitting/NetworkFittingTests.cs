using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Fitting;

public sealed class NetworkFittingTests
{
    [Fact]
    public void Widths_come_from_the_weights_and_the_network_ends_where_they_end()
    {
        using var weights = Slim(("features.0", 5, 3), ("features.2", 6, 5), ("features.5", 7, 6));
        using var network = Network<float>.Build(Vgg.Vgg19, weights);
        Assert.Equal("conv1_1 relu1_1 conv1_2 relu1_2 pool1 conv2_1 relu2_1", string.Join(' ', network.Taps.Select(tap => tap.Name)));
        Assert.Equal([5, 5, 6, 6, 6, 7, 7], network.Taps.Select(tap => tap.Channels));
        Assert.Equal(network.Taps.Count, network.Layers.Count);
        Assert.Equal("vgg19", network.Description.Name);
        Assert.Equal("w", network.WeightsOrigin);
        Assert.StartsWith("vgg19 has no tap 'relu2_2': it ends at relu2_1 and has", Assert.Throws<ArgumentException>(() => network.Description.IndexOfTap("relu2_2")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_slim_network_with_a_classifier_fits()
    {
        var description = Small();
        using var weights = RandomWeights.Make(description, 1);
        using var network = Network<float>.Build(Vgg.Vgg11, weights);
        Assert.Equal(Vgg.Vgg11.Layers.Count, network.Layers.Count);
        Assert.Equal(description.Describe([1, 3, 64, 64]).Parameters, network.Describe([1, 3, 64, 64]).Parameters);
        Assert.Equal(10, network.Taps[^1].Channels);
    }

    [Fact]
    public void Layers_beyond_the_last_tap_asked_for_are_left_out()
    {
        using var network = Network<float>.BuildRandom(NarrowVgg.Network, 3, new NetworkOptions { LastTap = "relu2_1" });
        Assert.Equal("relu2_1", network.Taps[^1].Name);
        Assert.Equal(7, network.Layers.Count);
        Assert.Equal("random filters, seed 3", network.WeightsOrigin);
        Assert.Equal(64, network.WeightsSha256.Length);
    }

    [Fact]
    public void Weights_named_by_taps_fit_too()
    {
        using var weights = Slim(("conv1_1", 5, 3), ("conv1_2", 6, 5));
        using var network = Network<float>.Build(Vgg.Vgg19, weights);
        Assert.Equal("pool1", network.Taps[^1].Name);
    }

    [Theory]
    [InlineData("0", "2")]
    [InlineData("module.features.0", "module.features.2")]
    [InlineData("features.module.0", "features.module.2")]
    [InlineData("vgg.features.0", "vgg.features.2")]
    [InlineData("model.vgg.conv1_1", "model.vgg.conv1_2")]
    [InlineData("state_dict.0", "state_dict.2")]
    public void Names_under_which_other_programs_save_the_same_layers_fit_too(string first, string second)
    {
        using var weights = Slim((first, 5, 3), (second, 6, 5));
        using var network = Network<float>.Build(Vgg.Vgg19, weights);
        Assert.Equal("pool1", network.Taps[^1].Name);
        var renamed = Vgg.Vgg19.Rename(weights);
        Assert.Equal(["features.0.weight", "features.0.bias", "features.2.weight", "features.2.bias"], renamed.Select(tensor => tensor.Name));
        Assert.Same(weights[$"{second}.weight"], renamed[2].Tensor);
    }

    [Theory]
    [InlineData("a.features.0", "b.features.2")]
    [InlineData("a.b.c.features.0", "a.b.c.features.2")]
    public void A_word_that_is_not_around_the_whole_network_is_no_wrapper(string first, string second)
    {
        using var weights = Slim((first, 5, 3), (second, 6, 5));
        Assert.StartsWith(
            $"'w' holds '{first}.weight', which vgg19 does not have",
            Assert.Throws<WeightFormatException>(() => Vgg.Vgg19.Fit(weights)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_numbered_as_in_Torch_7_fits()
    {
        using var made = RandomWeights.Make(Small(), 1);
        using var weights = new WeightSet("w", "", made.Names.Select(name => (
            name.Replace("classifier.0.", "classifier.1.", StringComparison.Ordinal).Replace("classifier.3.", "classifier.4.", StringComparison.Ordinal),
            Tensor<float>.From(made[name].Shape, made[name].Span))));
        Assert.Contains("classifier.4.bias", weights.Names);
        Assert.Equal(made.Names, Vgg.Vgg11.Rename(weights).Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_published_file_of_another_convention_is_known_by_its_hash_unless_the_caller_says_otherwise()
    {
        static WeightSet File(string sha256) => new("w", sha256, [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", new Tensor<float>([4]))]);
        using var caffe = File("d01eb7cb" + new string('0', 56));
        using var other = File(new string('0', 64));
        using var recognised = Network<float>.Build(Vgg.Vgg19, caffe);
        using var told = Network<float>.Build(Vgg.Vgg19, caffe, new NetworkOptions { Input = InputConvention.Torchvision });
        using var ordinary = Network<float>.Build(Vgg.Vgg19, other);
        Assert.Same(InputConvention.Caffe, recognised.Input);
        Assert.Same(InputConvention.Torchvision, told.Input);
        Assert.Same(InputConvention.Torchvision, ordinary.Input);
    }

    [Fact]
    public void A_gap_is_refused_by_name() => AssertRefused(
        "'w' has no 'features.2.weight' (conv1_2), although it has conv2_1 after it: the file is of another network than vgg19, or a part was lost.",
        Slim(("features.0", 5, 3), ("features.5", 7, 5)));

    [Fact]
    public void Channels_that_do_not_chain_are_refused_by_name() => AssertRefused(
        "'w': 'features.2.weight' has the shape 6×4×3×3 and so reads 4 channels, but the layer before conv1_2 gives 5.",
        Slim(("features.0", 5, 3), ("features.2", 6, 4)));

    [Fact]
    public void A_first_layer_that_does_not_read_colours_is_refused() => AssertRefused(
        "'w': 'features.0.weight' has the shape 5×1×3×3 and so reads 1 channels, but the layer before conv1_1 gives 3.",
        Slim(("features.0", 5, 1)));

    [Fact]
    public void A_kernel_of_another_size_is_refused_by_name() => AssertRefused(
        "'w': 'features.0.weight' has the shape 4×3×5×5, but conv1_1 is a 3×3 convolution: its weights are (out, in, 3, 3).",
        new WeightSet("w", "", [("features.0.weight", new Tensor<float>([4, 3, 5, 5])), ("features.0.bias", new Tensor<float>([4]))]));

    [Fact]
    public void A_bias_of_another_length_is_refused_by_name() => AssertRefused(
        "'w': 'features.0.bias' has the shape 5, but 'features.0.weight' of shape 4×3×3×3 needs 4 numbers.",
        new WeightSet("w", "", [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", new Tensor<float>([5]))]));

    [Theory]
    [InlineData("features.2.weight", "numbers of type F8_E4M3")]
    [InlineData("vgg.features.2.weight", "numbers of type I8")]
    [InlineData("conv1_2.bias", "no elements")]
    public void A_layer_whose_numbers_were_left_out_is_not_said_to_be_missing(string name, string what) => AssertRefused(
        $"'w' holds '{name}' with {what}; save it as float32, float16, bfloat16 or float64.",
        new WeightSet("w", "", [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", new Tensor<float>([4]))], leftOut: new Dictionary<string, string> { [name] = what }));

    [Fact]
    public void What_was_left_out_and_is_no_layers_does_not_matter()
    {
        using var weights = new WeightSet(
            "w",
            "",
            [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", new Tensor<float>([4]))],
            leftOut: new Dictionary<string, string> { ["history"] = "no elements", ["scale"] = "numbers of type F8_E4M3", ["features.1.num_batches_tracked"] = "numbers of type I64" });

        Assert.Equal("relu1_1", Vgg.Vgg19.Fit(weights).Taps[^1].Name);
    }

    [Fact]
    public void Half_a_layer_is_refused_by_name() => AssertRefused(
        "'w' holds a part of conv1_1 only: 'features.0.bias' is missing.",
        new WeightSet("w", "", [("features.0.weight", new Tensor<float>([4, 3, 3, 3]))]));

    [Fact]
    public void A_network_with_batch_normalisation_is_refused() => AssertRefused(
        "'w' holds 'features.1.running_mean', which vgg19 does not have; take a file of plain convolutions (no batch normalisation) with torchvision's names.",
        new WeightSet("w", "", [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", new Tensor<float>([4])), ("features.1.running_mean", new Tensor<float>([4]))]));

    [Fact]
    public void Nothing_that_fits_is_refused() => AssertRefused(
        "'w' holds 'a.weight', which vgg19 does not have; take a file of plain convolutions (no batch normalisation) with torchvision's names.",
        new WeightSet("w", "", [("a.weight", new Tensor<float>([4]))]));

    [Fact]
    public void A_file_without_the_first_layer_is_refused() => AssertRefused(
        "'w' has no 'features.0.weight' (conv1_1), although it has conv1_2 after it: the file is of another network than vgg19, or a part was lost.",
        Slim(("features.2", 5, 3)));

    [Fact]
    public void A_classifier_that_does_not_fit_the_features_is_refused()
    {
        using var features = RandomWeights.Make(Small(), 1, "flatten");
        var tensors = features.Names.Select(name => (name, Tensor<float>.From(features[name].Shape, features[name].Span))).ToList();
        tensors.Add(("classifier.0.weight", new Tensor<float>([10, 99])));
        tensors.Add(("classifier.0.bias", new Tensor<float>([10])));
        AssertRefused(
            "'w': 'classifier.0.weight' has the shape 10×99 and so reads 99 features, but the layer before fc6 gives 98.",
            new WeightSet("w", "", tensors),
            Vgg.Vgg11);
    }

    [TestDataFact]
    public void A_real_file_of_another_network_is_recognised()
    {
        using var weights = WeightFile.Read(TestData.Path("weights/vgg19_norm_conv1_1-3_4_torchvision_rgb.safetensors"));
        var sentence = Assert.Throws<WeightFormatException>(() => Network<float>.Build(Vgg.Vgg16, weights)).Message;
        Assert.EndsWith("holds 'features.16.weight', which vgg16 does not have; all of its names fit vgg19.", sentence, StringComparison.Ordinal);
    }

    /// <summary>VGG-11 with next to no channels.</summary>
    internal static NetworkDescription Small()
    {
        var channels = 3;
        var features = 2 * 7 * 7;
        return Vgg.Vgg11 with
        {
            Layers = [.. Vgg.Vgg11.Layers.Select(layer =>
            {
                switch (layer)
                {
                    case ConvolutionDescription convolution:
                        (var source, channels) = (channels, 2);
                        return convolution with { SourceChannels = source, DestinationChannels = 2 };
                    case FullyConnectedDescription full:
                        (source, features) = (features, 10);
                        return full with { SourceFeatures = source, DestinationFeatures = 10 };
                    default:
                        return layer;
                }
            })],
        };
    }

    private static WeightSet Slim(params (string Stem, int Destination, int Source)[] layers) => new("w", "", layers.SelectMany(layer => new[]
    {
        ($"{layer.Stem}.weight", new Tensor<float>([layer.Destination, layer.Source, 3, 3])),
        ($"{layer.Stem}.bias", new Tensor<float>([layer.Destination])),
    }));

    private static void AssertRefused(string sentence, WeightSet weights, NetworkDescription? description = null)
    {
        using (weights)
        {
            Assert.Equal(sentence, Assert.Throws<WeightFormatException>(() => Network<float>.Build(description ?? Vgg.Vgg19, weights)).Message);
        }
    }
}
