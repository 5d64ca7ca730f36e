namespace StyleForge.Tests.Models.Weights.Onnx;

/// <summary>Makes ONNX files in memory, by hand.</summary>
internal static class OnnxBytes
{
    /// <summary>A model with a graph.</summary>
    public static byte[] Model(Action<ProtobufWriter> graph, int operators = 17) => new ProtobufWriter()
        .Whole(1, 8).Text(2, "hand").Text(3, "1").Message(7, graph).Message(8, set => set.Text(1, "").Whole(2, operators)).Bytes;

    /// <summary>What a graph is shown: float32 numbers, an extent of 0 left open.</summary>
    public static ProtobufWriter Input(this ProtobufWriter graph, string name, params long[] extents) => graph.Message(11, value => value.Text(1, name).Message(2, kind => kind.Message(1, tensor => tensor
        .Whole(1, 1)
        .Message(2, shape => Array.ForEach(extents, side => shape.Message(1, extent => _ = side == 0 ? extent.Text(2, "open") : extent.Whole(1, side)))))));

    /// <summary>What a graph gives.</summary>
    public static ProtobufWriter Output(this ProtobufWriter graph, string name) => graph.Message(12, value => value.Text(1, name));

    /// <summary>An initialiser of 64-bit whole numbers.</summary>
    public static ProtobufWriter Integers(this ProtobufWriter graph, string name, params long[] numbers) => graph.Raw(name, 7, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>An initialiser with its numbers in a field of their own.</summary>
    public static ProtobufWriter Tensor(this ProtobufWriter graph, string name, int type, long[] extents, int field, byte[] data, int place = 5) => graph.Message(place, tensor =>
    {
        foreach (var extent in extents)
        {
            tensor.Whole(1, extent);
        }

        tensor.Whole(2, type).Data(field, data).Text(8, name);
    });

    /// <summary>An initialiser with its numbers as they lie in memory.</summary>
    public static ProtobufWriter Raw(this ProtobufWriter graph, string name, int type, long[] extents, params byte[] data) => graph.Tensor(name, type, extents, 9, data);

    /// <summary>An initialiser of float32 numbers.</summary>
    public static ProtobufWriter Floats(this ProtobufWriter graph, string name, long[] extents, params float[] numbers) => graph.Raw(name, 1, extents, WeightBytes.Floats(numbers));

    /// <summary>An operation.</summary>
    public static ProtobufWriter Node(this ProtobufWriter graph, string operation, string[] inputs, string[] outputs, Action<ProtobufWriter>? rest = null) => graph.Message(1, node =>
    {
        Array.ForEach(inputs, input => node.Text(1, input));
        Array.ForEach(outputs, output => node.Text(2, output));
        node.Text(4, operation);
        rest?.Invoke(node);
    });

    /// <summary>A setting that is a row of whole numbers.</summary>
    public static ProtobufWriter Row(this ProtobufWriter node, string name, params long[] numbers) => node.Message(5, attribute => attribute.Text(1, name).Wholes(8, numbers).Whole(20, 7));

    /// <summary>A setting that is a number.</summary>
    public static ProtobufWriter Number(this ProtobufWriter node, string name, float number) => node.Message(5, attribute => attribute.Text(1, name).Single(2, number).Whole(20, 1));

    /// <summary>A setting that is a word.</summary>
    public static ProtobufWriter Word(this ProtobufWriter node, string name, string word) => node.Message(5, attribute => attribute.Text(1, name).Text(4, word).Whole(20, 3));

    /// <summary>A setting that is a whole number.</summary>
    public static ProtobufWriter Integer(this ProtobufWriter node, string name, long number) => node.Message(5, attribute => attribute.Text(1, name).Whole(3, number).Whole(20, 2));
}
