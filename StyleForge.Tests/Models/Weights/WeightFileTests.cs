using StyleForge.Models.Weights;
using StyleForge.Tests.Models.Weights.Onnx;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Models.Weights;

public sealed class WeightFileTests
{
    public static TheoryData<byte[], string> Strangers => new()
    {
        { [], "is empty; download or copy it again" },
        { "<!DOCTYPE html><html><title>404</title>"u8.ToArray(), "is a web page, not weights; the link has probably died" },
        { "\uFEFF \r\n<html lang=en>"u8.ToArray(), "is a web page, not weights; the link has probably died" },
        { [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0], "is a PNG picture, not weights" },
        { [0xff, 0xd8, 0xff, 0xe0, 0, 16], "is a JPEG picture, not weights" },
        { "GIF89a"u8.ToArray(), "is a GIF picture, not weights" },
        { "{ \"content\": \"cat.jpg\" }"u8.ToArray(), "is a JSON file, not weights" },
        { "[1, 2]"u8.ToArray(), "is a JSON file, not weights" },
        { [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10], "is an HDF5 file (Keras); take the network's PyTorch or safetensors file, or convert it to safetensors first" },
        { [0x08, 0x07, 0x12, 0x07, .. "pytorch"u8], "is an ONNX model without a graph; download or copy it again" },
        { [0x08, 0x0a, 0x42, 0x02, 0x10, 0x11, 0x3a, 0x00], "holds no tensors; take a file of weights" },
        { "[net]\n# Testing\nbatch=1\n"u8.ToArray(), "is a Darknet configuration, which has no weights; name the .weights file" },
        { [0x0a, 0x05, .. "Small"u8, 0xa2, 0x06, 0, 0], "is a Caffe model; take the network's PyTorch or safetensors file, or convert it to safetensors first" },
        { [0x0a, 0x0f, .. "VGG_ILSVRC_19 ly"u8[..15], 0x12, 0x20, 0, 0], "is a Caffe model" },
        { [.. "MATLAB 5.0 MAT-file, Platform: GLNXA64"u8], "is a MATLAB file (MatConvNet); take the network's PyTorch or safetensors file" },
        { [.. "MATLAB 7.3 MAT-file, Platform: GLNXA64"u8], "is a MATLAB file (MatConvNet)" },
        { [4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, .. "V 1"u8, 13, 0, 0, 0, .. "nn.Sequential"u8], "is a Torch 7 file (Lua); take the network's" },
        { [3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, .. "model"u8], "is a Torch 7 file (Lua)" },
        { "4\n1\n3\nV 1\n13\nnn.Sequential\n"u8.ToArray(), "is a Torch 7 file (Lua)" },
        { [.. "GGUF"u8, 3, 0, 0, 0], "is a GGUF file (llama.cpp)" },
        { [0x1f, 0x8b, 8, 0], "is compressed with gzip" },
        { [0x93, .. "NUMPY"u8, 1, 0], "is a NumPy array" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:1"u8.ToArray(), "is a Git LFS pointer" },
        { "\n\n\nThis is a text with empty lines before it."u8.ToArray(), "is not a weight file: it begins with 0a0a0a54" },
        { "\nA title with a line before it, as long as a name that Caffe would write for a network"u8.ToArray(), "is not a weight file: it begins with 0a412074" },
        { [3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "is not a weight file: it begins with 0300000001000000" },
        { "just some words"u8.ToArray(), "is not a weight file: it begins with 6a75737420736f6d" },
        { [1, 2], "is not a weight file: it begins with 0102" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Files_that_are_something_else_are_called_by_their_name(byte[] file, string expected) =>
        Assert.StartsWith("'w' " + expected, Refusal(file), StringComparison.Ordinal);

    [Fact]
    public void The_name_of_a_file_does_not_matter()
    {
        var folder = Directory.CreateTempSubdirectory("styleforge");
        try
        {
            var path = Path.Combine(folder.FullName, "vgg19.pth");
            File.WriteAllBytes(path, Safetensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", Floats(1)));
            using var weights = WeightFile.Read(path);
            Assert.Equal(path, weights.Origin);
            Assert.Equal($"'{folder.FullName}' is a folder, not a weight file; name the file in it.", Assert.Throws<WeightFormatException>(() => WeightFile.Read(folder.FullName)).Message);
            var absent = Path.Combine(folder.FullName, "absent");
            Assert.Equal($"There is no weight file '{absent}'.", Assert.Throws<FileNotFoundException>(() => WeightFile.Read(absent)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_set_refuses_two_tensors_of_one_name_and_names_what_it_lacks()
    {
        using var weights = Read(Safetensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", Floats(1)));
        Assert.Contains("holds no tensor named 'b'", Assert.Throws<KeyNotFoundException>(() => weights["b"]).Message, StringComparison.Ordinal);
        Assert.False(weights.TryGet("b", out _));
        Assert.Throws<ArgumentException>(() => new WeightSet("x", "", [("a", weights["a"]), ("a", weights["a"])]));
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("stored")]
    [InlineData("deflated")]
    [InlineData("legacy")]
    [InlineData("onnx")]
    [InlineData("tensorflow.js")]
    [InlineData("darknet")]
    public void Damaged_files_are_refused_with_a_sentence_and_take_no_more_than_the_limits(string form)
    {
        // Every truncation, then random flips of one to four bytes: each file is read or refused, and nothing else.
        TorchEntry[] tensors = [TorchEntry.Floats("a.weight", "0", [2, 3], 1, 2, 3, 4, 5, 6), TorchEntry.Floats("a.bias", "1", [2], 7, 8)];
        var valid = form switch
        {
            "safetensors" => Safetensors("""{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}""", Floats(1, 2, 3)),
            "stored" => TorchZip(tensors, byteOrder: "little"),
            "deflated" => TorchZip(tensors, System.IO.Compression.CompressionLevel.Optimal),
            "onnx" => OnnxBytes.Model(graph => graph
                .Raw("q", 3, [2], 1, 2).Floats("s", [], 0.5f).Raw("shape", 7, [1], new byte[8]).Tensor("w", 1, [2], 4, Floats(1, 2))
                .Node("DequantizeLinear", ["q", "s"], ["d"], node => node.Integer("axis", 0)).Node("Conv", ["x", "w"], ["y"], node => node.Message(5, pads => pads.Text(1, "pads").Wholes(8, 1, 300)))
                .Message(11, value => value.Text(1, "x").Message(2, kind => kind.Message(1, tensor => tensor.Whole(1, 1).Message(2, shape => shape.Message(1, extent => extent.Whole(1, 3)))))))
                [..^6],
            "tensorflow.js" => """[{"paths":["w.bin"],"weights":[{"name":"a","shape":[1,1],"dtype":"float32"},{"name":"b","shape":[4],"dtype":"float32","quantization":{"dtype":"uint8","scale":0.5,"min":-1}}]}]"""u8.ToArray(),
            "darknet" => [0, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, .. new byte[8], .. Floats(1, 2)],
            _ => TorchLegacy(tensors),
        };
        Read(valid, beside: Beside).Dispose();
        var random = new Random(3);
        var refused = 0;
        for (var length = 0; length < valid.Length; length++)
        {
            refused += IsRefused(valid[..length]) ? 1 : 0;
        }

        // A deflated stream may have lost nothing but the archive's end; everything else needs its last byte.
        Assert.Equal(valid.Length, refused);
        for (var round = 0; round < 4000; round++)
        {
            var file = (byte[])valid.Clone();
            for (var flips = random.Next(1, 5); flips > 0; flips--)
            {
                file[random.Next(file.Length)] ^= (byte)random.Next(1, 256);
            }

            IsRefused(file);
        }
    }

    // What the forms need that are not alone.
    private static readonly Dictionary<string, byte[]> Beside = new() { ["w.bin"] = new byte[8], ["w.cfg"] = "[net]\nwidth=1\nheight=1\nchannels=1\n[conv]\n"u8.ToArray() };

    [Fact]
    public void A_damaged_configuration_is_refused_with_a_sentence()
    {
        byte[] weights = [0, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, .. new byte[8], .. Floats(1, 2, 3)];
        var valid = "[net]\nwidth=9\nheight=9\nchannels=1\n[conv]\nsize=1\npad=1\n[maxpool]\nsize=2\nstride=2\n[route]\nlayers=-1,0\n[shortcut]\nfrom=-1\n[dropout]\n"u8.ToArray();
        var random = new Random(5);
        for (var round = 0; round < 4000; round++)
        {
            var configuration = round < valid.Length ? valid[..round] : (byte[])valid.Clone();
            for (var flips = round < valid.Length ? 0 : random.Next(1, 5); flips > 0; flips--)
            {
                configuration[random.Next(configuration.Length)] ^= (byte)random.Next(1, 256);
            }

            try
            {
                Read(weights, beside: new() { ["w.cfg"] = configuration }).Dispose();
            }
            catch (WeightFormatException problem)
            {
                Assert.Matches("^'w(\\.cfg)?'.*\\.$", problem.Message.ReplaceLineEndings(" "));
            }
        }
    }

    private static bool IsRefused(byte[] file)
    {
        const int Limit = 1 << 16;
        var limits = new WeightLimits { HeaderBytes = Limit, TensorBytes = Limit, PickleInstructions = 10_000, PickleDepth = 1000 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(file, limits, beside: Beside).Dispose();
            return false;
        }
        catch (WeightFormatException problem)
        {
            Assert.StartsWith("'w' ", problem.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
            return true;
        }
        finally
        {
            // The header once, its parsed form, an exception with its trace: some multiples of the limit, not of a claim.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * Limit);
        }
    }
}
