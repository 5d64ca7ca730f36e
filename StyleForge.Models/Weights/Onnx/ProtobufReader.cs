using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Models.Weights.Onnx;

/// <summary>
/// Walks over the fields of a protocol buffer (protobuf.dev, «Encoding»): each begins with its number and the kind of what follows. No memory is
/// taken for a field before it is known that the file has it, and none at all for one that nobody asks for.
/// </summary>
/// <param name="source">The file, read from where its stream is to its end.</param>
internal sealed class ProtobufReader(WeightSource source)
{
    private const int Varint = 0;
    private const int EightBytes = 1;
    private const int Delimited = 2;
    private const int FourBytes = 5;
    private const int MostNested = 64;

    private readonly Stream _stream = source.Stream;
    private long _end = source.Stream.Length;
    private int _kind;
    private bool _isTaken;
    private int _nested;
    private int _parts;
    private long _textBytes;

    /// <summary>Walks over the fields of the message at hand.</summary>
    /// <param name="take">Gets the number of each; what it does not read is stepped over.</param>
    /// <exception cref="WeightFormatException">The message is damaged.</exception>
    public void Fields(Action<int> take)
    {
        while (_stream.Position < _end)
        {
            var tag = ReadVarint();
            (_kind, _isTaken) = ((int)(tag & 7), false);
            if (tag >> 3 is 0 or > int.MaxValue || _kind is not (Varint or EightBytes or Delimited or FourBytes))
            {
                throw Damaged($"no field begins with {tag}");
            }

            CountPart();
            take((int)(tag >> 3));
            if (!_isTaken)
            {
                Place();
            }
        }
    }

    /// <summary>Walks over the fields of a message that is the value of the field at hand.</summary>
    public void Message(Action<int> take)
    {
        var (outer, end) = (_end, Begin());
        if (++_nested > MostNested)
        {
            throw source.Wrong($"has graphs within graphs more than {MostNested} deep, which no network needs");
        }

        _end = end;
        Fields(take);
        (_end, _isTaken) = (outer, true);
        _nested--;
    }

    /// <summary>The field at hand as a whole number.</summary>
    public long Whole()
    {
        Expect(Varint);
        return (long)ReadVarint();
    }

    /// <summary>The field at hand as a float32.</summary>
    public float Single()
    {
        Expect(FourBytes);
        return ReadSingle();
    }

    /// <summary>The field at hand as a text.</summary>
    public string Text()
    {
        var end = Begin();
        var length = end - _stream.Position;
        if ((_textBytes += length) > source.Limits.HeaderBytes)
        {
            throw source.Wrong($"has more than the {source.Limits.HeaderBytes} bytes of texts that are allowed");
        }

        var bytes = new byte[length];
        _stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Adds the whole numbers of the field at hand, which may be one or a row of them.</summary>
    public void Wholes(List<long> numbers) => Row(Varint, () => numbers.Add((long)ReadVarint()));

    /// <summary>Adds the float32 numbers of the field at hand, which may be one or a row of them.</summary>
    public void Singles(List<float> numbers) => Row(FourBytes, () => numbers.Add(ReadSingle()));

    /// <summary>Steps over the field at hand.</summary>
    /// <returns>Where its value lies in the file, and its bytes.</returns>
    public (long Begin, long Length) Place()
    {
        if (_kind == Varint)
        {
            var start = _stream.Position;
            ReadVarint();
            _isTaken = true;
            return (start, _stream.Position - start);
        }

        var end = _kind == Delimited ? Begin() : _stream.Position + (_kind == EightBytes ? 8 : 4);
        if (end > _end)
        {
            throw CutShort();
        }

        var begin = _stream.Position;
        _stream.Position = end;
        _isTaken = true;
        return (begin, end - begin);
    }

    private void Row(int kindOfOne, Action read)
    {
        if (_kind != Delimited)
        {
            Expect(kindOfOne);
            read();
            return;
        }

        var (outer, end) = (_end, Begin());
        _end = end;
        while (_stream.Position < end)
        {
            CountPart();
            read();
        }

        _end = outer;
    }

    // The end of a value that says how long it is.
    private long Begin()
    {
        Expect(Delimited);
        var length = ReadVarint();
        return length <= (ulong)(_end - _stream.Position) ? _stream.Position + (long)length : throw CutShort();
    }

    private void Expect(int kind)
    {
        if (_kind != kind)
        {
            throw Damaged("a field is of another kind than its number says");
        }

        _isTaken = true;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _stream.Position < _end ? _stream.ReadByte() : throw CutShort();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number has no end");
    }

    private float ReadSingle()
    {
        Span<byte> bytes = stackalloc byte[4];
        if (_end - _stream.Position < bytes.Length)
        {
            throw CutShort();
        }

        _stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadSingleLittleEndian(bytes);
    }

    private void CountPart()
    {
        if (++_parts > source.Limits.GraphParts)
        {
            throw source.Wrong($"has a graph of more than {source.Limits.GraphParts} parts, which no network needs");
        }
    }

    private WeightFormatException CutShort() => Damaged("a part is longer than what holds it");

    private WeightFormatException Damaged(string problem) =>
        source.Wrong($"is an ONNX model that is cut short or damaged ({problem}, at byte {_stream.Position}); download or copy it again");
}
