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
    [MemberData(nameof(Forms))]
    public void Tensors_without_elements_and_of_other_types_stand_beside_the_weights_and_are_named(string form)
    {
        var none = TorchEntry.Floats("none", "8", [0]);
        var matrix = TorchEntry.Floats("matrix", "7", [3, 0]);
        var counter = new TorchEntry("count", "9", "LongStorage", new byte[8], 1, 0, [], []);
        using var weights = Read(Form(form, [none, Two[0], matrix, Two[1], counter]));

        Assert.Equal(["features.0.weight", "features.0.bias"], weights.FileNames);
        Assert.Equal([1f, 2, 3, 4, 5, 6], weights["features.0.weight"].Span.ToArray());
        Assert.Equal(["none", "matrix", "count"], weights.LeftOut.Keys);
        Assert.Contains("holds no weights: 'none' has no elements", Refusal(Form(form, [none])), StringComparison.Ordinal);
    }

    [Fact]
    public void Float8_which_has_no_storage_of_its_own_is_left_out()
    {
        var pickle = new PickleWriter().Dictionary(items => items
            .Text("a").Tensor(Two[1], legacy: false)
            .Text("scale").Global("torch._utils", "_rebuild_tensor_v3").Mark()
            .Mark().Text("storage").Global("torch.storage", "UntypedStorage").Text("8").Text("cpu").Whole(2).Tuple().Raw('Q')
            .Whole(0).Wholes(2).Wholes(1).Raw(0x89).Global("collections", "OrderedDict").Raw(')').Reduce().Global("torch", "float8_e4m3fn").Tuple().Reduce()).Stop();
        using var weights = Read(TorchZip(pickle, Two));

        Assert.Equal(["a"], weights.FileNames);
        Assert.Equal("numbers of a type that is not read", weights.LeftOut["scale"]);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model")]
    [InlineData("model_state_dict")]
    [InlineData("net")]
    [InlineData("network")]
    [InlineData("params")]
    [InlineData("params_ema")]
    [InlineData("weights")]
    [InlineData("another_word")]
    public void The_weights_of_a_checkpoint_are_found(string nest)
    {
        var pickle = new PickleWriter().Dictionary(items => items
            .Text("epoch").Whole(3)
            .Text(nest).Dictionary(inner => inner.Text("a").Tensor(Two[1], legacy: false))).Stop();
        using var weights = Read(TorchZip(pickle, Two));
        Assert.Equal(["a"], weights.Names);
    }

    [Fact]
    public void Known_words_lead_to_the_weights_however_deep_and_past_those_of_the_optimiser()
    {
        PickleWriter Entry(PickleWriter items, string name, int tensor) => items.Text(name).Tensor(Two[tensor], legacy: false);
        var nested = new PickleWriter().Dictionary(items => items.Text("model").Dictionary(model => model.Text("state_dict").Dictionary(inner => Entry(inner, "a", 1)))).Stop();
        var averaged = new PickleWriter().Dictionary(items => items
            .Text("params").Dictionary(plain => Entry(plain, "plain", 0)).Text("params_ema").Dictionary(mean => Entry(mean, "mean", 1))).Stop();
        var trained = new PickleWriter().Dictionary(items => items
            .Text("optimizer").Dictionary(optimiser => optimiser.Text("state").Dictionary(state => state.Whole(0).Dictionary(first => Entry(first, "exp_avg", 0))))
            .Text("encoder").Dictionary(inner => Entry(inner, "a", 1))).Stop();

        foreach (var (pickle, name) in new[] { (nested, "a"), (averaged, "mean"), (trained, "a") })
        {
            using var weights = Read(TorchZip(pickle, Two));
            Assert.Equal([name], weights.FileNames);
            Assert.Equal([7f, 8], weights[name].Span.ToArray());
        }
    }

    [Fact]
    public void Where_several_dictionaries_hold_tensors_the_sentence_says_where()
    {
        var pickle = new PickleWriter().Dictionary(items => items
            .Text("encoder").Dictionary(inner => inner.Text("a").Tensor(Two[0], legacy: false))
            .Text("parts").Dictionary(parts => parts.Text("decoder").Dictionary(inner => inner.Text("b").Tensor(Two[1], legacy: false)))).Stop();

        Assert.Equal(
            "'w' holds tensors in 2 places, ['encoder'], ['parts']['decoder']: save the network's alone, as in torch.save(torch.load(file)['encoder'], …).",
            Refusal(TorchZip(pickle, Two)));
    }

    [Fact]
    public void Dictionaries_that_hold_themselves_or_one_another_too_deep_end()
    {
        var itself = new PickleWriter().Raw('}').Raw('q', 0).Text("model").Raw('h', 0).Raw('s').Stop();
        var deep = new PickleWriter();
        for (var i = 0; i < 20_000; i++)
        {
            deep.Raw('}').Text("model");
        }

        deep.Tensor(Two[1], legacy: false);
        for (var i = 0; i < 20_000; i++)
        {
            deep.Raw('s');
        }

        Assert.Contains("holds no tensors", Refusal(TorchZip(itself, [])), StringComparison.Ordinal);
        Assert.Contains("holds no tensors", Refusal(TorchZip(deep.Stop(), Two)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("dtype")]
    [InlineData("device")]
    [InlineData("scalar")]
    [InlineData("scalar of NumPy 2")]
    [InlineData("array")]
    [InlineData("counter")]
    [InlineData("set")]
    public void What_checkpoints_hold_beside_tensors_is_passed_over(string company)
    {
        var pickle = new PickleWriter().Dictionary(items =>
        {
            items.Text("beside");
            Write(items);
            items.Text("state_dict").Dictionary(inner =>
            {
                inner.Text("beside");
                Write(inner);
                inner.Text("a").Tensor(Two[1], legacy: false);
            });
        }).Stop();
        foreach (var file in new[] { TorchZip(pickle, Two), TorchLegacy(pickle, [Two[1]]) })
        {
            using var weights = Read(file);
            Assert.Equal(["a"], weights.FileNames);
            Assert.Equal([7f, 8], weights["a"].Span.ToArray());
            Assert.Empty(weights.LeftOut);
        }

        // As Python writes each of them with protocol 2.
        void Write(PickleWriter at) => _ = company switch
        {
            "size" => at.Global("torch", "Size").Mark().Wholes(4, 3, 3, 3).Tuple().Reduce(),
            "dtype" => at.Global("torch", "float32"),
            "device" => at.Global("torch", "device").Mark().Text("cuda").Whole(0).Tuple().Reduce(),
            "scalar" => Bytes(Type(at.Global("numpy.core.multiarray", "scalar").Mark())).Tuple().Reduce(),
            "scalar of NumPy 2" => Bytes(Type(at.Global("numpy._core.multiarray", "scalar").Mark())).Tuple().Reduce(),
            "array" => Bytes(Type(Bytes(at.Global("numpy.core.multiarray", "_reconstruct").Mark().Global("numpy", "ndarray").Wholes(0)).Tuple().Reduce()
                .Mark().Whole(1).Wholes(1)).Raw(0x89)).Tuple().Raw('b'),
            "counter" => at.Global("collections", "Counter").Raw('}').Whole(30).Whole(1).Raw('s').Raw(0x85).Reduce(),
            _ => at.Global("__builtin__", "set").Raw(']').Raw(0x85).Reduce(),
        };

        static PickleWriter Type(PickleWriter at) => at.Global("numpy", "dtype").Mark().Text("f8").Raw(0x89, 0x88).Tuple().Reduce()
            .Mark().Whole(3).Text("<").Raw('N', 'N', 'N').Whole(-1).Whole(-1).Whole(0).Tuple().Raw('b');

        static PickleWriter Bytes(PickleWriter at) => at.Global("_codecs", "encode").Mark().Text("\u0000\u0000ð?").Text("latin1").Tuple().Reduce();
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

        // A Parameter that somebody hung something onto.
        var withState = new PickleWriter().Dictionary(items => items.Text("c").Global("torch._utils", "_rebuild_parameter_with_state").Mark()
            .Tensor(Two[1], legacy: false).Raw(0x88).Global("collections", "OrderedDict").Raw(')').Reduce().Dictionary(state => state.Text("is_shared").Raw(0x88)).Tuple().Reduce()).Stop();
        using (var weights = Read(TorchZip(withState, Two)))
        {
            Assert.Equal([7f, 8], weights["c"].Span.ToArray());
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
        Assert.Contains("the shape (-2), but extents are 1 or more", Refusal(Form(form, [Two[1] with { Extents = [-2] }])), StringComparison.Ordinal);
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
