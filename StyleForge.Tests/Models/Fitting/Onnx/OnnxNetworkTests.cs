using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting.Onnx;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Onnx;
using StyleForge.Tests.Models.Weights.Onnx;
using StyleForge.Tests.TestKit;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace StyleForge.Tests.Models.Fitting.Onnx;

/// <summary>Networks that ONNX files describe, computed by the managed engine against libtorch or by hand.</summary>
public sealed class OnnxNetworkTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    [TestDataFact]
    public void The_digits_network_describes_itself_and_gives_onnxruntimes_logits()
    {
        var (description, weights) = OnnxNetwork.Read(TestData.Path("models/mnist-cnn/opt-mnist.onnx"));
        using var kept = weights;
        var pixels = StoredBytes.Read(TestData.Path("models/mnist-cnn/reference_first20.safetensors"), "pixels");
        using var stored = WeightFile.Read(TestData.Path("models/mnist-cnn/reference_first20.safetensors"));

        Assert.Equal(("opt-mnist", 5_994), (description.Name, description.Describe([1, 1, 28, 28]).Parameters));
        Assert.True(TorchOracle.Error<float>(stored["logits"].Span, Look(description, weights, [20, 1, 28, 28], [.. pixels.Select(pixel => (float)pixel)])) < 1e-5);
    }

    [Fact]
    public void Layers_are_called_as_the_weights_of_PyTorch_and_taps_as_the_values_of_the_graph()
    {
        var (description, weights) = Read(OnnxBytes.Model(graph => graph
            .Input("x", 0, 2, 4, 4).Output("scores")
            .Floats("module.conv.weight", [2, 2, 1, 1], 1, 2, 3, 4).Floats("module.conv.bias", [2], 5, 6).Floats("fc.weight", [3, 2], 1, 2, 3, 4, 5, 6)
            .Node("Conv", ["x", "module.conv.weight", "module.conv.bias"], ["1"])
            .Node("Relu", ["1"], ["2"], node => node.Text(3, "act"))
            .Node("Identity", ["2"], ["3"])
            .Node("GlobalAveragePool", ["3"], ["4"])
            .Node("Flatten", ["4"], ["5"])
            .Node("Gemm", ["5", "fc.weight"], ["scores"], node => node.Integer("transB", 1))));
        using var kept = weights;

        Assert.Equal(["module.conv", "act", "4", "5", "fc"], description.Layers.Select(layer => layer.Name));
        Assert.Equal(["1", "2", "4", "5", "scores"], description.Layers.Select(layer => layer.Tap));
        Assert.Equal(["module.conv.weight", "module.conv.bias", "fc.weight"], weights.Names);
        Assert.Equal([1, 2, 4, 4], description.Facts.Source);
        Assert.Equal(4, description.Facts.ShorterSide);
        float[] shown = [.. Enumerable.Range(0, 32).Select(i => (float)i)];
        var (first, second) = (7.5f, 23.5f); // The means of the two channels, which the 1×1 convolution and the mean commute with.
        var (a, b) = (first + (2 * second) + 5, (3 * first) + (4 * second) + 6);
        Close([a + (2 * b), (3 * a) + (4 * b), (5 * a) + (6 * b)], Look(description, weights, [1, 2, 4, 4], shown));
    }

    [Theory]
    [InlineData("Relu", 0, 0, 0, 1, 7)]
    [InlineData("LeakyRelu", -0.02, -0.005, 0, 1, 7)]
    [InlineData("Elu", -0.8646647, -0.3934693, 0, 1, 7)]
    [InlineData("Sigmoid", 0.1192029, 0.3775407, 0.5, 0.7310586, 0.9990889)]
    [InlineData("Tanh", -0.9640276, -0.4621172, 0, 0.7615942, 0.9999983)]
    [InlineData("HardSwish", -0.3333333, -0.2083333, 0, 0.6666667, 7)]
    [InlineData("Gelu", -0.0455003, -0.1542688, 0, 0.8413447, 7)]
    [InlineData("Dropout", -2, -0.5, 0, 1, 7)]
    public void A_function_of_each_number_is_what_its_operator_says(string operation, double a, double b, double c, double d, double e) =>
        Close([(float)a, (float)b, (float)c, (float)d, (float)e], Numbers([1, 5], node => node.Node(operation, ["x"], ["y"]), -2, -0.5f, 0, 1, 7));

    [Fact]
    public void Settings_of_functions_are_read_where_operator_sets_keep_them()
    {
        Close([-1, 3], Numbers([1, 2], graph => graph.Node("LeakyRelu", ["x"], ["y"], node => node.Number("alpha", 0.25f)), -4, 3));
        Close([0, 5, 6], Numbers([1, 3], graph => graph.Node("Clip", ["x"], ["y"], node => node.Number("min", 0).Number("max", 6)), -4, 5, 9));
        Close([0, 5, 6], Numbers([1, 3], graph => graph.Floats("zero", [], 0).Floats("six", [], 6).Node("Clip", ["x", "zero", "six"], ["y"]), -4, 5, 9));
        Close([0, 5, 9], Numbers([1, 3], graph => graph.Floats("zero", [], 0).Floats("all", [], float.PositiveInfinity).Node("Clip", ["x", "zero", "all"], ["y"]), -4, 5, 9));
        Close([-0.1588f, 0.8412f], Numbers([1, 2], graph => graph.Node("Gelu", ["x"], ["y"], node => node.Word("approximate", "tanh")), -1, 1), 1e-3);
        Close([-2, -40], Numbers([1, 2, 1], graph => graph.Floats("slope", [2, 1], 0.5f, 10).Node("PRelu", ["x", "slope"], ["y"]), -4, -4));
        Close([0.26894143f, 0.7310586f], Numbers([1, 2, 1], graph => graph.Node("Softmax", ["x"], ["y"], node => node.Integer("axis", -2)), 1, 2));
        Close([0.26894143f, 0.7310586f], Numbers([1, 2], graph => graph.Node("Softmax", ["x"], ["y"]), 1, 2));
    }

    [Fact]
    public void A_matrix_is_read_in_either_order_with_its_factors_and_what_is_added_behind_it()
    {
        float[] expected = [(2 * (1 + (2 * 10))) + 3, (2 * (3 + (4 * 10))) + 6];
        Close(expected, Numbers([1, 2], graph => graph.Floats("w", [2, 2], 1, 2, 3, 4).Floats("b", [2], 6, 12)
            .Node("Gemm", ["x", "w", "b"], ["y"], node => node.Integer("transB", 1).Number("alpha", 2).Number("beta", 0.5f)), 1, 10));
        Close(expected, Numbers([1, 2], graph => graph.Floats("w", [2, 2], 1, 3, 2, 4).Floats("b", [1, 2], 6, 12)
            .Node("Gemm", ["x", "w", "b"], ["y"], node => node.Number("alpha", 2).Number("beta", 0.5f)), 1, 10));
        Close([24, 49], Numbers([1, 2], graph => graph.Floats("w", [2, 2], 1, 3, 2, 4).Floats("b", [2], 3, 6).Node("MatMul", ["x", "w"], ["m"]).Node("Add", ["b", "m"], ["y"]), 1, 10));
        Close([24, 49], Numbers([1, 2], graph => graph.Floats("w", [2, 2], 1, 2, 3, 4).Floats("b", [2], 3, 6)
            .Node("Transpose", ["w"], ["t"], node => node.Row("perm", 1, 0)).Node("MatMul", ["x", "t"], ["m"]).Node("Add", ["m", "b"], ["y"]), 1, 10));
    }

    [Fact]
    public void A_number_for_each_channel_is_added_taken_off_multiplied_and_divided_by()
    {
        static void Constant(ProtobufWriter graph) => graph.Floats("c", [1, 2, 1, 1], 2, 4);
        Close([12, 24], Numbers([1, 2, 1, 1], graph => { Constant(graph); graph.Node("Add", ["x", "c"], ["y"]); }, 10, 20));
        Close([8, 16], Numbers([1, 2, 1, 1], graph => { Constant(graph); graph.Node("Sub", ["x", "c"], ["y"]); }, 10, 20));
        Close([20, 80], Numbers([1, 2, 1, 1], graph => { Constant(graph); graph.Node("Mul", ["c", "x"], ["y"]); }, 10, 20));
        Close([5, 5], Numbers([1, 2, 1, 1], graph => { Constant(graph); graph.Node("Div", ["x", "c"], ["y"]); }, 10, 20));
        Close([30, 60], Numbers([1, 2, 1, 1], graph => graph.Floats("c", [], 3).Node("Mul", ["x", "c"], ["y"]), 10, 20));
        Close([(3 * (10 - 1) / 2) + 5, (4 * (20 - 2)) + 6], Numbers([1, 2, 1, 1], graph => graph
            .Floats("g", [2], 3, 4).Floats("b", [2], 5, 6).Floats("m", [2], 1, 2).Floats("v", [2], 3.75f, 0.75f)
            .Node("BatchNormalization", ["x", "g", "b", "m", "v"], ["y"], node => node.Number("epsilon", 0.25f)), 10, 20), 1);
    }

    [Fact]
    public void A_bias_of_its_own_becomes_the_convolutions_only_where_nobody_else_reads_that()
    {
        static byte[] Model(string end) => OnnxBytes.Model(graph => graph.Input("x", 1, 1, 2, 2).Output("y").Floats("w", [1, 1, 1, 1], 2).Floats("b", [1, 1, 1], 3)
            .Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["a"]).Node("Add", ["a", end], ["y"]));
        var (alone, aloneWeights) = Read(Model("a"));
        var (shared, sharedWeights) = Read(Model("c"));
        using (aloneWeights)
        using (sharedWeights)
        {
            Assert.Equal([typeof(ConvolutionDescription), typeof(AdditionDescription)], alone.Layers.Select(layer => layer.GetType()));
            Assert.Equal([typeof(ConvolutionDescription), typeof(BatchNormalisationDescription), typeof(AdditionDescription)], shared.Layers.Select(layer => layer.GetType()));
            Close([10, 14, 18, 22], Look(alone, aloneWeights, [1, 1, 2, 2], [1, 2, 3, 4]));
            Close([7, 11, 15, 19], Look(shared, sharedWeights, [1, 1, 2, 2], [1, 2, 3, 4]));
        }
    }

    [Fact]
    public void Extents_are_changed_as_exporters_write_it_down()
    {
        Assert.Equal([1, 8], ShapeOf([1, 2, 2, 2], graph => graph.Integers("to", 1, -1).Node("Reshape", ["x", "to"], ["y"])));
        Assert.Equal([1, 8], ShapeOf([1, 2, 2, 2], graph => graph.Integers("to", -1, 8).Node("Reshape", ["x", "to"], ["y"])));
        Assert.Equal([1, 4, 2], ShapeOf([1, 2, 2, 2], graph => graph.Integers("to", 0, -1, 2).Node("Reshape", ["x", "to"], ["y"])));
        Assert.Equal([1, 8], ShapeOf([1, 2, 2, 2], graph => graph.Integers("zero", 0).Integers("rest", -1)
            .Node("Shape", ["x"], ["shape"]).Node("Gather", ["shape", "zero"], ["batch"]).Node("Unsqueeze", ["batch"], ["row"], node => node.Row("axes", 0))
            .Node("Concat", ["row", "rest"], ["to"], node => node.Integer("axis", 0)).Node("Reshape", ["x", "to"], ["y"])));
        Assert.Equal([1, 2], ShapeOf([1, 2, 2, 2], graph => graph.Integers("axes", 2, 3).Node("GlobalAveragePool", ["x"], ["m"]).Node("Squeeze", ["m", "axes"], ["y"])));
        Assert.Equal([1, 2], ShapeOf([1, 2, 2, 2], graph => graph.Node("ReduceMean", ["x"], ["y"], node => node.Row("axes", 2, 3).Integer("keepdims", 0))));
        Assert.Equal([1, 2, 1, 1], ShapeOf([1, 2, 2, 2], graph => graph.Node("ReduceMean", ["x"], ["y"], node => node.Row("axes", -1, -2))));
        Assert.Equal([1, 2, 1, 3], ShapeOf([1, 2, 3], graph => graph.Node("Unsqueeze", ["x"], ["y"], node => node.Row("axes", 2))));
        Assert.Equal([1, 4, 2, 3], ShapeOf([1, 2, 3, 4], graph => graph.Node("Transpose", ["x"], ["y"], node => node.Row("perm", 0, 3, 1, 2))));
        Assert.Equal([1, 5, 2, 3], ShapeOf([1, 2, 2, 3], graph => graph.Floats("w", [3, 2, 1, 1], 1, 2, 3, 4, 5, 6).Node("Conv", ["x", "w"], ["c"]).Node("Concat", ["x", "c"], ["y"], node => node.Integer("axis", 1))));
    }

    [Theory]
    [InlineData("asymmetric", "floor", 3)]
    [InlineData("half_pixel", "round_prefer_floor", 3)]
    [InlineData("asymmetric", "round_prefer_floor", 2)]
    public void Nearest_resizing_repeats_each_number(string place, string rounding, int factor)
    {
        float[] expected = [.. Enumerable.Repeat(1f, factor), .. Enumerable.Repeat(2f, factor)];
        Close(expected, Numbers([1, 1, 2], graph => graph.Floats("scales", [3], 1, 1, factor)
            .Node("Resize", ["x", "", "scales"], ["y"], node => node.Word("coordinate_transformation_mode", place).Word("nearest_mode", rounding)), 1, 2));
        Close(expected, Numbers([1, 1, 2], graph => graph.Integers("sizes", 1, 1, 2 * factor)
            .Node("Resize", ["x", "", "", "sizes"], ["y"], node => node.Word("coordinate_transformation_mode", place).Word("nearest_mode", rounding)), 1, 2));
    }

    [Fact]
    public void Margins_and_neighbouring_channels_are_read()
    {
        Close([0, 1, 2, 0, 0], Numbers([1, 1, 2], graph => graph.Integers("pads", 0, 0, 1, 0, 0, 2).Node("Pad", ["x", "pads"], ["y"]), 1, 2));
        Close([2, 1, 2, 3, 2], Numbers([1, 1, 3], graph => graph.Node("Pad", ["x"], ["y"], node => node.Row("pads", 0, 0, 1, 0, 0, 1).Word("mode", "reflect")), 1, 2, 3));
        Close([1, 1, 2, 2, 2], Numbers([1, 1, 2], graph => graph.Integers("pads", 0, 0, 1, 0, 0, 2).Node("Pad", ["x", "pads"], ["y"], node => node.Word("mode", "edge")), 1, 2));

        // (2 + 3/3 · the squares around)^0.5, as the operator's page counts alpha.
        Close([1 / MathF.Sqrt(2 + 5), 2 / MathF.Sqrt(2 + 14), 3 / MathF.Sqrt(2 + 13)], Numbers([1, 3, 1], graph =>
            graph.Node("LRN", ["x"], ["y"], node => node.Integer("size", 3).Number("alpha", 3).Number("beta", 0.5f).Number("bias", 2)), 1, 2, 3));
        Close([1, 1, 2, 2], Numbers([1, 1, 2], graph => graph.Message(1, node => node.Text(1, "x").Text(2, "y").Text(4, "Upsample").Message(5, part => part.Text(1, "scales").Single(7, 1).Single(7, 1).Single(7, 2))), 1, 2));
    }

    [TorchTheory]
    [InlineData(new long[] { 9 }, new long[] { 3 }, new long[] { 2 }, new long[] { 1, 2 }, new long[] { 1 }, 1)]
    [InlineData(new long[] { 12 }, new long[] { 3 }, new long[] { 1 }, new long[] { 2, 0 }, new long[] { 3 }, 2)]
    [InlineData(new long[] { 8, 9 }, new long[] { 3, 5 }, new long[] { 2, 1 }, new long[] { 1, 2, 0, 2 }, new long[] { 1, 1 }, 4)]
    [InlineData(new long[] { 9, 9 }, new long[] { 3, 3 }, new long[] { 1, 1 }, new long[] { 2, 2, 2, 2 }, new long[] { 2, 2 }, 1)]
    [InlineData(new long[] { 5, 6, 7 }, new long[] { 2, 2, 3 }, new long[] { 1, 1, 2 }, new long[] { 1, 1, 0, 0, 0, 1 }, new long[] { 1, 1, 1 }, 2)]
    public void Convolutions_are_libtorchs(long[] extents, long[] kernel, long[] strides, long[] pads, long[] dilations, int groups)
    {
        using var weights = TensorFill.Uniform<float>([8, 4 / groups, .. kernel.Select(side => (int)side)], 3);
        using var bias = TensorFill.Uniform<float>([8], 4);
        using var shown = TensorFill.Uniform<float>([1, 4, .. extents.Select(side => (int)side)], 5);
        var numbers = Numbers(
            [1, 4, .. extents],
            graph => graph.Floats("w", [8, 4 / groups, .. kernel], weights.Span.ToArray()).Floats("b", [8], bias.Span.ToArray()).Node("Conv", ["x", "w", "b"], ["y"], node => node
                .Row("kernel_shape", kernel).Row("strides", strides).Row("pads", pads).Row("dilations", dilations).Integer("group", groups)),
            shown.Span.ToArray());

        using var scope = torch.NewDisposeScope();
        using var free = torch.no_grad();
        var (w, b) = (TorchOracle.Copy(weights), TorchOracle.Copy(bias));
        var padded = pad(TorchOracle.Copy(shown), [.. Enumerable.Range(0, extents.Length).Reverse().SelectMany(d => new[] { pads[d], pads[extents.Length + d] })]);
        TorchOracle.Close<float>(
            extents.Length switch
            {
                1 => conv1d(padded, w, b, strides[0], dilation: dilations[0], groups: groups),
                2 => conv2d(padded, w, b, strides, dilation: dilations, groups: groups),
                _ => conv3d(padded, w, b, strides, dilation: dilations, groups: groups),
            },
            numbers,
            1e-5,
            "Conv");
    }

    [TorchTheory]
    [InlineData("MaxPool", "ceil_mode")]
    [InlineData("MaxPool", "storage_order")]
    [InlineData("AveragePool", "count_include_pad")]
    [InlineData("AveragePool", "ceil_mode")]
    public void Poolings_are_libtorchs(string operation, string setting)
    {
        using var shown = TensorFill.Uniform<float>([1, 2, 8, 8], 5);
        var numbers = Numbers([1, 2, 8, 8], graph => graph.Node(operation, ["x"], ["y"], node => node.Row("kernel_shape", 3, 3).Row("strides", 2, 2).Row("pads", 1, 1, 1, 1).Integer(setting, 1)), shown.Span.ToArray());

        using var scope = torch.NewDisposeScope();
        var source = TorchOracle.Copy(shown);
        TorchOracle.Close<float>(
            operation == "MaxPool"
                ? max_pool2d(source, 3, 2, 1, ceil_mode: setting == "ceil_mode")
                : avg_pool2d(source, 3, 2, 1, ceil_mode: setting == "ceil_mode", count_include_pad: setting == "count_include_pad"),
            numbers,
            1e-6,
            operation);
    }

    [Theory]
    [InlineData("SAME_UPPER", 1 + 2, 2 + 3, 3 + 4, 4)]
    [InlineData("SAME_LOWER", 1, 1 + 2, 2 + 3, 3 + 4)]
    public void Automatic_padding_puts_the_odd_number_where_its_word_says(string word, float a, float b, float c, float d) => Close(
        [a, b, c, d],
        Numbers([1, 1, 4], graph => graph.Floats("w", [1, 1, 2], 1, 1).Node("Conv", ["x", "w"], ["y"], node => node.Word("auto_pad", word)), 1, 2, 3, 4));

    [Fact]
    public void Automatic_padding_may_be_none() => Close(
        [3, 7],
        Numbers([1, 1, 4], graph => graph.Floats("w", [1, 1, 2], 1, 1).Node("Conv", ["x", "w"], ["y"], node => node.Word("auto_pad", "VALID").Row("strides", 2)), 1, 2, 3, 4));

    [Fact]
    public void Weights_that_layers_share_are_there_for_each_of_them()
    {
        var (description, weights) = Read(OnnxBytes.Model(graph => graph.Input("x", 1, 1, 2, 2).Output("y").Floats("k.weight", [1, 1, 1, 1], 2)
            .Node("Identity", ["k.weight"], ["again"]).Node("Conv", ["x", "k.weight"], ["a"]).Node("Conv", ["a", "again"], ["b"]).Node("Conv", ["b", "k.weight"], ["y"])));
        using var kept = weights;

        Assert.Equal(["k", "b", "k#2"], description.Layers.Select(layer => layer.Name));
        Close([8, 16, 24, 32], Look(description, weights, [1, 1, 2, 2], [1, 2, 3, 4]));
    }

    [Fact]
    public void The_network_ends_with_what_the_file_gives_first_and_leaves_out_what_leads_nowhere()
    {
        var (description, weights) = Read(OnnxBytes.Model(graph => graph.Input("x", 1, 1, 2, 2).Output("main").Output("side").Floats("w", [1], 1)
            .Node("Relu", ["x"], ["main"]).Node("Tanh", ["x"], ["side"]).Node("Frobnicate", ["x"], ["nowhere"])));
        using var kept = weights;

        Assert.Equal(["side", "main"], description.Layers.Select(layer => layer.Tap));
    }

    [Fact]
    public void What_the_file_says_of_its_pictures_and_leaves_open_is_in_the_facts()
    {
        var (description, weights) = Read(OnnxBytes.Model(graph => graph.Text(2, "main_graph").Input("x", 0, 3, 0, 0).Output("y").Floats("w", [1, 3, 1, 1], 1, 1, 1).Node("Conv", ["x", "w"], ["y"])));
        using var kept = weights;

        Assert.Equal([1, 3, 224, 224], description.Facts.Source);
        Assert.Equal(InputConvention.Torchvision, description.Facts.Input);
        Assert.Equal("main_graph, as model.onnx describes it", description.Facts.Title);
    }

    [Theory]
    [InlineData("Einsum", "'model.onnx': Einsum 'y' is no operator that layers are made of: those are Add, AveragePool, ")]
    [InlineData("GlobalMaxPool", "GlobalMaxPool 'y' is no operator that layers are made of")]
    [InlineData("Softmax", "Softmax 'y' names dimension 9, and there are 4")]
    [InlineData("Flatten", "Flatten 'y' names dimension 9, and there are 4")]
    [InlineData("Reshape", "Reshape 'y' reads a shape that the graph makes of what it is shown")]
    [InlineData("MaxPool", "MaxPool 'y' has no kernel_shape")]
    [InlineData("LRN", "LRN 'y' has size = 0, and only odd numbers of channels are read")]
    [InlineData("Mul", "Mul 'y' reads several layers, and only a number for each channel is read beside one")]
    [InlineData("Add", "Add 'y' adds 1×1×3×3 and 1×1×2×2, and only layers of one shape are added")]
    [InlineData("Conv", "Conv 'y' reads 'p' in place 2, which must be weights of the file")]
    [InlineData("Resize", "Resize 'y' makes 1×1×3×3  times as large")]
    [InlineData("Pad", "Pad 'y' has the margins , and for 1×1×3×3 two whole numbers for each dimension are read")]
    [InlineData("Clip", "Clip 'y' reads 'p' in place 2, which must be weights of the file")]
    [InlineData("Relu", null)]
    public void What_no_layer_does_is_one_sentence_that_names_the_operation(string operation, string? sentence)
    {
        var model = OnnxBytes.Model(graph => graph.Input("x", 1, 1, 3, 3).Output("y").Floats("w", [1], 1)
            .Node("MaxPool", ["x"], ["p"], node => node.Row("kernel_shape", 2, 2))
            .Node(operation, ["x", "p"], ["y"], node => node.Integer("axis", 9)));

        if (sentence is null)
        {
            Read(model).Weights.Dispose();
            return;
        }

        Assert.Contains(sentence, Assert.Throws<WeightFormatException>(() => Read(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pads", new long[] { 1, 1, 0, 1 }, "MaxPool 'y' slides in other ways along its dimensions (sides 2, 2; strides 1, 1; padding 1+0, 1+1)")]
    [InlineData("strides", new long[] { 1 }, "MaxPool 'y' has strides = 1, but must have 2 whole numbers from 1 to 32767 there.")]
    [InlineData("strides", new long[] { 0, 0 }, "MaxPool 'y' has strides = 0, 0, but must have 2 whole numbers from 1 to 32767 there.")]
    [InlineData("dilations", new long[] { 2, 2 }, "MaxPool 'y' has dilations of 2, and windows of poolings have none here.")]
    [InlineData("strides", new long[] { 40_000, 1 }, "MaxPool 'y' has strides = 40000, 1, but must have")]
    public void Windows_that_no_layer_has_are_refused_with_what_they_are(string setting, long[] numbers, string sentence) => Assert.Contains(
        sentence,
        Assert.Throws<WeightFormatException>(() => ShapeOf([1, 1, 5, 5], graph => graph.Node("MaxPool", ["x"], ["y"], node => node.Row("kernel_shape", 2, 2).Row(setting, numbers)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_file_whose_graph_is_no_network_is_refused()
    {
        Refuse(graph => graph.Input("a", 1, 2).Input("b", 1, 2).Output("y").Node("Add", ["a", "b"], ["y"]), "'model.onnx' is shown 2 values (a, b), and networks here are shown one.");
        Refuse(graph => graph.Input("x", 1, 2).Output("y").Node("Relu", ["z"], ["y"]), "Relu 'y' reads 'z', which no layer before it gives.");
        Refuse(graph => graph.Input("x", 1, 2).Output("x"), "'model.onnx' gives 'x', which no layer makes of what it is shown.");
        Refuse(graph => graph.Input("x", 1, 0, 4).Output("y").Node("Relu", ["x"], ["y"]), "is shown 'x', float32 of shape (1, ?, 4)");
        Refuse(graph => graph.Input("x", 4).Output("y").Node("Relu", ["x"], ["y"]), "is shown 'x', float32 of shape (4)");
        Refuse(graph => graph.Input("x", 1, 99_999).Output("y").Node("Relu", ["x"], ["y"]), "extents are from 1 to 65535");
        Refuse(graph => graph.Input("x", 1, 2).Output("y").Node("Relu", ["y"], ["y"]), "Relu 'y' reads 'y', which no layer before it gives.");
        Refuse(graph => graph.Input("x", 1, 2).Output("y").Node("Relu", ["x"], ["y"], node => node.Text(7, "com.example")), "com.example.Relu 'y' is no operator");

        static void Refuse(Action<ProtobufWriter> graph, string sentence) => Assert.Contains(
            sentence, Assert.Throws<WeightFormatException>(() => Read(OnnxBytes.Model(writer => graph(writer.Floats("w", [1], 1))))).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _workers.Dispose();
    }

    private float[] Numbers(long[] source, Action<ProtobufWriter> nodes, params float[] shown)
    {
        var (description, weights) = Read(source, nodes);
        using (weights)
        {
            return Look(description, weights, [.. source.Select(extent => (int)extent)], shown);
        }
    }

    private static Shape ShapeOf(long[] source, Action<ProtobufWriter> nodes)
    {
        var (description, weights) = Read(source, nodes);
        using (weights)
        {
            return description.Shapes(description.Facts.Source)[^1];
        }
    }

    private static OnnxNetwork Read(long[] source, Action<ProtobufWriter> nodes) => Read(OnnxBytes.Model(graph => nodes(graph.Input("x", source).Output("y").Floats("unread", [1], 1))));

    private static OnnxNetwork Read(byte[] bytes)
    {
        var source = new WeightSource("model.onnx", new MemoryStream(bytes, writable: false), WeightLimits.Default);
        using var file = WeightFile.Read(source, names => names.ToHashSet());
        return OnnxNetwork.Make(OnnxModelReader.Read(source), file);
    }

    private float[] Look(NetworkDescription description, WeightSet weights, Shape source, float[] shown)
    {
        var end = description.Layers[^1].Tap;
        using var network = Network<float>.Build(description, weights);
        using var run = network.Prepare(source, [end], _workers, _pool, isForwardOnly: true);
        shown.CopyTo(run.Source.Span);
        run.Forward();
        using var copy = new Tensor<float>(run.ShapeOf(end));
        run.Tap(end).CopyTo(copy);
        return copy.Span.ToArray();
    }

    private static void Close(float[] expected, float[] actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
