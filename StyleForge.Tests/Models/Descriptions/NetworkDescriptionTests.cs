using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Descriptions;

public sealed class NetworkDescriptionTests
{
    // Parameters and billions of multiply-adds as torchvision publishes them with its weights (num_params, _ops).
    [Theory]
    [InlineData("vgg11", 132_863_336, 7.609)]
    [InlineData("vgg13", 133_047_848, 11.308)]
    [InlineData("vgg16", 138_357_544, 15.470)]
    [InlineData("vgg19", 143_667_240, 19.632)]
    public void The_table_gives_the_published_counts(string name, long parameters, double billions)
    {
        var table = NetworkCatalogue.Find(name).Describe([1, 3, 224, 224]);
        Assert.Equal(parameters, table.Parameters);
        Assert.Equal(billions, table.MultiplyAdds / 1e9, 0.0006); // published to three digits
        Assert.Equal([1, 1000], table.Rows[^1].Destination);
    }

    [Fact]
    public void Published_file_sizes_are_the_parameters_and_a_few_kilobytes()
    {
        foreach (var network in new[] { Vgg.Vgg16, Vgg.Vgg19 })
        {
            var numbers = 4 * network.Describe([1, 3, 224, 224]).Parameters;
            Assert.InRange(network.Facts.Weights!.Bytes!.Value - numbers, 1000, 10_000);
        }
    }

    [Fact]
    public void VGG19_has_the_layers_of_configuration_E()
    {
        Assert.Equal(
            "conv1_1 relu1_1 conv1_2 relu1_2 pool1 conv2_1 relu2_1 conv2_2 relu2_2 pool2 "
            + "conv3_1 relu3_1 conv3_2 relu3_2 conv3_3 relu3_3 conv3_4 relu3_4 pool3 "
            + "conv4_1 relu4_1 conv4_2 relu4_2 conv4_3 relu4_3 conv4_4 relu4_4 pool4 "
            + "conv5_1 relu5_1 conv5_2 relu5_2 conv5_3 relu5_3 conv5_4 relu5_4 pool5 "
            + "avgpool flatten fc6 relu6 fc7 relu7 fc8 prob",
            string.Join(' ', Vgg.Vgg19.Layers.Select(layer => layer.Tap)));
        Assert.Equal(
            [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34],
            Vgg.Vgg19.Layers.OfType<ConvolutionDescription>().Select(layer => int.Parse(layer.Name[9..], provider: null)));
        Assert.Equal(
            [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28],
            Vgg.Vgg16.Layers.OfType<ConvolutionDescription>().Select(layer => int.Parse(layer.Name[9..], provider: null)));
    }

    [Theory]
    [InlineData("conv1_1", 64, 1, 3, -1)]
    [InlineData("relu1_2", 64, 1, 5, -2)]
    [InlineData("pool1", 64, 2, 6, -2)]
    [InlineData("relu2_1", 128, 2, 10, -4)]
    [InlineData("relu3_1", 256, 4, 24, -10)]
    [InlineData("relu4_2", 512, 8, 84, -38)]
    [InlineData("relu5_1", 512, 16, 156, -70)]
    [InlineData("fc6", 4096, null, null, null)]
    public void Taps_know_channels_stride_and_receptive_field(string name, int channels, int? stride, int? receptiveField, int? offset) =>
        Assert.Equal(new NetworkTap(name, channels, stride, receptiveField, offset), Vgg.Vgg19.Taps[Vgg.Vgg19.IndexOfTap(name)]);

    [Theory]
    [InlineData("relu1_1", BorderMode.Zero, 1)]
    [InlineData("relu1_1", BorderMode.Reflect, 2)]
    [InlineData("relu2_1", BorderMode.Reflect, 4)]
    [InlineData("relu5_1", BorderMode.Zero, 16)]
    [InlineData("relu5_1", BorderMode.Reflect, 32)]
    [InlineData("prob", BorderMode.Zero, 32)]
    public void The_minimum_side_follows_from_the_tap_and_the_border(string tap, BorderMode border, int side) =>
        Assert.Equal(side, Vgg.Vgg19.MinimumSide(tap, border));

    [Fact]
    public void Wrong_pictures_and_taps_are_refused_with_a_sentence()
    {
        Assert.StartsWith(
            "A picture of 40×31 pixels is too small for prob of vgg19: it needs at least 32×32.",
            Assert.Throws<ArgumentException>(() => Vgg.Vgg19.Describe([1, 3, 31, 40])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "vgg19 takes pictures of shape (N, 3, H, W), not 1×4×64×64.",
            Assert.Throws<ArgumentException>(() => Vgg.Vgg19.Describe([1, 4, 64, 64])).Message,
            StringComparison.Ordinal);
        var sentence = Assert.Throws<ArgumentException>(() => NarrowVgg.Network.IndexOfTap("relu5_2")).Message;
        Assert.StartsWith("forge-vgg has no tap 'relu5_2': it ends at relu5_1 and has conv1_1, relu1_1, ", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_text_in_columns()
    {
        var description = NarrowVgg.Network with { Layers = [.. NarrowVgg.Network.Layers.Take(6)] };
        var expected = """
            name        tap      layer                     output      sees  parameters  multiply-adds
            features.0  conv1_1  3×3 convolution, 3 → 16   1×16×64×96     3         448      2,654,208
            features.1  relu1_1  ReLU                      1×16×64×96     3
            features.2  conv1_2  3×3 convolution, 16 → 16  1×16×64×96     5       2,320     14,155,776
            features.3  relu1_2  ReLU                      1×16×64×96     5
            features.4  pool1    2×2 pooling               1×16×32×48     6
            features.5  conv2_1  3×3 convolution, 16 → 32  1×32×32×48    10       4,640      7,077,888
            forge-vgg            total                     1×3×64×96              7,408     23,887,872

            """;
        Assert.Equal(expected, description.Describe([1, 3, 64, 96]).ToString());
    }
}
