using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Models.Weights;

public sealed class InputMetadataTests
{
    public static TheoryData<InputConvention> Conventions => new()
    {
        InputConvention.Torchvision,
        InputConvention.Caffe,
        new InputConvention { Order = ChannelOrder.Bgr, Range = 1, Mean = [0.1, -1.0 / 3, 1e-17], Deviation = [double.Epsilon, Math.PI, 1e300] },
    };

    [Theory]
    [MemberData(nameof(Conventions))]
    public void What_is_written_is_read_again_to_the_last_digit(InputConvention input)
    {
        using var weights = File(InputMetadata.Of(input));
        Assert.Equal(input, InputMetadata.Read(weights));
        using var network = Network<float>.Build(Vgg.Vgg19, weights);
        Assert.Equal(input, network.Input);
    }

    [Fact]
    public void What_a_file_says_of_itself_counts_before_its_hash_and_after_the_caller()
    {
        using var weights = File(InputMetadata.Of(InputConvention.Torchvision), "d01eb7cb" + new string('0', 56));
        Assert.Same(InputConvention.Caffe, Vgg.Vgg19.Facts.InputOf(weights.Sha256));
        using var network = Network<float>.Build(Vgg.Vgg19, weights);
        using var told = Network<float>.Build(Vgg.Vgg19, weights, new NetworkOptions { Input = InputConvention.Caffe });
        Assert.Equal(InputConvention.Torchvision, network.Input);
        Assert.Equal(InputConvention.Caffe, told.Input);
    }

    [Fact]
    public void A_file_that_says_nothing_is_read_as_the_network_wants_it()
    {
        using var weights = File(new Dictionary<string, string> { ["author"] = "somebody" });
        Assert.Null(InputMetadata.Read(weights));
        Assert.Same(InputConvention.Torchvision, Vgg.Vgg19.Facts.InputOf(weights));
    }

    [Theory]
    [InlineData("styleforge_input_order", "brg", "'w' has 'brg' for 'styleforge_input_order' in its metadata, which must be rgb or bgr")]
    [InlineData("styleforge_input_range", "0", "which must be a number above 0")]
    [InlineData("styleforge_input_range", "1, 2", "which must be a number above 0")]
    [InlineData("styleforge_input_mean", "1, 2", "which must be three numbers")]
    [InlineData("styleforge_input_mean", "1, 2, NaN", "which must be three numbers")]
    [InlineData("styleforge_input_mean", "", "which must be three numbers")]
    [InlineData("styleforge_input_deviation", "1, 1, 0", "which must be three numbers above 0")]
    [InlineData("styleforge_input_deviation", null, "'styleforge_input_deviation' is missing from its metadata")]
    public void An_entry_that_cannot_be_understood_is_refused_by_name(string key, string? value, string expected)
    {
        var metadata = new Dictionary<string, string>(InputMetadata.Of(InputConvention.Caffe));
        metadata.Remove(key);
        if (value is not null)
        {
            metadata.Add(key, value);
        }

        using var weights = File(metadata);
        Assert.Contains(expected, Assert.Throws<WeightFormatException>(() => Network<float>.Build(Vgg.Vgg19, weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_convention_reads_as_a_line() =>
        Assert.Equal("BGR from 0 to 255, mean 103.939, 116.779, 123.68, deviation 1, 1, 1", InputConvention.Caffe.ToString());

    private static WeightSet File(IReadOnlyDictionary<string, string> metadata, string sha256 = "") => new(
        "w", sha256, [("features.0.weight", new Tensor<float>([4, 3, 3, 3])), ("features.0.bias", new Tensor<float>([4]))], metadata);
}
