using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Models.Weights;

public sealed class SafetensorsTests
{
    private const string OneTensor = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Fact]
    public void A_hand_made_file_is_read_with_names_shapes_numbers_metadata_and_hash()
    {
        var file = Safetensors(
            """{"__metadata__":{"made_by":"hand"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""",
            Floats(1.5f, -2, 3));
        using var weights = Read(file);
        Assert.Equal(["b", "a"], weights.Names);
        Assert.Equal([2, 1], weights["b"].Shape);
        Assert.Equal([-2f, 3f], weights["b"].Span.ToArray());
        Assert.Equal([1.5f], weights["a"].Span.ToArray());
        Assert.Equal("hand", weights.Metadata["made_by"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)), weights.Sha256);
        Assert.Equal("w", weights.Origin);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00 }, new[] { 1f, -2f, 5.9604645e-8f })]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0x00, 0xc0, 0x20, 0x41 }, new[] { 1f, -2f, 10f })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f }, new[] { 1f, -2f, 0.1f })]
    public void Other_floating_point_types_become_float32(string type, byte[] data, float[] expected)
    {
        using var weights = Read(Safetensors($$"""{"a": {"dtype": "{{type}}", "shape": [3], "data_offsets": [0, {{data.Length}}]} }""", data));
        Assert.Equal(expected, weights["a"].Span.ToArray());
    }

    [Fact]
    public void Whole_numbers_are_left_out_and_unwanted_tensors_too()
    {
        var file = Safetensors(
            """{"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""",
            [.. new byte[8], .. Floats(1, 2)]);
        using var weights = Read(file, keep: name => name != "b");
        Assert.Equal(["a"], weights.Names);
    }

    [Fact]
    public void Tensors_without_elements_and_of_other_types_stand_beside_the_weights_and_are_named()
    {
        const string Header = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"none":{"dtype":"F32","shape":[0],"data_offsets":[8,8]},
            "matrix":{"dtype":"F16","shape":[3,0],"data_offsets":[8,8]},"scale":{"dtype":"F8_E4M3","shape":[5],"data_offsets":[8,13]},
            "packed":{"dtype":"F4","shape":[6],"data_offsets":[13,16]},"count":{"dtype":"I64","shape":[],"data_offsets":[16,24]}}
            """;
        using var weights = Read(Safetensors(Header, [.. Floats(1, 2), .. new byte[16]]));

        Assert.Equal(["a"], weights.Names);
        Assert.Equal(["a"], weights.FileNames);
        Assert.Equal([1f, 2], weights["a"].Span.ToArray());
        Assert.Equal(
            ["none with no elements", "matrix with no elements", "scale with numbers of type F8_E4M3", "packed with numbers of type F4", "count with numbers of type I64"],
            weights.LeftOut.Select(tensor => $"{tensor.Key} with {tensor.Value}"));
    }

    [Fact]
    public void What_is_written_reads_back_the_same_and_always_as_the_same_bytes()
    {
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            var tensors = Enumerable.Range(0, random.Next(1, 6)).Select(i =>
            {
                var tensor = new Tensor<float>([.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => random.Next(1, 5))]);
                foreach (ref var number in tensor.Span)
                {
                    number = (float)(random.NextDouble() - 0.5);
                }

                return ($"layer.{i}.\"é", tensor);
            }).ToList();
            using var set = new WeightSet("made", "", tensors);
            var metadata = new Dictionary<string, string> { ["z"] = "1", ["a"] = "ü" };
            var reversed = new Dictionary<string, string> { ["a"] = "ü", ["z"] = "1" };
            var bytes = Write(tensors, metadata);
            Assert.Equal(bytes, Write(tensors, reversed));
            Assert.Equal(0, (8 + BitConverter.ToInt64(bytes)) % 64);
            using var read = Read(bytes);
            Assert.Equal(set.Names, read.Names);
            Assert.Equal("ü", read.Metadata["a"]);
            foreach (var name in set.Names)
            {
                Assert.Equal(set[name].Shape, read[name].Shape);
                Assert.Equal(set[name].Span.ToArray(), read[name].Span.ToArray());
            }
        }
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        var folder = Directory.CreateTempSubdirectory("styleforge");
        try
        {
            var path = Path.Combine(folder.FullName, "w.safetensors");
            using var set = new WeightSet("made", "", [("a", Tensor<float>.From([1], [4f]))]);
            WeightFile.Write(path, set);
            WeightFile.Write(path, set);
            using var read = WeightFile.Read(path);
            Assert.Equal([4f], read["a"].Span.ToArray());

            using var wrong = new WeightSet("made", "", [("__metadata__", Tensor<float>.From([1], [4f]))]);
            Assert.Throws<ArgumentException>(() => WeightFile.Write(Path.Combine(folder.FullName, "x"), wrong));
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "names 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "an overlap before 'b'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[9,17]}}""", 17, "a hole before 'b'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "a hole before 'a'")]
    [InlineData(OneTensor, 7, "is cut short: its tensors need 8 bytes of data and it has 7")]
    [InlineData(OneTensor, 9, "has 1 bytes too many after its last tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "gives 'a' of shape (3) and type F32 8 bytes, which do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""", 8, "gives 'a' of shape (-1) and type F32 8 bytes, which do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4,4],"data_offsets":[0,8]}}""", 8, "which do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "places 'a' at bytes (8, 0), which is not a beginning and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "places 'a' at bytes (0), which is not a beginning and an end")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8, "holds no weights: 'a' has numbers of type F8_E4M3; save it as float32, float16, bfloat16 or float64")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8, "holds no weights: 'a' has numbers of type I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "holds no weights: 'a' has no elements")]
    [InlineData("""{"a":{"dtype":null,"shape":[8],"data_offsets":[0,8]}}""", 8, "has a header that is not the JSON of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,8]}}""", 8, "gives 'a' of shape (0) and type F32 8 bytes, which do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "has a header that is not the JSON of a safetensors file")]
    [InlineData("""{"a":7}""", 8, "has a header that is not the JSON of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "has a header that is not the JSON of a safetensors file")]
    [InlineData("""{"a":""", 8, "has a header that is not the JSON of a safetensors file")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "has a header that is not the JSON of a safetensors file")]
    [InlineData("{}", 0, "holds no tensors")]
    public void A_wrong_header_is_refused_with_its_sentence(string header, int dataBytes, string expected) =>
        Assert.Contains(expected, Refusal(Safetensors(header, new byte[dataBytes])), StringComparison.Ordinal);

    [Fact]
    public void A_header_longer_than_the_file_or_the_limit_is_refused_before_memory_is_taken()
    {
        var file = Safetensors(OneTensor, new byte[8]);
        BitConverter.TryWriteBytes(file, 1000L);
        Assert.Contains($"ends within its header: it has {file.Length} bytes and the header alone claims 1008", Refusal(file), StringComparison.Ordinal);
        BitConverter.TryWriteBytes(file, 1L << 38);
        Assert.Contains("claims a header of 274877906944 bytes, more than the 16777216 allowed", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_on_tensors_bytes_and_file_are_kept()
    {
        var two = Safetensors("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}""", new byte[12]);
        Read(two, new WeightLimits { Tensors = 2, TensorBytes = 16, FileBytes = two.Length }).Dispose();
        Assert.Contains("names more than the 1 tensors", Refusal(two, new WeightLimits { Tensors = 1 }), StringComparison.Ordinal);
        Assert.Contains("holds more than the 15 bytes of tensors that are allowed, at 'b'", Refusal(two, new WeightLimits { TensorBytes = 15 }), StringComparison.Ordinal);
        Assert.Contains("more than the 20 that a weight file may have", Refusal(two, new WeightLimits { FileBytes = 20 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Numbers_that_are_not_finite_are_refused_with_tensor_and_index(float number, string text) => Assert.Contains(
        $"holds {text} in 'a' at index 1", Refusal(Safetensors(OneTensor, Floats(1, number))), StringComparison.Ordinal);

    private static byte[] Write(List<(string Name, Tensor<float> Tensor)> tensors, Dictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
