using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Onnx;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Weights.Onnx;

public sealed class OnnxGraphTests
{
    [Fact]
    public void A_graph_is_kept_whole_with_operators_of_any_name()
    {
        var model = Read(OnnxBytes.Model(graph => graph
            .Text(2, "net")
            .Raw("shape", 7, [2], [.. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(-1L)])
            .Tensor("axes", 6, [2], 5, [0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
            .Floats("w", [1], 1)
            .Node("Frobnicate", ["x", "", "w"], ["y", "z"], node => node.Text(3, "first").Text(7, "example.org")
                .Message(5, part => part.Text(1, "alpha").Single(2, 0.5f))
                .Message(5, part => part.Text(1, "group").Whole(3, -4))
                .Message(5, part => part.Text(1, "mode").Text(4, "same"))
                .Message(5, part => part.Text(1, "scales").Single(7, 1).Single(7, 2))
                .Message(5, part => part.Text(1, "row of scales").Data(7, WeightBytes.Floats(3, 4)))
                .Message(5, part => part.Text(1, "pads").Whole(8, 1).Whole(8, 2))
                .Message(5, part => part.Text(1, "row of pads").Wholes(8, 3, 400))
                .Message(5, part => part.Text(1, "words").Text(9, "a").Text(9, "b"))
                .Message(5, part => part.Text(1, "parts").Message(10, tensor => tensor.Text(8, "t")))
                .Message(5, part => part.Text(1, "body").Message(6, inner => inner.Text(2, "inner"))))
            .Message(11, value => value.Text(1, "x").Message(2, kind => kind.Message(1, tensor => tensor.Whole(1, 1).Message(2, shape => shape
                .Message(1, extent => extent.Text(2, "batch")).Message(1, extent => extent.Whole(1, 3))))))
            .Message(12, value => value.Text(1, "y"))));

        Assert.Equal("hand 1", model.Producer);
        Assert.Equal(17, model.OperatorSets[""]);
        Assert.Equal("net", model.Graph.Name);
        var node = Assert.Single(model.Graph.Nodes);
        Assert.Equal(("first", "Frobnicate", "example.org"), (node.Name, node.Operator, node.Domain));
        Assert.Equal(["x", "", "w"], node.Inputs);
        Assert.Equal(["y", "z"], node.Outputs);
        Assert.Equal(0.5f, node.Attributes["alpha"].Number);
        Assert.Equal(-4, node.Attributes["group"].Integer);
        Assert.Equal("same", node.Attributes["mode"].Text);
        Assert.Equal([1f, 2], node.Attributes["scales"].Numbers);
        Assert.Equal([3f, 4], node.Attributes["row of scales"].Numbers);
        Assert.Equal([1L, 2], node.Attributes["pads"].Integers);
        Assert.Equal([3L, 400], node.Attributes["row of pads"].Integers);
        Assert.Equal(["a", "b"], node.Attributes["words"].Texts);
        Assert.Equal("t", Assert.Single(node.Attributes["parts"].Tensors).Name);
        Assert.Equal("inner", Assert.Single(node.Attributes["body"].Graphs).Name);
        Assert.Equal([1L, -1], model.Graph.Initialisers[0].Integers);
        Assert.Equal([2L, -1], model.Graph.Initialisers[1].Integers);
        Assert.Null(model.Graph.Initialisers[2].Integers);
        var input = Assert.Single(model.Graph.Inputs);
        Assert.Equal(OnnxElement.Float32, input.Type);
        Assert.Equal([null, 3L], input.Extents);
        Assert.Null(Assert.Single(model.Graph.Outputs).Extents);
    }

    [TestDataFact]
    public void The_graph_of_the_digits_network_is_its_layer_table()
    {
        using var stream = File.OpenRead(TestData.Path("models/mnist-cnn/opt-mnist.onnx"));
        var graph = OnnxModelReader.Read(new WeightSource("opt-mnist.onnx", stream, WeightLimits.Default)).Graph;

        Assert.Equal(["Conv", "Relu", "MaxPool", "Conv", "Relu", "MaxPool", "Reshape", "Gemm"], graph.Nodes.Select(node => node.Operator));
        Assert.Equal([[5L, 5], [2, 2], [5, 5], [3, 3]], graph.Nodes.Where(node => node.Attributes.ContainsKey("kernel_shape")).Select(node => node.Attributes["kernel_shape"].Integers));
        Assert.Equal([1L, 256], graph.Initialisers.Single(tensor => tensor.Name == "Pooling160_Output_0_reshape0_shape").Integers);
        Assert.Equal([1L, 1, 28, 28], graph.Inputs.Single(input => input.Name == "Input3").Extents!.Select(extent => extent!.Value));
        Assert.Equal("Plus214_Output_0", Assert.Single(graph.Outputs).Name);
    }

    private static OnnxModel Read(byte[] file) => OnnxModelReader.Read(new WeightSource("w", new MemoryStream(file, writable: false), WeightLimits.Default));
}
