using System.Text.Json;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.Host;

public sealed class KernelsTests
{
    private static readonly int Convolutions = Vgg.Forge.Layers.OfType<ConvolutionDescription>().Count();

    [Fact]
    public void Each_convolution_names_the_kernel_that_takes_it_and_the_paths_that_were_asked()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("kernels", "--size", "64", "--json"));

        var answer = JsonDocument.Parse(host.Output).RootElement;
        Assert.Equal(VectorWidth.Bits, answer.GetProperty("vectorBits").GetInt32());
        Assert.Equal(VectorWidth.Hardware, answer.GetProperty("hardwareVectorBits").GetInt32());
        var convolutions = answer.GetProperty("layers").EnumerateArray()
            .Where(layer => layer.GetProperty("name").GetString()!.Contains("conv", StringComparison.Ordinal)).ToList();
        Assert.Equal(Convolutions, convolutions.Count);
        Assert.All(convolutions, layer =>
        {
            Assert.NotEmpty(layer.GetProperty("kernel").GetString()!);
            Assert.Equal("reference", layer.GetProperty("paths").EnumerateArray().Last().GetProperty("name").GetString());
        });
    }

    [Fact]
    public void Text_says_the_vector_width_and_every_path_with_its_reason()
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run("kernels", "--size", "64"));

        Assert.StartsWith(VectorWidth.Bits == 0 ? "scalar references" : $"{VectorWidth.Bits}-bit vectors", host.Output, StringComparison.Ordinal);
        Assert.Contains("forge-vgg at 64×64", host.OutputLines);
        Assert.Equal(Convolutions, host.OutputLines.Count(line => line == "  reference: takes it (takes everything)"));
    }

    [Theory]
    [InlineData("--size 15", "--size is 15, but must be a whole number from 16 to 65500.")]
    [InlineData("--network vgg19 --size 16", "--size is 16, but vgg19 needs at least 32 pixels to reach relu5_1.")]
    [InlineData("--size 64 --size 128", "The option '--size' is given 2 times, but only one value can count.")]
    public void What_has_no_answer_is_refused_in_one_sentence(string options, string sentence)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Wrong, host.Run(["kernels", .. options.Split(' ')]));

        Assert.Equal(sentence, host.ErrorLines[0]);
        Assert.Empty(host.Output);
    }

    [Theory]
    [InlineData("styleforge ben", "bench")]
    [InlineData("styleforge ker", "kernels")]
    [InlineData("styleforge bench --optimiser ", "adam")]
    [InlineData("styleforge kernels --network ", "vgg19")]
    public void Completions_know_the_command_and_what_its_options_take(string line, string word)
    {
        using var host = new HostHarness();

        Assert.Equal(ExitCodes.Done, host.Run($"[suggest:{line.Length}]", line));

        Assert.Contains(word, host.OutputLines);
    }
}
