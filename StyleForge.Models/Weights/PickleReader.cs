using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace StyleForge.Models.Weights;

/// <summary>
/// Reads a pickle that holds plain data and tensors, and nothing else. A pickle is a program for a small stack machine;
/// this machine knows only the instructions that build data, and only the names in <see cref="TorchNames"/>: whatever
/// else a file names is refused before anything is done with it.
/// </summary>
/// <remarks>
/// Values are null, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/>,
/// <see cref="string"/>, <c>object?[]</c> (a tuple), <c>List&lt;object?&gt;</c>, <see cref="PickleDictionary"/>,
/// <see cref="TorchName"/>, <see cref="TorchStorage"/> and <see cref="TorchTensor"/>.
/// Instructions: Python's pickletools, protocols 0 to 5.
/// </remarks>
internal sealed class PickleReader(WeightSource source, Stream stream)
{
    private static readonly object Mark = new();
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _end;

    /// <summary>Every storage that was named so far, by its key.</summary>
    public Dictionary<string, TorchStorage> Storages { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads one pickle, from the stream's position to the pickle's last instruction.</summary>
    /// <exception cref="WeightFormatException">It is damaged, too large, or holds more than data and tensors.</exception>
    public object? Read()
    {
        _stack.Clear();
        _memo.Clear();
        _end = Math.Min(stream.Length, stream.Position + source.Limits.HeaderBytes);
        for (var count = 0; count < source.Limits.PickleInstructions; count++)
        {
            var code = ReadByte();
            if (code == '.')
            {
                return Pop();
            }

            Do(code);
            if (_stack.Count > source.Limits.PickleDepth || _memo.Count > source.Limits.PickleDepth)
            {
                throw source.Wrong($"has a pickle with more than {source.Limits.PickleDepth} objects at once, which is not what weights look like");
            }
        }

        throw source.Wrong($"has a pickle of more than {source.Limits.PickleInstructions} instructions, which is not what weights look like");
    }

    private void Do(byte code)
    {
        switch ((char)code)
        {
            case '\x80': // PROTO
                ReadByte();
                break;
            case '\x95': // FRAME
                ReadBytes(8);
                break;
            case '(': // MARK
                _stack.Add(Mark);
                break;
            case '0': // POP
                PopAny();
                break;
            case '1': // POP_MARK
                PopToMark();
                break;
            case '2': // DUP
                _stack.Add(Peek());
                break;
            case 'N': // NONE
                _stack.Add(null);
                break;
            case '\x88': // NEWTRUE
                _stack.Add(true);
                break;
            case '\x89': // NEWFALSE
                _stack.Add(false);
                break;
            case 'K': // BININT1
                _stack.Add((long)ReadByte());
                break;
            case 'M': // BININT2
                _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2)));
                break;
            case 'J': // BININT
                _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4)));
                break;
            case '\x8a': // LONG1
                var whole = new BigInteger(ReadBytes(ReadByte()));
                _stack.Add(whole >= long.MinValue && whole <= long.MaxValue ? (object)(long)whole : whole);
                break;
            case 'I': // INT, which also writes truth values, as 00 and 01
                var digits = ReadLine();
                _stack.Add(digits is "00" or "01" ? (object)(digits == "01") : Decimal(digits));
                break;
            case 'L': // LONG, which ends in L
                _stack.Add(Decimal(ReadLine().TrimEnd('L')));
                break;
            case 'G': // BINFLOAT
                _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8)));
                break;
            case 'U' or '\x8c' or 'C': // SHORT_BINSTRING, SHORT_BINUNICODE, SHORT_BINBYTES
                _stack.Add(Encoding.UTF8.GetString(ReadBytes(ReadByte())));
                break;
            case 'T' or 'X' or 'B': // BINSTRING, BINUNICODE, BINBYTES
                _stack.Add(Encoding.UTF8.GetString(ReadBytes(BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4)))));
                break;
            case 'V' or 'S': // UNICODE, STRING
                _stack.Add(ReadLine().Trim('\'', '"'));
                break;
            case ')': // EMPTY_TUPLE
                _stack.Add(Array.Empty<object?>());
                break;
            case 't': // TUPLE
                _stack.Add(PopToMark());
                break;
            case '\x85' or '\x86' or '\x87': // TUPLE1, TUPLE2, TUPLE3
                _stack.Add(Pop(code - 0x84));
                break;
            case ']': // EMPTY_LIST
                _stack.Add(new List<object?>());
                break;
            case 'l': // LIST
                _stack.Add(PopToMark().ToList());
                break;
            case 'a': // APPEND
                Append(Pop(1));
                break;
            case 'e': // APPENDS
                Append(PopToMark());
                break;
            case '}': // EMPTY_DICT
                _stack.Add(new PickleDictionary());
                break;
            case 'd': // DICT
                var pairs = PopToMark();
                _stack.Add(new PickleDictionary());
                Set(pairs);
                break;
            case 's': // SETITEM
                Set(Pop(2));
                break;
            case 'u': // SETITEMS
                Set(PopToMark());
                break;
            case 'q': // BINPUT
                _memo[ReadByte()] = Peek();
                break;
            case 'r': // LONG_BINPUT
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))] = Peek();
                break;
            case 'p': // PUT
                _memo[Decimal(ReadLine())] = Peek();
                break;
            case '\x94': // MEMOIZE
                _memo[_memo.Count] = Peek();
                break;
            case 'h': // BINGET
                Recall(ReadByte());
                break;
            case 'j': // LONG_BINGET
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4)));
                break;
            case 'g': // GET
                Recall(Decimal(ReadLine()));
                break;
            case 'c': // GLOBAL
                _stack.Add(TorchNames.Find(source, ReadLine(), ReadLine()));
                break;
            case '\x93': // STACK_GLOBAL
                var names = Pop(2);
                _stack.Add(TorchNames.Find(source, names[0] as string ?? "?", names[1] as string ?? "?"));
                break;
            case 'Q': // BINPERSID
                _stack.Add(Keep(TorchNames.Storage(source, Pop())));
                break;
            case 'R': // REDUCE
                var call = Pop(2);
                _stack.Add(TorchNames.Make(source, call[0], call[1]));
                break;
            case 'b': // BUILD
                // state_dict hangs its version numbers onto the dictionary, NumPy its byte order onto a type; they are not needed. Nothing else has a state.
                Pop();
                if (Peek() is not (PickleDictionary or TorchName { Kind: TorchNameKind.Company }))
                {
                    throw Unsafe("sets the inner state of an object");
                }

                break;
            case '\x81' or '\x92' or 'i' or 'o': // NEWOBJ, NEWOBJ_EX, INST, OBJ
                throw Unsafe("makes objects of a class");
            case '\x82' or '\x83' or '\x84': // EXT1, EXT2, EXT4
                throw Unsafe("names objects by a registry");
            default:
                throw source.Wrong($"has a pickle with the instruction 0x{code:x2}, which data and tensors do not need; the file is damaged or holds more than weights");
        }
    }

    private TorchStorage Keep(TorchStorage storage)
    {
        if (Storages.TryAdd(storage.Key, storage) || Storages[storage.Key] == storage)
        {
            return storage;
        }

        throw source.Wrong($"describes its storage '{storage.Key}' in two ways; download or copy it again");
    }

    private WeightFormatException Unsafe(string what) => source.Wrong(
        $"wants to run code: its pickle {what}; save the state_dict alone, or take a safetensors file");

    private WeightFormatException Damaged() => source.Wrong("has a damaged pickle; download or copy it again");

    private object? Peek() => _stack.Count > 0 && _stack[^1] != Mark ? _stack[^1] : throw Damaged();

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private void PopAny()
    {
        if (_stack.Count == 0)
        {
            throw Damaged();
        }

        _stack.RemoveAt(_stack.Count - 1);
    }

    private object?[] Pop(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
        {
            throw Damaged();
        }

        var values = _stack[(mark + 1)..].ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private void Append(object?[] values)
    {
        if (Peek() is not List<object?> list)
        {
            throw Damaged();
        }

        list.AddRange(values);
    }

    private void Set(object?[] pairs)
    {
        if (Peek() is not PickleDictionary dictionary || pairs.Length % 2 != 0)
        {
            throw Damaged();
        }

        for (var i = 0; i < pairs.Length; i += 2)
        {
            dictionary.Pairs.Add((pairs[i], pairs[i + 1]));
        }
    }

    private void Recall(long key) => _stack.Add(_memo.TryGetValue(key, out var value) ? value : throw Damaged());

    private byte ReadByte()
    {
        Expect(1);
        return (byte)stream.ReadByte();
    }

    private byte[] ReadBytes(long count)
    {
        Expect(count);
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Expect(long count)
    {
        if (count > _end - stream.Position)
        {
            throw source.Wrong(_end == stream.Length
                ? "is cut short within its pickle; download or copy it again"
                : $"has a pickle of more than {source.Limits.HeaderBytes} bytes, which is not what weights look like");
        }
    }

    private string ReadLine()
    {
        var line = new List<byte>();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
        {
            line.Add(next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private long Decimal(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Damaged();
}
