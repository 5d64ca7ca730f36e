using System.Text;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Darknet;
using StyleForge.Tests.TestKit;
using static StyleForge.Tests.Models.Weights.WeightBytes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Tests.Models.Weights.Darknet;

public sealed class DarknetTests
{
    private const string Net = "# comment\n[net]\nwidth = 8\nheight=8\nchannels=2\n";
    private const string Small = Net + "\n[convolutional]\nbatch_normalize=1\nfilters=2\nsize=1\n; more\n[convolutional]\ngroups=2\nfilters=2\nsize=3\npad=1\nactivation=leaky\n";

    // Two biases, scales, means, variances and four weights; two biases and 18 weights.
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 32).Select(number => number / 4f)];

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 20)]
    public void Layers_are_read_in_the_files_order(int minor, int header)
    {
        var file = Weights(minor);
        Assert.Equal(header + (4 * Numbers.Length), file.Length);
        using var weights = Read(file, beside: Beside(Small));

        Assert.Equal(["0.biases", "0.scales", "0.rolling_mean", "0.rolling_variance", "0.weights", "1.biases", "1.weights"], weights.Names);
        Assert.Equal([2, 2, 1, 1], weights["0.weights"].Shape);
        Assert.Equal([2, 1, 3, 3], weights["1.weights"].Shape);
        Assert.Equal([.. Numbers[..6], .. Numbers[6..8].Select(Variance), .. Numbers[8..]], weights.Names.SelectMany(name => weights[name].Span.ToArray()));
        using var some = Read(file, keep: name => name == "1.biases", beside: Beside(Small));
        Assert.Equal(Numbers[12..14], some["1.biases"].Span.ToArray());
    }

    [Fact]
    public void What_a_layer_gives_is_worked_out_along_the_way()
    {
        const string Rest = """
            [maxpool]
            size=2
            stride=2
            [conv]
            filters=6
            size=3
            stride=2
            pad=1
            [upsample]
            stride=2
            [route]
            layers=-1, 0
            [shortcut]
            from=-1
            [route]
            layers=-1
            groups=2
            group_id=1
            [batchnorm]
            [dropout]
            [avgpool]
            [connected]
            output=5
            batch_normalize=1
            [softmax]
            """;
        var layers = DarknetLayers.Of(DarknetConfiguration.Read(new MemoryStream(Encoding.UTF8.GetBytes(Net + Rest)), "w.cfg", WeightLimits.Default));

        Assert.Equal(
            [(2, 4, 4), (6, 2, 2), (6, 4, 4), (8, 4, 4), (8, 4, 4), (4, 4, 4), (4, 4, 4), (4, 4, 4), (4, 1, 1), (5, 1, 1), (5, 1, 1)],
            layers.Select(layer => (layer.Channels, layer.Height, layer.Width)));
        Assert.Equal(["6.scales", "6.rolling_mean", "6.rolling_variance"], layers[6].Tensors.Select(tensor => tensor.Name));
        Assert.Equal(["9.biases", "9.weights", "9.scales", "9.rolling_mean", "9.rolling_variance"], layers[9].Tensors.Select(tensor => tensor.Name));
        Assert.Equal([5L, 4], layers[9].Tensors[1].Extents);
        Assert.Equal(("route", 16, "-1,0"), (layers[3].Section.Name, layers[3].Section.Line, layers[3].Section.Options["layers"].Value));
    }

    [Theory]
    [InlineData("filters=2", "'w.cfg', line 1: 'filters=2' is neither a section, as [convolutional], nor a setting of one, as filters=8.")]
    [InlineData("[convolutional]\n", "'w.cfg' does not begin with [net], as a Darknet configuration does")]
    [InlineData("", "'w.cfg' does not begin with [net]")]
    [InlineData("[net]\nwidth=8\n", "'w.cfg', line 1: [net] has no «height», which must be 1 to 65536.")]
    [InlineData(Net + "[convolutional]\nfilters=many\n", "'w.cfg', line 7: «filters» of [convolutional] is 'many', but must be a whole number from 1 to 1048576.")]
    [InlineData(Net + "[convolutional]\nfilters=0\n", "'w.cfg', line 7: «filters» of [convolutional] is '0', but must be a whole number from 1")]
    [InlineData(Net + "[convolutional]\nfilters\n", "'w.cfg', line 7: 'filters' is neither a section")]
    [InlineData(Net + "[convolutional]\ngroups=3\nfilters=3\n", "'w.cfg', line 6: [convolutional] has 3 groups, which divide 2 input and 3 output channels into no equal parts.")]
    [InlineData(Net + "[convolutional]\nsize=9\n", "'w.cfg', line 6: [convolutional] is 9 wide, more than the 8 that it looks at.")]
    [InlineData(Net + "[gru]\n", "'w.cfg', line 6: [gru] is a layer that is not read; the others are convolutional")]
    [InlineData(Net + "[route]\nlayers=-1\n", "'w.cfg', line 6: [route] takes layer -1, but there are 0 before it, from 0.")]
    [InlineData(Net + "[route]\nlayers=a\n", "'w.cfg', line 7: «layers» of [route] is 'a', but must be whole numbers with commas between them.")]
    [InlineData(Net + "[route]\n", "'w.cfg', line 6: [route] has no «layers», which must be whole numbers with commas between them.")]
    [InlineData(Net + "[maxpool]\nstride=2\n[dropout]\n[route]\nlayers=0,1\ngroups=9\n", "'w.cfg', line 9: [route] takes layers of unequal size, or parts of their channels that there are not.")]
    [InlineData(Net + "[upsample]\nstride=65536\n", "'w.cfg', line 6: [upsample] gives an extent of 524288, more than the 65536 that are allowed.")]
    [InlineData(Net + "[convolutional]\n", "'w' has 148 bytes, but the layers of 'w.cfg' take 32: one of the two is another network's, or damaged.")]
    public void A_wrong_configuration_is_refused_with_its_line(string configuration, string expected) =>
        Assert.StartsWith(expected, Refusal(Weights(2), beside: Beside(configuration)), StringComparison.Ordinal);

    [Fact]
    public void Endless_channels_end_at_a_bound()
    {
        var doubling = Net + "[dropout]\n" + string.Concat(Enumerable.Repeat("[route]\nlayers=-1,-1\n", 70));
        Assert.Contains("[route] gives an extent of 2097152, more than the 1048576 that are allowed", Refusal(Weights(2), beside: Beside(doubling)), StringComparison.Ordinal);
        Assert.Contains("more than the 3 sections that are allowed", Refusal(Weights(2), new WeightLimits { Tensors = 3 }, Beside(doubling)), StringComparison.Ordinal);
        Assert.Contains("more than the 9 that a configuration may have", Refusal(Weights(2), new WeightLimits { HeaderBytes = 9 }, Beside(doubling)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_lies_beside_the_weights_under_the_same_name()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tiny.weights");
        File.WriteAllBytes(path, Weights(2));
        Assert.StartsWith($"'{path}' needs the file 'tiny.cfg' beside it", Assert.Throws<WeightFormatException>(() => WeightFile.Read(path)).Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder.Path, "tiny.cfg"), Small);
        using var weights = WeightFile.Read(path);
        Assert.Equal(7, weights.Names.Count);
        Assert.Equal("Darknet", WeightFile.FormatOf(path));
        Assert.Contains(
            "is a Darknet configuration, which has no weights; name the .weights file",
            Assert.Throws<WeightFormatException>(() => WeightFile.Read(Path.Combine(folder.Path, "tiny.cfg"))).Message, StringComparison.Ordinal);
    }

    [TestDataTorchFact]
    public void Yolo_Fastest_gives_what_Darknet_gives()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        var source = WeightSource.Open(TestData.Path("models/yolo-fastest/yolo-fastest-1.1.weights"));
        using var stream = source.Stream;
        using var weights = WeightFile.Read(source, names => names.ToHashSet());
        using var reference = WeightFile.Read(TestData.Path("models/yolo-fastest/reference_dog.safetensors"));
        var layers = DarknetReader.ReadLayers(source);
        Assert.Equal(131, layers.Count);
        Assert.Equal(346_062, weights.Names.Sum(name => weights[name].Length));

        var outputs = new List<Tensor>();
        var x = TorchOracle.Copy(reference["input"]);
        for (var index = 0; index < layers.Count; index++)
        {
            x = Next(layers[index].Section, index);
            Assert.Equal([1L, layers[index].Channels, layers[index].Height, layers[index].Width], x.shape);
            outputs.Add(x);
        }

        foreach (var index in new[] { 80, 104, 120, 129 })
        {
            TorchOracle.Close(outputs[index], reference[$"layer{index:000}"].Span, 1e-4, $"layer {index}");
        }

        Tensor Next(DarknetSection section, int index)
        {
            switch (section.Name)
            {
                case "convolutional":
                    var (size, stride) = (section.Whole("size", 1, 1, 99), section.Whole("stride", 1, 1, 99));
                    long padding = section.Whole("pad", 0, 0, 1) * (size / 2);
                    var y = functional.conv2d(x, Named("weights"), strides: [stride, stride], padding: [padding, padding], groups: section.Whole("groups", 1, 1, 9999));
                    y = section.Whole("batch_normalize", 0, 0, 1) == 0 ? y.Plus(Named("biases").reshape(1, -1, 1, 1))
                        : ((y - Channels("rolling_mean")) / Channels("rolling_variance").sqrt() * Channels("scales")).Plus(Channels("biases"));
                    return section.Options["activation"].Value == "leaky" ? y.leaky_relu(TorchArithmetic.Held(0.1)) : y;
                case "maxpool":
                    var window = section.Whole("size", 1, 1, 99);
                    return functional.max_pool2d(x, window, 1, padding: window / 2);
                case "upsample":
                    return x.repeat_interleave(2, 2).repeat_interleave(2, 3);
                case "route":
                    return cat([.. section.Wholes("layers").Select(from => outputs[from < 0 ? index + from : from])], 1);
                case "shortcut":
                    return x.Plus(outputs[index + section.Wholes("from")[0]]);
                default:
                    return x;
            }

            Tensor Named(string name) => TorchOracle.Copy(weights[$"{index}.{name}"]);

            Tensor Channels(string name) => Named(name).reshape(1, -1, 1, 1);
        }
    }

    // Darknet divides by the root and a millionth.
    private static float Variance(float number) => (float)Math.Pow(Math.Sqrt(number) + 1e-6, 2);

    private static byte[] Weights(int minor) =>
        [0, 0, 0, 0, (byte)minor, 0, 0, 0, 5, 0, 0, 0, .. new byte[minor == 1 ? 4 : 8], .. Floats(Numbers)];

    private static Dictionary<string, byte[]> Beside(string configuration) => new() { ["w.cfg"] = Encoding.UTF8.GetBytes(configuration) };
}
