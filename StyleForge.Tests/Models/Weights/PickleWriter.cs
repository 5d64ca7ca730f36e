using System.Text;

namespace StyleForge.Tests.Models.Weights;

/// <summary>Writes pickles instruction by instruction, as a test needs them: right or wrong.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public PickleWriter() => Raw(0x80, 2);

    public byte[] Stop() => [.. Raw('.')._bytes];

    public PickleWriter Raw(params int[] codes)
    {
        foreach (var code in codes)
        {
            _bytes.Add((byte)code);
        }

        return this;
    }

    public PickleWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Mark() => Raw('(');

    public PickleWriter Tuple() => Raw('t');

    public PickleWriter Reduce() => Raw('R');

    public PickleWriter Global(string module, string name) => Raw('c').Bytes(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Raw('X').Bytes(BitConverter.GetBytes(bytes.Length)).Bytes(bytes);
    }

    public PickleWriter Whole(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            return Raw('J').Bytes(BitConverter.GetBytes((int)value));
        }

        return Raw(0x8a, 8).Bytes(BitConverter.GetBytes(value));
    }

    public PickleWriter Wholes(params long[] values)
    {
        Mark();
        foreach (var value in values)
        {
            Whole(value);
        }

        return Tuple();
    }

    /// <summary>A dictionary: <paramref name="items"/> writes keys and values in turn.</summary>
    public PickleWriter Dictionary(Action<PickleWriter> items)
    {
        Raw('}').Mark();
        items(this);
        return Raw('u');
    }

    public PickleWriter Tensor(TorchEntry tensor, bool legacy)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Mark();
        Mark().Text("storage").Global("torch", tensor.Storage).Text(tensor.Key).Text("cpu").Whole(tensor.Count);
        if (legacy)
        {
            Raw('N');
        }

        Tuple().Raw('Q').Whole(tensor.Offset).Wholes(tensor.Extents).Wholes(tensor.Strides).Raw(0x89);
        return Global("collections", "OrderedDict").Raw(')').Reduce().Tuple().Reduce();
    }
}
