using System.Text;

namespace StyleForge.Tests.Models.Weights.Onnx;

/// <summary>Writes protocol buffers field by field, right or wrong.</summary>
internal sealed class ProtobufWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public ProtobufWriter Whole(int field, long number) => Raw(Varint((field << 3) | 0)).Raw(Varint(number));

    public ProtobufWriter Single(int field, float number) => Raw(Varint((field << 3) | 5)).Raw(BitConverter.GetBytes(number));

    public ProtobufWriter Data(int field, byte[] data) => Raw(Varint((field << 3) | 2)).Raw(Varint(data.Length)).Raw(data);

    public ProtobufWriter Text(int field, string text) => Data(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A row of whole numbers in one field.</summary>
    public ProtobufWriter Wholes(int field, params long[] numbers) => Data(field, [.. numbers.SelectMany(Varint)]);

    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        return Data(field, inner.Bytes);
    }

    public ProtobufWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private static byte[] Varint(long number)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)number; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return [.. bytes];
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }
}
