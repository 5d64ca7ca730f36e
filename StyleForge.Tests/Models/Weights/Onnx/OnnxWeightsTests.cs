using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;
using static StyleForge.Tests.Models.Weights.WeightBytes;

namespace StyleForge.Tests.Models.Weights.Onnx;

public sealed class OnnxWeightsTests
{
    [Fact]
    public void Numbers_are_read_from_whichever_field_keeps_them()
    {
        var halves = new byte[] { 0x00, 0x3c, 0x00, 0xc0 };
        using var weights = Read(OnnxBytes.Model(graph => graph
            .Floats("raw", [1, 2], 1.5f, -2)
            .Tensor("row", 1, [2], 4, Floats(3, 4))
            .Tensor("double", 11, [1], 10, BitConverter.GetBytes(0.1))
            .Raw("half", 10, [2], halves)
            .Tensor("half in a row", 10, [2], 5, [0x80, 0x78, 0x80, 0x80, 0x03])
            .Raw("brain", 16, [2], 0x80, 0x3f, 0x20, 0x41)
            .Message(5, tensor => tensor.Whole(2, 1).Single(4, 7).Text(8, "one by one"))));

        Assert.Equal(["raw", "row", "double", "half", "half in a row", "brain", "one by one"], weights.Names);
        Assert.Equal([1, 2], weights["raw"].Shape);
        Assert.Equal([1.5f, -2], weights["raw"].Span.ToArray());
        Assert.Equal([3f, 4], weights["row"].Span.ToArray());
        Assert.Equal([0.1f], weights["double"].Span.ToArray());
        Assert.Equal([1f, -2], weights["half"].Span.ToArray());
        Assert.Equal([1f, -2], weights["half in a row"].Span.ToArray());
        Assert.Equal([1f, 10], weights["brain"].Span.ToArray());
        Assert.Equal([7f], weights["one by one"].Span.ToArray());
        Assert.Equal(0, weights["one by one"].Shape.Rank);
        Assert.Equal("hand 1", weights.Metadata["producer"]);
        Assert.Equal("ai.onnx 17", weights.Metadata["operator_sets"]);
    }

    [Fact]
    public void Constants_are_weights_and_those_of_inner_graphs_go_by_where_they_are()
    {
        static void Constant(ProtobufWriter graph, float number) => graph.Node("Constant", [], ["c"], node => node
            .Message(5, attribute => attribute.Text(1, "value").Tensor("", 1, [1], 4, Floats(number), place: 5)));

        using var weights = Read(OnnxBytes.Model(graph =>
        {
            Constant(graph, 1);
            graph.Node("If", ["x"], ["y"], node => node
                .Message(5, attribute => attribute.Text(1, "then_branch").Message(6, inner => Constant(inner, 2)))
                .Message(5, attribute => attribute.Text(1, "else_branch").Message(6, inner => inner.Floats("w", [1], 3))));
        }));

        Assert.Equal(["c", "y.then_branch.c", "y.else_branch.w"], weights.Names);
        Assert.Equal([1f, 2, 3], weights.Names.Select(name => weights[name].Span[0]));
    }

    [Fact]
    public void Whole_numbers_stand_beside_the_weights_unwanted_tensors_too()
    {
        var file = OnnxBytes.Model(graph => graph
            .Floats("a", [1], 1).Floats("b", [1], 2).Raw("shape", 7, [1], BitConverter.GetBytes(-1L)).Floats("none", [0]).Floats("least", [], float.NegativeInfinity).Raw("odd", 17, [2], 0, 0)
            .Message(5, tensor => tensor.Whole(1, 1).Whole(2, 8).Text(6, "word").Text(8, "words")));
        using var weights = Read(file, keep: name => name != "b");

        Assert.Equal(["a"], weights.Names);
        Assert.Equal(["a", "b"], weights.FileNames);
        Assert.Equal(
            ["shape with numbers of type int64", "none with no elements", "least with -Infinity alone", "odd with numbers of type 17", "words with texts"],
            weights.LeftOut.Select(tensor => $"{tensor.Key} with {tensor.Value}"));
    }

    [Fact]
    public void What_an_operator_dequantises_is_read_as_what_it_gives()
    {
        using var weights = Read(OnnxBytes.Model(graph => graph
            .Raw("signed", 3, [2, 2], 1, 0xff, 2, 0xfe).Floats("one", [], 0.5f)
            .Raw("rows", 2, [2, 2], 10, 20, 30, 40).Floats("each", [2], 1, 0.25f).Raw("zeros", 2, [2], 10, 20)
            .Raw("bias", 6, [1], BitConverter.GetBytes(-3))
            .Raw("alone", 3, [1], 5)
            .Node("DequantizeLinear", ["signed", "one"], ["signed of one"])
            .Node("DequantizeLinear", ["rows", "each", "zeros"], ["by rows"], node => node.Integer("axis", 0))
            .Node("DequantizeLinear", ["rows", "each", "zeros"], ["by columns"], node => node.Integer("axis", -1))
            .Node("DequantizeLinear", ["bias", "one", ""], ["bias of one"])
            .Node("DequantizeLinear", ["alone", "computed"], ["unknown"])));

        Assert.Equal([0.5f, -0.5f, 1, -1], weights["signed of one"].Span.ToArray());
        Assert.Equal([0f, 10, 2.5f, 5], weights["by rows"].Span.ToArray());
        Assert.Equal([0f, 0, 20, 5], weights["by columns"].Span.ToArray());
        Assert.Equal([-1.5f], weights["bias of one"].Span.ToArray());
        Assert.Equal(["zeros", "alone"], weights.LeftOut.Keys);
    }

    public static TheoryData<byte[], string> Wrong => new()
    {
        { OnnxBytes.Model(graph => graph.Floats("a", [3], 1, 2)), "has 8 bytes for 'a' of shape (3) and type float32, which do not fit" },
        { OnnxBytes.Model(graph => graph.Floats("a", [1 << 20, 1 << 10], 1)), "has 4 bytes for 'a' of shape (1048576, 1024)" },
        { OnnxBytes.Model(graph => graph.Floats("a", [1L << 40, 1L << 40], 1)), "gives 'a' the shape (1099511627776, 1099511627776), but extents are 1 or more" },
        { OnnxBytes.Model(graph => graph.Floats("a", [-1], 1)), "gives 'a' the shape (-1), but extents are 1 or more" },
        { OnnxBytes.Model(graph => graph.Tensor("a", 1, [2], 5, [1, 2])), "keeps 'a' of type float32 among numbers of another type" },
        { OnnxBytes.Model(graph => graph.Tensor("a", 10, [2], 5, [1, 2, 3])), "has 3 bytes for 'a' of shape (2) and type float16, which do not fit" },
        { OnnxBytes.Model(graph => graph.Tensor("a", 10, [2], 5, [1, 0xff])), "has 2 bytes for 'a' of shape (2)" },
        { OnnxBytes.Model(graph => graph.Tensor("a", 7, [2], 7, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])), "has 11 bytes for 'a' of shape (2) and type int64" },
        { OnnxBytes.Model(graph => graph.Message(5, tensor => tensor.Whole(1, 1).Whole(2, 1).Data(4, Floats(1)).Data(9, Floats(1)).Text(8, "a"))), "keeps 'a' twice, as numbers of two kinds" },
        { OnnxBytes.Model(graph => graph.Message(5, tensor => tensor.Whole(1, 1).Whole(2, 1).Data(9, Floats(1)))), "holds a tensor without a name" },
        { OnnxBytes.Model(graph => graph.Floats("a", [1], 1).Floats("a", [1], 1)), "names 'a' twice" },
        { OnnxBytes.Model(graph => graph.Floats("a", [1], 1).Node("Constant", [], ["a"], node => node.Message(5, part => part.Text(1, "value").Tensor("", 1, [1], 4, Floats(1), place: 5)))), "names 'a' twice" },
        { OnnxBytes.Model(graph => graph.Floats("a", [2], 1, float.NaN)), "holds NaN in 'a' at index 1" },
        { OnnxBytes.Model(graph => graph.Floats("a", [], float.NaN)), "holds NaN in 'a' at index 0" },
        { OnnxBytes.Model(graph => graph.Raw("a", 3, [1], 1)), "holds no weights: 'a' has numbers of type int8; save it as float32, float16, bfloat16 or float64" },
        { OnnxBytes.Model(graph => graph.Node("Relu", ["x"], ["y"])), "holds no tensors; take a file of weights" },
        { OnnxBytes.Model(graph => graph.Message(15, _ => { })), "holds a sparse tensor" },
        { OnnxBytes.Model(graph => graph.Message(5, tensor => tensor.Text(8, "a").Message(3, part => part.Whole(1, 0)))), "keeps 'a' in segments, which are not read" },
        {
            OnnxBytes.Model(graph => graph.Message(5, tensor => tensor.Text(8, "a").Message(13, part => part.Text(1, "location").Text(2, "../../secret")).Whole(14, 1))),
            "keeps 'a' in another file ('../../secret'), and only models that hold their weights are read; save it with them inside"
        },
        { new ProtobufWriter().Whole(1, 8).Text(2, "hand").Bytes, "is an ONNX model without a graph" },
        { new ProtobufWriter().Whole(1, 8).Text(2, "hand").Whole(7, 3).Bytes, "is an ONNX model that is cut short or damaged (a field is of another kind" },
        { new ProtobufWriter().Whole(1, 8).Text(2, "hand").Raw(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f).Bytes, "(a part is longer than what holds it, at byte" },
        { new ProtobufWriter().Whole(1, 8).Text(2, "hand").Raw([0x28, .. Enumerable.Repeat((byte)0xff, 12)]).Bytes, "(a number has no end, at byte" },
        { new ProtobufWriter().Whole(1, 8).Text(2, "hand").Raw(0x03).Bytes, "(no field begins with 3, at byte" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_model_is_refused_with_its_sentence(byte[] file, string expected)
    {
        var sentence = Refusal(file);
        Assert.StartsWith("'w' ", sentence, StringComparison.Ordinal);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_kept()
    {
        var two = OnnxBytes.Model(graph => graph.Floats("a", [2], 1, 2).Floats("b", [1], 3));
        Read(two, new WeightLimits { Tensors = 2, TensorBytes = 12, GraphParts = 40, HeaderBytes = 12 }).Dispose();
        Assert.Contains("names more than the 1 tensors", Refusal(two, new WeightLimits { Tensors = 1 }), StringComparison.Ordinal);
        Assert.Contains("more than the 11 bytes of tensors that are allowed, at 'b'", Refusal(two, new WeightLimits { TensorBytes = 11 }), StringComparison.Ordinal);
        Assert.Contains("has a graph of more than 5 parts", Refusal(two, new WeightLimits { GraphParts = 5 }), StringComparison.Ordinal);
        Assert.Contains("more than the 3 bytes of texts", Refusal(two, new WeightLimits { HeaderBytes = 3 }), StringComparison.Ordinal);

        void Nest(ProtobufWriter graph, int depth)
        {
            if (depth > 0)
            {
                graph.Node("If", [], ["y"], node => node.Message(5, attribute => attribute.Text(1, "then_branch").Message(6, inner => Nest(inner, depth - 1))));
            }
        }

        Assert.Contains("has graphs within graphs more than 64 deep", Refusal(OnnxBytes.Model(graph => Nest(graph, 40))), StringComparison.Ordinal);
    }

    [TestDataFact]
    public void The_digits_network_of_CNTK_is_the_same_as_its_safetensors()
    {
        using var onnx = WeightFile.Read(TestData.Path("models/mnist-cnn/opt-mnist.onnx"));
        using var expected = WeightFile.Read(TestData.Path("models/mnist-cnn/mnist_cnn.safetensors"));

        Assert.Equal(6, onnx.Names.Count);
        Assert.Equal(["Pooling160_Output_0_reshape0_shape"], onnx.LeftOut.Keys);
        foreach (var (left, right) in new[] { ("Parameter5", "conv1.weight"), ("23", "conv1.bias"), ("Parameter87", "conv2.weight"), ("24", "conv2.bias") })
        {
            Assert.Equal(expected[right].Shape, onnx[left].Shape);
            Assert.True(onnx[left].Span.SequenceEqual(expected[right].Span), left);
        }

        Assert.True(onnx["Parameter194"].Span.SequenceEqual(expected["fc.bias"].Span));
        var (given, transposed) = (onnx["Parameter193_reshape1"], expected["fc.weight"]);
        Assert.Equal([256, 10], given.Shape);
        for (var i = 0; i < given.Length; i++)
        {
            Assert.Equal(transposed.Span[(i % 10 * 256) + (i / 10)], given.Span[i]);
        }
    }
}
