using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>
/// Reads the bits of entropy-coded data, most significant first, through a 64-bit window. Data end at a marker or at the
/// end of the file; from there on zeros are read, and <see cref="IsExhausted"/> says that they were used. So the inner
/// loops need no checks: whoever reads asks once per unit.
/// </summary>
internal ref struct BitReader
{
    private readonly ReadOnlySpan<byte> _file;
    private ulong _window; // The next bit is the most significant one.
    private int _bits; // How many bits of the window count.
    private int _padding; // How many zeros were appended after the data's end.

    public BitReader(ReadOnlySpan<byte> file, int position)
    {
        _file = file;
        Position = position;
    }

    /// <summary>The first byte that is not in the window: never beyond the marker that ends the data.</summary>
    public int Position { get; private set; }

    /// <summary>True once more bits were read than there are.</summary>
    public readonly bool IsExhausted => _bits < _padding;

    /// <summary>Set by whoever meets a code or a value that cannot be.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Makes at least 32 bits readable: a code of 16 bits and a value of 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure32()
    {
        if (_bits < 32)
        {
            Fill();
        }
    }

    /// <summary>The next bits without moving on, 1 to 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_window >> (64 - count));

    /// <summary>Moves on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _window <<= count;
        _bits -= count;
    }

    /// <summary>The next bits as a number without sign, 1 to 16; the caller has ensured them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(int count)
    {
        var value = Peek(count);
        Skip(count);
        return value;
    }

    /// <summary>The signed value of a magnitude category, 0 to 16 (T.81 F.2.2.1, RECEIVE and EXTEND).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int category)
    {
        if (category == 0)
        {
            return 0;
        }

        var value = Read(category);
        var isNegative = (value - (1 << (category - 1))) >> 31;
        return value + (isNegative & ((-1 << category) + 1));
    }

    /// <summary>
    /// Starts afresh behind the given restart marker. Bytes left over before the marker are skipped, which is all the
    /// resynchronisation there is: a marker that is missing or out of order means lost pixels, and those are not guessed.
    /// </summary>
    /// <returns>False where the next marker is another one, or the file ends.</returns>
    public bool Restart(byte marker)
    {
        if (!IsExhausted && SkipToMarker() && _file[Position + 1] == marker)
        {
            Position += 2;
            _window = 0;
            _bits = 0;
            _padding = 0;
            return true;
        }

        return false;
    }

    private void Fill()
    {
        // Eight bytes at once where none of them is 0xFF. Bits of the byte that fits only in part are set as well; the next
        // call sets the same bits again.
        if (Position + 8 <= _file.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_file[Position..]);
            if (((~next - 0x0101010101010101) & next & 0x8080808080808080) == 0)
            {
                _window |= next >> _bits;
                Position += (63 - _bits) >> 3;
                _bits |= 56;
                return;
            }
        }

        while (_bits <= 56)
        {
            var value = 0;
            if (Position < _file.Length && _file[Position] != 0xFF)
            {
                value = _file[Position++];
            }
            else if (Position + 1 < _file.Length && _file[Position + 1] == 0)
            {
                value = 0xFF; // A stuffed zero follows.
                Position += 2;
            }
            else
            {
                _padding += 8;
            }

            _window |= (ulong)value << (56 - _bits);
            _bits += 8;
        }
    }

    private bool SkipToMarker()
    {
        for (; Position + 1 < _file.Length; Position++)
        {
            if (_file[Position] == 0xFF && _file[Position + 1] is not (0 or 0xFF))
            {
                return true;
            }
        }

        return false;
    }
}
