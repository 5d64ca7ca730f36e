using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Weights;

/// <summary>Weight files as people have them.</summary>
public sealed class RealWeightsTests
{
    [TestDataFact]
    public void The_quarter_width_VGG_is_the_same_in_both_formats() => AssertSame(
        "weights/vgg19_quarter_conv1_1-5_1_torchvision_rgb.pth", "weights/vgg19_quarter_conv1_1-5_1_torchvision_rgb.safetensors", count: 26);

    [TestDataFact]
    public void SqueezeNet_is_the_same_in_both_formats() => AssertSame(
        "weights/squeezenet1_1_torchvision_rgb.pth", "weights/squeezenet1_1_torchvision_rgb.safetensors", count: 52);

    [TestDataFact]
    public void The_normalised_VGG_is_the_same_in_both_formats_but_for_its_first_layer()
    {
        // The safetensors file has the picture's order, range and mean folded into the first layer.
        AssertSame(
            "weights/vgg19_norm_conv1_1-3_4_bgr255.pth", "weights/vgg19_norm_conv1_1-3_4_torchvision_rgb.safetensors", count: 16, but: ["features.0.weight", "features.0.bias"]);
        using var raw = WeightFile.Read(TestData.Path("weights/vgg19_norm_conv1_1-3_4_bgr255.pth"), keep: name => name == "features.0.weight");
        using var folded = WeightFile.Read(TestData.Path("weights/vgg19_norm_conv1_1-3_4_torchvision_rgb.safetensors"), keep: name => name == "features.0.weight");
        var rawWeights = raw["features.0.weight"].Span;
        var foldedWeights = folded["features.0.weight"].Span;
        double[] deviation = [0.229, 0.224, 0.225];
        for (var i = 0; i < rawWeights.Length; i++)
        {
            var (output, channel, tap) = (i / 27, i / 9 % 3, i % 9);
            var expected = rawWeights[(((output * 3) + (2 - channel)) * 9) + tap] * 255 * deviation[channel];
            Assert.Equal(expected, foldedWeights[i], 1e-6 * Math.Max(1, Math.Abs(expected))); // one rounding to float32
        }
    }

    [TestDataFact]
    public void A_real_file_survives_being_written_again()
    {
        var folder = Directory.CreateTempSubdirectory("styleforge");
        try
        {
            var path = Path.Combine(folder.FullName, "again.safetensors");
            using var pth = WeightFile.Read(TestData.Path("weights/vgg19_quarter_conv1_1-5_1_torchvision_rgb.pth"));
            WeightFile.Write(path, pth, new Dictionary<string, string> { ["from"] = pth.Sha256 });
            using var again = WeightFile.Read(path);
            Assert.Equal(pth.Names, again.Names);
            Assert.Equal(pth.Sha256, again.Metadata["from"]);
            Assert.All(pth.Names, name => Assert.True(pth[name].Span.SequenceEqual(again[name].Span)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertSame(string pth, string safetensors, int count, string[]? but = null)
    {
        using var left = WeightFile.Read(TestData.Path(pth));
        using var right = WeightFile.Read(TestData.Path(safetensors));
        Assert.Equal(count, left.Names.Count);
        Assert.Equal(left.Names.Order(), right.Names.Order());
        foreach (var name in left.Names.Except(but ?? []))
        {
            Assert.Equal(left[name].Shape, right[name].Shape);
            Assert.True(left[name].Span.SequenceEqual(right[name].Span), name);
        }
    }
}
