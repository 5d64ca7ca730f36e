using System.Runtime.CompilerServices;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>
/// A Huffman code for decoding (ITU-T T.81, annexes C and F.2.2.3): codes of up to 9 bits are found by one look, longer
/// ones by comparing with the largest code of each length.
/// </summary>
internal sealed class HuffmanTable
{
    private const int LookBits = 9;
    private const int MaximumLength = 16;

    private readonly ushort[] _look = new ushort[1 << LookBits]; // length × 256 + symbol; 0 for a longer or unknown code
    private readonly int[] _limit = new int[MaximumLength + 1]; // by length: one beyond the largest code, as 16 bits
    private readonly int[] _offset = new int[MaximumLength + 1]; // by length: what to add to a code to index its symbol
    private readonly byte[] _symbols;

    /// <summary>Builds the code from how many codes each length has and from the symbols in order.</summary>
    /// <param name="counts">16 numbers, for lengths 1 to 16.</param>
    /// <param name="symbols">As many as the counts say.</param>
    /// <exception cref="ImageFormatException">The counts ask for more codes of some length than there can be.</exception>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var code = 0;
        var index = 0;
        for (var length = 1; length <= MaximumLength; length++)
        {
            _offset[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >> length != 0)
                {
                    throw new ImageFormatException($"is damaged: a Huffman table has more codes of {length} bits than there can be");
                }

                if (length <= LookBits)
                {
                    var entry = (ushort)((length << 8) | _symbols[index]);
                    _look.AsSpan(code << (LookBits - length), 1 << (LookBits - length)).Fill(entry);
                }
            }

            _limit[length] = code << (MaximumLength - length);
            code <<= 1;
        }
    }

    /// <summary>The largest symbol, 0 to 255.</summary>
    public int LargestSymbol => _symbols.Length == 0 ? 0 : _symbols.Max();

    /// <summary>Reads one symbol; 0 and <see cref="BitReader.IsDamaged"/> for a code that is not in the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref BitReader reader)
    {
        var entry = _look[reader.Peek(LookBits)];
        if (entry != 0)
        {
            reader.Skip(entry >> 8);
            return entry & 0xFF;
        }

        return DecodeLong(ref reader);
    }

    private int DecodeLong(ref BitReader reader)
    {
        var bits = reader.Peek(MaximumLength);
        for (var length = LookBits + 1; length <= MaximumLength; length++)
        {
            if (bits < _limit[length])
            {
                reader.Skip(length);
                return _symbols[(bits >> (MaximumLength - length)) + _offset[length]];
            }
        }

        reader.IsDamaged = true;
        return 0;
    }
}
