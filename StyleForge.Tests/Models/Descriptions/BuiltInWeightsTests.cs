using System.Security.Cryptography;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Features;

namespace StyleForge.Tests.Models.Descriptions;

public sealed class BuiltInWeightsTests
{
    [Fact]
    public void They_are_the_committed_file_byte_for_byte()
    {
        var committed = File.ReadAllBytes(Path.Combine(TestData.Repository, "StyleForge.Models", "Networks", "forge-vgg.safetensors"));

        using var weights = Vgg.Forge.Facts.BuiltIn!.Read();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(committed)), weights.Sha256);
        Assert.Equal(committed.Length, Vgg.Forge.Facts.BuiltIn.Bytes);
        Assert.Equal("built in", weights.Origin);
    }

    [Fact]
    public void They_fill_the_network_as_it_is_described_in_two_bytes_a_number()
    {
        using var weights = Vgg.Forge.Facts.BuiltIn!.Read();
        using var network = Network<float>.Build(Vgg.Forge, weights);

        Assert.Equal(Vgg.Forge.Layers, network.Description.Layers);
        var numbers = 2L * Vgg.Forge.Describe([1, 3, 32, 32]).Parameters;
        Assert.InRange(Vgg.Forge.Facts.BuiltIn.Bytes, numbers, numbers + (16 * 1024));
        Assert.All(weights.Names, name => Assert.True(Array.TrueForAll(weights[name].Span.ToArray(), number => (float)(Half)number == number), name));
    }

    [Fact]
    public void They_say_how_they_were_made_and_that_anybody_may_use_them()
    {
        using var weights = Vgg.Forge.Facts.BuiltIn!.Read(keep: _ => false);

        Assert.Equal(Vgg.Forge.Facts.Licence, weights.Metadata["license"]);
        Assert.StartsWith($"forge-vgg {FeatureRecipe.WidthsText(Vgg.ForgeWidths)}; pictures ", weights.Metadata["recipe"], StringComparison.Ordinal);
        Assert.Equal(64, weights.Metadata["styleforge_source_sha256"].Length);
        Assert.Equal(Vgg.Forge.Facts.Input, InputMetadata.Read(weights));
        Assert.All(weights.Metadata.Where(pair => pair.Key != "recipe"), pair => Assert.DoesNotContain('/', pair.Value));
    }

    [Theory]
    [InlineData("castle")]
    [InlineData("still-life")]
    public void On_a_picture_that_they_were_not_made_for_no_layer_is_mute_or_loud(string scene)
    {
        using var weights = Vgg.Forge.Facts.BuiltIn!.Read();
        using var network = Network<float>.Build(Vgg.Forge, weights, new NetworkOptions { Pooling = PoolingKind.Average, Border = BorderMode.Reflect });
        using var workers = new WorkerPool(1);
        using var pool = new TensorPool();
        var picture = Resampler.Resize(ImageCodecs.Default.Read(Path.Combine(TestData.Repository, "jobs", "examples", "content", $"{scene}.jpg")).ToPicture(), 192, 128);
        string[] taps = [.. network.Taps.Select(tap => tap.Name).Where(tap => tap.StartsWith("relu", StringComparison.Ordinal))];
        using var run = network.Prepare([1, 3, picture.Height, picture.Width], taps, workers, pool, isForwardOnly: true);
        picture.Samples.CopyTo(run.Source.Span);
        run.Forward();

        // They were scaled so that the mean is 1 on photographs, seen through average pooling as renders do.
        Assert.All(taps, tap =>
        {
            using var features = new Tensor<float>(run.Tap(tap).Shape);
            run.Tap(tap).CopyTo(features);
            var mean = features.Span.ToArray().Average(value => (double)value);
            Assert.True(mean is > 0.4 and < 2.5, $"The mean of {tap} is {mean}.");
        });
    }
}
