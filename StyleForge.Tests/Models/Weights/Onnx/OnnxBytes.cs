namespace StyleForge.Tests.Models.Weights.Onnx;

/// <summary>Makes ONNX files in memory, by hand.</summary>
internal static class OnnxBytes
{
    /// <summary>A model with a graph.</summary>
    public static byte[] Model(Action<ProtobufWriter> graph) => new ProtobufWriter()
        .Whole(1, 8).Text(2, "hand").Text(3, "1").Message(7, graph).Message(8, set => set.Text(1, "").Whole(2, 17)).Bytes;

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

    /// <summary>A setting that is a whole number.</summary>
    public static ProtobufWriter Integer(this ProtobufWriter node, string name, long number) => node.Message(5, attribute => attribute.Text(1, name).Whole(3, number).Whole(20, 2));
}
