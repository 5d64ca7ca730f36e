using System.Security.Cryptography;
using System.Text;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.TensorFlowJs;
using StyleForge.Tests.TestKit;
using TorchSharp;
using static StyleForge.Tests.Models.Weights.WeightBytes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Tests.Models.Weights.TensorFlowJs;

public sealed class TensorFlowJsTests
{
    [Fact]
    public void A_manifest_is_read_across_its_shards_quantised_or_not()
    {
        const string Manifest = """
            [{"weights":[{"name":"conv/kernel","shape":[1,2],"dtype":"float32"},
              {"name":"conv/bias","shape":[3],"dtype":"float32","quantization":{"dtype":"uint8","scale":0.5,"min":-1}}],"paths":["a.bin","more/b.bin"]},
             {"paths":["c.bin"],"weights":[{"name":"steps","shape":[],"dtype":"int32"},
              {"name":"wide","shape":[2],"dtype":"float32","quantization":{"dtype":"uint16","scale":0.25,"min":1}},
              {"name":"half","shape":[1],"dtype":"float32","quantization":{"dtype":"float16"}}, {"name":"none","shape":[0],"dtype":"float32"}]}]
            """;
        var numbers = Floats(1.5f, -2);
        var shards = new Dictionary<string, byte[]>
        {
            ["a.bin"] = numbers[..5],
            ["more/b.bin"] = [.. numbers[5..], 0, 2, 255],
            ["c.bin"] = [1, 0, 0, 0, 4, 0, 0, 1, 0x00, 0xc0],
        };
        using var weights = Read(Encoding.UTF8.GetBytes(Manifest), beside: shards);

        Assert.Equal(["conv/kernel", "conv/bias", "wide", "half"], weights.Names);
        Assert.Equal([1, 2], weights["conv/kernel"].Shape);
        Assert.Equal([1.5f, -2], weights["conv/kernel"].Span.ToArray());
        Assert.Equal([-1f, 0, 126.5f], weights["conv/bias"].Span.ToArray());
        Assert.Equal([2f, 65], weights["wide"].Span.ToArray());
        Assert.Equal([-2f], weights["half"].Span.ToArray());
        Assert.Equal(["steps with numbers of type int32", "none with no elements"], weights.LeftOut.Select(tensor => $"{tensor.Key} with {tensor.Value}"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(Manifest), .. shards["a.bin"], .. shards["more/b.bin"], .. shards["c.bin"]])), weights.Sha256);
        using var some = Read(Encoding.UTF8.GetBytes(Manifest), keep: name => name == "wide", beside: shards);
        Assert.Equal([2f, 65], some["wide"].Span.ToArray());
        Assert.Equal(4, some.FileNames.Count);
    }

    [Fact]
    public void A_network_keeps_its_layers_as_they_stand()
    {
        var text = Encoding.UTF8.GetBytes("""
            {"format":"layers-model","generatedBy":"keras v2.7.0","modelTopology":{"model_config":{"layers":[1,2]}},"userDefinedMetadata":null,
            "weightsManifest":[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]}
            """);
        using var weights = Read([0xEF, 0xBB, 0xBF, .. text], beside: new() { ["w.bin"] = Floats(7) });
        Assert.Equal([7f], weights["a"].Span.ToArray());
        Assert.Equal("layers-model", weights.Metadata["format"]);

        using var stream = new MemoryStream(text);
        var model = TensorFlowJsReader.ReadModel(new WeightSource("w", stream, WeightLimits.Default));
        Assert.Equal("[1,2]", model.Topology!.Value.GetProperty("model_config").GetProperty("layers").GetRawText());
    }

    [Theory]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[2],"dtype":"float32"}]}]""", "lists weights of 8 bytes in 'w.bin', which has 4; download or copy it again, with the files beside it")]
    [InlineData("""[{"paths":["w.bin","w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]""", "lists weights of 4 bytes in 'w.bin', 'w.bin', which have together 8")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[4611686018427387904,4,4],"dtype":"float32"}]}]""", "lists weights of an impossible number of bytes in 'w.bin'")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[-1],"dtype":"float32"}]}]""", "lists weights of an impossible number of bytes in 'w.bin'")]
    [InlineData("""[{"paths":[],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]""", "lists weights of 4 bytes in , which have together 0")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"int32"}]}]""", "holds no weights: 'a' has numbers of type int32")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"string"}]}]""", "holds 'a' of type string, whose length is not known before it is read")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32","quantization":{"dtype":"int4"}}]}]""", "keeps 'a' quantised as int4, and uint8, uint16 and float16 are read")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32","quantization":{"dtype":"uint8"}}]}]""", "lists its weights otherwise than TensorFlow.js does")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[4],"dtype":"float32","quantization":{"dtype":"uint8","scale":1e999,"min":0}}]}]""", "in 'a' at index")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[0],"dtype":"float32"},{"name":"a","shape":[1],"dtype":"float32"}]}]""", "names 'a' twice")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1.5],"dtype":"float32"}]}]""", "lists its weights otherwise than TensorFlow.js does")]
    [InlineData("""[{"paths":["w.bin"],"weights":[{"name":null,"shape":[1],"dtype":"float32"}]}]""", "lists its weights otherwise than TensorFlow.js does")]
    [InlineData("""[{"paths":["w.bin"],"weights":7}]""", "lists its weights otherwise than TensorFlow.js does")]
    [InlineData("""[{"weights":[]}]""", "lists its weights otherwise than TensorFlow.js does")]
    [InlineData("[]", "holds no tensors")]
    [InlineData("""{"weightsManifest":{}}""", "is a JSON file, not weights; name the weight file")]
    [InlineData("""[{"paths":["w.bin"],""", "begins as a JSON file and is not one, so it is cut short, damaged or not weights")]
    public void A_wrong_manifest_is_refused_with_its_sentence(string manifest, string expected)
    {
        var sentence = Refusal(Encoding.UTF8.GetBytes(manifest), beside: new() { ["w.bin"] = [1, 2, 3, 4] });
        Assert.StartsWith("'w' ", sentence, StringComparison.Ordinal);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_kept()
    {
        var two = Encoding.UTF8.GetBytes("""[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32"},{"name":"b","shape":[1],"dtype":"float32"}]}]""");
        var shards = new Dictionary<string, byte[]> { ["w.bin"] = Floats(1, 2) };
        Read(two, new WeightLimits { Tensors = 2, TensorBytes = 8, HeaderBytes = two.Length }, beside: shards).Dispose();
        Assert.Contains("names more than the 1 tensors", Refusal(two, new WeightLimits { Tensors = 1 }, shards), StringComparison.Ordinal);
        Assert.Contains("more than the 7 bytes of tensors that are allowed, at 'b'", Refusal(two, new WeightLimits { TensorBytes = 7 }, shards), StringComparison.Ordinal);
        Assert.Contains("more than the 9 allowed", Refusal(two, new WeightLimits { HeaderBytes = 9 }, shards), StringComparison.Ordinal);
        Assert.Contains("needs 'w.bin' beside it, and is read alone; save both in one folder and name the file there", Refusal(two), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("a/../../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData(@"..\\secret.bin")]
    [InlineData("C:secret.bin")]
    [InlineData("")]
    public void A_shard_is_read_from_the_files_own_folder_alone(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "secret.bin"), Floats(1));
        var own = Directory.CreateDirectory(Path.Combine(folder.Path, "own")).FullName;
        var path = Path.Combine(own, "model.json");
        File.WriteAllText(path, $$"""[{"paths":["{{name}}"],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]""");

        Assert.Contains("and only files in its own folder are read", Assert.Throws<WeightFormatException>(() => WeightFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [LinuxFact("links in a folder")]
    public void A_link_leads_out_of_the_folder_no_more_than_a_name_does()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "secret.bin"), Floats(1));
        var own = Directory.CreateDirectory(Path.Combine(folder.Path, "own")).FullName;
        File.CreateSymbolicLink(Path.Combine(own, "w.bin"), "../secret.bin");
        Directory.CreateSymbolicLink(Path.Combine(own, "up"), "..");
        foreach (var name in new[] { "w.bin", "up/secret.bin" })
        {
            var path = Path.Combine(own, "model.json");
            File.WriteAllText(path, $$"""[{"paths":["{{name}}"],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]""");
            Assert.Contains("which is a link to '..", Assert.Throws<WeightFormatException>(() => WeightFile.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_shard_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.json");
        File.WriteAllText(path, """[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]""");

        Assert.StartsWith($"'{path}' needs the file 'w.bin' beside it, and it cannot be read: ", Assert.Throws<WeightFormatException>(() => WeightFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [TestDataFact]
    public void The_face_networks_have_the_parameters_that_are_published()
    {
        foreach (var (name, parameters) in new[] { ("tiny_face_detector", 193_321), ("face_landmark_68", 356_840), ("face_recognition", 5_614_592) })
        {
            using var weights = WeightFile.Read(TestData.Path($"models/face-api/{name}_model-weights_manifest.json"));
            Assert.Equal(parameters, weights.Names.Sum(tensor => weights[tensor].Length));
        }
    }

    [TestDataTorchFact]
    public void The_face_detector_gives_what_its_publishers_program_gives()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        using var weights = WeightFile.Read(TestData.Path("models/face-api/tiny_face_detector_model-weights_manifest.json"));
        using var reference = WeightFile.Read(TestData.Path("models/face-api/reference_networks_obama.safetensors"));
        var mean = tensor(new[] { 117.001f, 114.697f, 97.404f }).reshape(1, 3, 1, 1);
        var x = (TorchOracle.Copy(reference["tiny_face_detector.input_224"]) - mean).Over(255);
        x = Leaky(functional.conv2d(x, Kernel("conv0/filters"), Bias("conv0/bias")));
        for (var layer = 1; layer <= 5; layer++)
        {
            x = functional.max_pool2d(x, 2, 2, ceil_mode: true);
            x = Separable(x, layer);
        }

        x = functional.max_pool2d(functional.pad(x, [0L, 1, 0, 1], PaddingModes.Constant, double.NegativeInfinity), 2, 1);
        Assert.Equal([1L, 25, 7, 7], Detect(x).shape);
        TorchOracle.Close(Detect(x), reference["tiny_face_detector.output_224"].Span, 1e-4, "the grid of boxes");

        // TensorFlow's kernels are height, width, in, out.
        Tensor Kernel(string name) => TorchOracle.Copy(weights[name]).permute(3, 2, 0, 1).contiguous();

        Tensor Bias(string name) => TorchOracle.Copy(weights[name]);

        Tensor Leaky(Tensor y) => y.leaky_relu(TorchArithmetic.Held(0.1));

        Tensor Separable(Tensor y, int layer)
        {
            var depthwise = TorchOracle.Copy(weights[$"conv{layer}/depthwise_filter"]).permute(2, 3, 0, 1).contiguous();
            y = functional.conv2d(y, depthwise, padding: [1L, 1], groups: depthwise.shape[0]);
            return Leaky(functional.conv2d(y, Kernel($"conv{layer}/pointwise_filter"), Bias($"conv{layer}/bias")));
        }

        Tensor Detect(Tensor y) => functional.conv2d(y, Kernel("conv8/filters"), Bias("conv8/bias"));
    }

    [TestDataTorchFact]
    public void A_network_for_volumes_gives_its_reference()
    {
        TorchLibrary.Load(threads: 2);
        using var scope = NewDisposeScope();
        using var weights = WeightFile.Read(TestData.Path("models/brainchop/model5_gw_ae/model.json"));
        using var reference = WeightFile.Read(TestData.Path("models/brainchop/reference.safetensors"), keep: name => name == "model5_gw_ae.logits_48_stride3");
        Assert.Equal(5598, weights.Names.Sum(name => weights[name].Length));

        var x = Volume(TestData.Path("models/brainchop/reference.safetensors"), "volume_48").reshape(1, 1, 48, 48, 48).Over(255);
        long[] dilations = [1, 2, 4, 8, 16, 8, 4, 2, 1];
        for (var layer = 0; layer < dilations.Length; layer++)
        {
            var d = dilations[layer];
            x = functional.relu(functional.conv3d(x, Kernel($"{21 + (2 * layer)}/kernel"), TorchOracle.Copy(weights[$"{21 + (2 * layer)}/bias"]), padding: [d, d, d], dilation: [d, d, d]));
        }

        x = functional.conv3d(x, Kernel("output/kernel"), TorchOracle.Copy(weights["output/bias"]));
        x = x[0, .., TensorIndex.Slice(0, 48, 3), TensorIndex.Slice(0, 48, 3), TensorIndex.Slice(0, 48, 3)];
        TorchOracle.Close(x, reference["model5_gw_ae.logits_48_stride3"].Span, 1e-5, "the logits");

        Tensor Kernel(string name) => TorchOracle.Copy(weights[name]).permute(4, 3, 0, 1, 2).contiguous();
    }

    // The bytes of a tensor of whole numbers, which are no weights.
    private static Tensor Volume(string path, string name)
    {
        var file = File.ReadAllBytes(path);
        var header = (int)BitConverter.ToInt64(file);
        using var document = System.Text.Json.JsonDocument.Parse(file.AsMemory(8, header));
        var places = document.RootElement.GetProperty(name).GetProperty("data_offsets");
        return tensor(file[(8 + header + places[0].GetInt32())..(8 + header + places[1].GetInt32())]).to(ScalarType.Float32);
    }
}
