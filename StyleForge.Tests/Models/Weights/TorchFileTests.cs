using System.IO.Compression;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Models.Weights;

public sealed class TorchFileTests
{
    private static readonly TorchEntry[] Two =
    [
        TorchEntry.Floats("features.0.weight", "0", [2, 3], 1, 2, 3, 4, 5, 6),
        TorchEntry.Floats("features.0.bias", "1", [2], 7, 8),
    ];

    public static TheoryData<string> Forms => ["stored", "deflated", "legacy"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Hand_made_files_are_read_in_order(string form)
    {
        using var weights = Read(Form(form, Two));
        Assert.Equal(["features.0.weight", "features.0.bias"], weights.Names);
        Assert.Equal([2, 3], weights["features.0.weight"].Shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], weights["features.0.weight"].Span.ToArray());
        Assert.Equal([7f, 8], weights["features.0.bias"].Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Strided_and_shared_storages_become_tensors_of_their_own(string form)
    {
        var data = Floats(0, 1, 2, 3, 4, 5);
        TorchEntry View(string name, long offset, long[] extents, long[] strides) => new(name, "0", "FloatStorage", data, 6, offset, extents, strides);
        using var weights = Read(Form(form, [
            View("whole", 0, [2, 3], [3, 1]), View("transposed", 0, [3, 2], [1, 3]), View("column", 1, [2], [3]),
            View("repeated", 4, [2, 2], [0, 1]), View("number", 5, [], []), View("odd", 1, [1, 3], [99, 2])]));
        Assert.Equal([0f, 1, 2, 3, 4, 5], weights["whole"].Span.ToArray());
        Assert.Equal([0f, 3, 1, 4, 2, 5], weights["transposed"].Span.ToArray());
        Assert.Equal([1f, 4], weights["column"].Span.ToArray());
        Assert.Equal([4f, 5, 4, 5], weights["repeated"].Span.ToArray());
        Assert.Equal([5f], weights["number"].Span.ToArray());
        Assert.Equal([1f, 3, 5], weights["odd"].Span.ToArray());
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("legacy")]
    public void Files_that_PyTorch_wrote_are_read(string form)
    {
        var path = Path.Combine(TestData.Repository, "StyleForge.Tests", "Models", "Weights", "Files", $"torch-1.13-{form}.pth");
        using var weights = WeightFile.Read(path);
        Assert.Equal(["features.0.weight", "features.0.bias", "t", "slice", "half", "bf", "dbl", "scalar", "exp", "param"], weights.Names);
        Assert.Equal([4, 3, 3, 3], weights["features.0.weight"].Shape);
        Assert.Equal([-1.1258398f, -1.1523602f, -0.25057858f], weights["features.0.weight"].Span[..3].ToArray());
        Assert.Equal([5, 6], weights["t"].Shape);
        Assert.Equal([3, 3], weights["slice"].Shape);
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                Assert.Equal(weights["t"].Span[(2 * column * 6) + row + 1], weights["slice"].Span[(row * 3) + column]);
            }
        }

        Assert.Equal([-0.08988207f, -1.845319f, -1.0335484f, -0.31263882f, 0.37718192f, 0.30160543f, -0.107316926f, -0.49871477f, 0.61830086f], weights["slice"].Span.ToArray());
        Assert.Equal([0.3359375f, 1.0039062f, 1.4003906f], weights["half"].Span.ToArray());
        Assert.Equal([-1.7734375f, 1.515625f, 0.36914062f, 0.28125f, 0.55859375f], weights["bf"].Span.ToArray());
        Assert.Equal([0.63107306f, 1.3468844f, -0.451935f, -0.4052854f], weights["dbl"].Span.ToArray());
        Assert.Equal([2.5f], weights["scalar"].Span.ToArray());
        Assert.Equal([3f, 3, 3, 3, 3, 3, 3, 3], weights["exp"].Span.ToArray());
        Assert.Equal([1f, 1, 1], weights["param"].Span.ToArray());
    }

    [Theory]
    [InlineData("HalfStorage", new byte[] { 0x00, 0x3c, 0x00, 0xc0 }, new byte[] { 0x3c, 0x00, 0xc0, 0x00 })]
    [InlineData("BFloat16Storage", new byte[] { 0x80, 0x3f, 0x00, 0xc0 }, new byte[] { 0x3f, 0x80, 0xc0, 0x00 })]
    [InlineData("FloatStorage", new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 }, new byte[] { 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0 })]
    [InlineData("DoubleStorage", new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 }, new byte[] { 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0 })]
    public void Every_floating_point_storage_is_read_in_both_byte_orders(string storage, byte[] little, byte[] big)
    {
        TorchEntry[] Entry(byte[] data) => [new("a", "0", storage, data, 2, 0, [2], [1])];
        foreach (var file in new[]
        {
            TorchZip(Entry(little)), TorchZip(Entry(little), byteOrder: "little"), TorchZip(Entry(big), byteOrder: "big"),
            TorchLegacy(Entry(little)), TorchLegacy(Entry(big), bigEndian: true),
        })
        {
            using var weights = Read(file);
            Assert.Equal([1f, -2f], weights["a"].Span.ToArray());
        }
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model")]
    public void The_weights_of_a_checkpoint_are_found(string nest)
    {
        var pickle = new PickleWriter().Dictionary(items => items
            .Text("epoch").Whole(3)
            .Text(nest).Dictionary(inner => inner.Text("a").Tensor(Two[1], legacy: false))).Stop();
        using var weights = Read(TorchZip(pickle, Two));
        Assert.Equal(["a"], weights.Names);
    }

    [Fact]
    public void Parameters_ordered_dictionaries_with_a_state_and_Pythons_older_strings_are_read()
    {
        // As a state_dict is written: OrderedDict(), its items, then its _metadata as state; one item is a Parameter.
        var ordered = new PickleWriter().Global("collections", "OrderedDict").Raw(')').Reduce().Raw('q', 0).Mark()
            .Raw('U', 1, 'a').Global("torch._utils", "_rebuild_parameter").Mark().Tensor(Two[1], legacy: false).Raw(0x88).Raw('N').Tuple().Reduce()
            .Raw('u').Raw('}').Text("_metadata").Raw('N').Raw('s').Raw('b').Stop();
        using (var weights = Read(TorchZip(ordered, Two)))
        {
            Assert.Equal([7f, 8], weights["a"].Span.ToArray());
        }

        // As Python 2 writes an OrderedDict: called with the list of its pairs, each a list of two.
        var pairs = new PickleWriter().Global("collections", "OrderedDict").Raw(']', ']').Raw('U', 1, 'b').Raw('a').Tensor(Two[1], legacy: true).Raw('a').Raw('a').Raw(0x85).Reduce().Stop();
        using (var weights = Read(TorchLegacy(pairs, [Two[1]])))
        {
            Assert.Equal([7f, 8], weights["b"].Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Unwanted_tensors_and_whole_numbers_are_stepped_over(string form)
    {
        var counter = new TorchEntry("n", "9", "LongStorage", new byte[8], 1, 0, [], []);
        using var weights = Read(Form(form, [Two[0], counter, Two[1]]), keep: name => name != "features.0.weight");
        Assert.Equal(["features.0.bias"], weights.Names);
        Assert.Equal([7f, 8], weights["features.0.bias"].Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Tensors_that_do_not_fit_their_storage_are_refused(string form)
    {
        Assert.Contains("describes 'a' of shape 3 beyond the 2 numbers of its storage", Refusal(Form(form, [Two[1] with { Name = "a", Extents = [3] }])), StringComparison.Ordinal);
        Assert.Contains("beyond the 2 numbers", Refusal(Form(form, [Two[1] with { Offset = 1 }])), StringComparison.Ordinal);
        Assert.Contains("beyond the 2 numbers", Refusal(Form(form, [Two[1] with { Offset = -1 }])), StringComparison.Ordinal);
        Assert.Contains("beyond the 2 numbers", Refusal(Form(form, [Two[1] with { Strides = [-1], Offset = 1 }])), StringComparison.Ordinal);
        Assert.Contains("beyond the 2 numbers", Refusal(Form(form, [Two[1] with { Strides = [long.MaxValue] }])), StringComparison.Ordinal);
        Assert.Contains("the shape (0), but extents are 1 or more", Refusal(Form(form, [Two[1] with { Extents = [0] }])), StringComparison.Ordinal);
        Assert.Contains("their product is at most 2147483647", Refusal(Form(form, [Two[1] with { Extents = [1 << 20, 1 << 20], Strides = [0, 0] }])), StringComparison.Ordinal);
        Assert.Contains("without storage, offset, shape and strides", Refusal(Form(form, [Two[1] with { Strides = [1, 1] }])), StringComparison.Ordinal);
        Assert.Contains("holds NaN in 'features.0.bias' at index 1", Refusal(Form(form, [Two[1] with { Data = Floats(1, float.NaN) }])), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Limits_are_kept(string form)
    {
        var file = Form(form, Two);
        Read(file, new WeightLimits { Tensors = 2, TensorBytes = 32 }).Dispose();
        Assert.Contains("more than the 1 tensors", Refusal(file, new WeightLimits { Tensors = 1 }), StringComparison.Ordinal);
        Assert.Contains("more than the 31 bytes of tensors", Refusal(file, new WeightLimits { TensorBytes = 31 }), StringComparison.Ordinal);
        Assert.Contains("more than 10 instructions", Refusal(file, new WeightLimits { PickleInstructions = 10 }), StringComparison.Ordinal);
        Assert.Contains("more than 4 objects at once", Refusal(file, new WeightLimits { PickleDepth = 4 }), StringComparison.Ordinal);
        Assert.Contains("more than the 100 allowed", Refusal(TorchZip(Two), new WeightLimits { HeaderBytes = 100 }), StringComparison.Ordinal);
        Assert.Contains("has a pickle of more than 100 bytes", Refusal(TorchLegacy(Two), new WeightLimits { HeaderBytes = 100 }), StringComparison.Ordinal);

        // A small storage spread over a large shape is counted as what it becomes.
        var spread = Form(form, [Two[1] with { Extents = [1000, 1000], Strides = [0, 0] }]);
        Assert.Contains("more than the 3999999 bytes", Refusal(spread, new WeightLimits { TensorBytes = 3_999_999 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Storages_of_the_wrong_size_are_refused()
    {
        Assert.Contains("has 4 bytes in 'archive/data/1', where 2 numbers of 4 bytes were expected", Refusal(TorchZip([Two[1] with { Data = Floats(1) }])), StringComparison.Ordinal);
        Assert.Contains("lacks the entry 'archive/data/1'", Refusal(TorchZip(StateDict([Two[1]], legacy: false), [])), StringComparison.Ordinal);
        Assert.Contains("is cut short in its storage '1'", Refusal(TorchLegacy([Two[1] with { Data = Floats(1) }])), StringComparison.Ordinal);
        Assert.Contains("lacks the storage '1'", Refusal(TorchLegacy(StateDict([Two[1]], legacy: true), [])), StringComparison.Ordinal);
        Assert.Contains("describes its storage '1' in two ways", Refusal(TorchZip([Two[1], Two[1] with { Name = "b", Count = 3 }])), StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_that_are_not_named_tensors_are_refused()
    {
        Assert.Contains("holds a single object where named tensors are expected", Refusal(TorchZip(new PickleWriter().Tensor(Two[1], legacy: false).Stop(), Two)), StringComparison.Ordinal);
        Assert.Contains("holds no tensors", Refusal(TorchZip(new PickleWriter().Dictionary(items => items.Text("a").Whole(1)).Stop(), [])), StringComparison.Ordinal);
        Assert.Contains("names 'features.0.bias' twice", Refusal(TorchZip([Two[1], Two[1]])), StringComparison.Ordinal);
        Assert.Contains("not one that torch.save wrote", Refusal(new PickleWriter().Whole(5).Stop()), StringComparison.Ordinal);
        Assert.Contains("without data.pkl", Refusal(Zip([("readme.txt", [1])])), StringComparison.Ordinal);
        Assert.Contains("is a TorchScript archive", Refusal(Zip([("m/data.pkl", [1]), ("m/constants.pkl", [1])])), StringComparison.Ordinal);
        Assert.Contains("is a TorchScript archive", Refusal(Zip([("m/data.pkl", [1]), ("m/code/__torch__.py", [1])])), StringComparison.Ordinal);
    }

    private static byte[] Form(string form, TorchEntry[] tensors) => form switch
    {
        "stored" => TorchZip(tensors),
        "deflated" => TorchZip(tensors, CompressionLevel.Optimal),
        _ => TorchLegacy(tensors),
    };
}
