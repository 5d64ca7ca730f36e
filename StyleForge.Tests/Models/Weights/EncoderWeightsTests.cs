using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Tests.Models.Weights;

public sealed class EncoderWeightsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("styleforge");

    [Theory]
    [InlineData("")]
    [InlineData("model.")]
    public void What_prepares_the_colours_is_carried_into_the_first_layer(string wrapper)
    {
        var (colours, shift, kernels, bias) = (Draw(1, [3, 3, 1, 1]), Draw(2, [3]), Draw(3, [2, 3, 3, 3]), Draw(4, [2]));
        using var weights = Read(
            (wrapper + "conv0.weight", colours), (wrapper + "conv0.bias", shift), (wrapper + "conv11.weight", kernels), (wrapper + "conv11.bias", bias),
            (wrapper + "conv12.weight", Draw(5, [2, 2, 3, 3])), (wrapper + "conv12.bias", Draw(6, [2])), (wrapper + "conv12_aux.weight", Draw(7, [8, 2, 1, 1])), (wrapper + "conv12_aux.bias", Draw(8, [8])));

        Assert.Equal(["conv1_1.weight", "conv1_1.bias", "conv1_2.weight", "conv1_2.bias"], weights.Names.Select(name => name[wrapper.Length..]));
        using var picture = Draw(9, [1, 3, 3, 3]);
        for (var row = 0; row < 2; row++)
        {
            // The file's network: W·(M·x + c) + b at the one place where the kernel covers the picture.
            double expected = bias.Span[row];
            // The plain one: the same with the picture as torchvision's weights take it.
            double actual = weights[wrapper + "conv1_1.bias"].Span[row];
            for (var channel = 0; channel < 3; channel++)
            {
                for (var tap = 0; tap < 9; tap++)
                {
                    double prepared = shift.Span[channel];
                    for (var source = 0; source < 3; source++)
                    {
                        prepared += (double)colours.Span[(channel * 3) + source] * picture.Span[(source * 9) + tap];
                    }

                    var index = (((row * 3) + channel) * 9) + tap;
                    expected += kernels.Span[index] * prepared;
                    actual += weights[wrapper + "conv1_1.weight"].Span[index]
                        * (picture.Span[(channel * 9) + tap] - InputConvention.Torchvision.Mean[channel]) / InputConvention.Torchvision.Deviation[channel];
                }
            }

            Assert.Equal(expected, actual, 1e-5);
        }
    }

    [Fact]
    public void An_encoder_becomes_a_vgg_of_its_widths()
    {
        using var weights = Read(
            ("conv0.weight", Draw(1, [3, 3, 1, 1])), ("conv0.bias", Draw(2, [3])), ("conv11.weight", Draw(3, [4, 3, 3, 3])), ("conv11.bias", Draw(4, [4])),
            ("conv12.weight", Draw(5, [4, 4, 3, 3])), ("conv12.bias", Draw(6, [4])), ("conv21.weight", Draw(7, [6, 4, 3, 3])), ("conv21.bias", Draw(8, [6])));
        using var network = Network<float>.Build(Vgg.Vgg19, weights);
        Assert.Equal("relu2_1", network.Taps[^1].Name);
        Assert.Equal(6, network.Taps[^1].Channels);
    }

    [Fact]
    public void Other_layers_of_that_name_stay_as_they_are()
    {
        using var weights = Read(("conv0.weight", Draw(1, [3, 3, 3, 3])), ("conv0.bias", Draw(2, [3])));
        Assert.Equal(["conv0.weight", "conv0.bias"], weights.Names);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Tensor<float> Draw(ulong seed, Shape shape)
    {
        var tensor = new Tensor<float>(shape);
        new SplitMix64(seed).FillNormal(tensor.Span, 1);
        return tensor;
    }

    private WeightSet Read(params (string Name, Tensor<float> Tensor)[] tensors)
    {
        var path = Path.Combine(_folder.FullName, "encoder.safetensors");
        WeightFile.Write(path, tensors, new Dictionary<string, string>());
        return WeightFile.Read(path);
    }
}
