using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Engine.Codecs;

/// <summary>
/// One directory of a TIFF structure (TIFF 6.0, section 2), as TIFF files and EXIF data hold it. Reads nothing outside of the
/// bytes that it is given, whatever they say.
/// </summary>
internal readonly ref struct TiffDirectory
{
    private const int EntryLength = 12;

    private readonly ReadOnlySpan<byte> _tiff;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _isBigEndian;

    private TiffDirectory(ReadOnlySpan<byte> tiff, ReadOnlySpan<byte> entries, bool isBigEndian, uint next, int nextPlace)
    {
        NextPlace = nextPlace;
        _tiff = tiff;
        _entries = entries;
        _isBigEndian = isBigEndian;
        Next = next;
    }

    /// <summary>Where the next directory begins; 0 for none.</summary>
    public uint Next { get; }

    /// <summary>Where <see cref="Next"/> stands in the file, in four bytes; beyond the file where it ends before.</summary>
    public int NextPlace { get; }

    /// <summary>Reads the first directory.</summary>
    /// <returns>False where this is no TIFF structure, or the directory does not lie in it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> tiff, out TiffDirectory directory)
    {
        directory = default;
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return false;
        }

        var isBigEndian = tiff[0] == 'M';
        return TryRead(tiff, isBigEndian, Read32(tiff[4..], isBigEndian), out directory);
    }

    /// <summary>Reads the directory after this one.</summary>
    public bool TryReadNext(out TiffDirectory directory) => TryRead(_tiff, _isBigEndian, Next, out directory);

    /// <summary>True where there is such an entry.</summary>
    public bool Has(ushort tag) => !Entry(tag).IsEmpty;

    /// <summary>The first whole number of an entry, or null where there is none.</summary>
    public long? Number(ushort tag) => Numbers(tag, 1) is [var number, ..] ? number : null;

    /// <summary>The whole numbers of an entry; empty where there are none.</summary>
    /// <param name="tag">Which entry.</param>
    /// <param name="most">Numbers that are read at most.</param>
    public long[] Numbers(ushort tag, int most)
    {
        var bytes = Bytes(tag);
        var numbers = new long[Math.Min(Count(tag, out var size), most)];
        for (var i = 0; i < numbers.Length; i++)
        {
            var at = bytes[(i * size)..];
            numbers[i] = size switch { 1 => at[0], 2 => Read16(at, _isBigEndian), _ => Read32(at, _isBigEndian) };
        }

        return numbers;
    }

    /// <summary>How many whole numbers an entry has, without reading them.</summary>
    public int Count(ushort tag) => Count(tag, out _);

    /// <summary>Puts another number into an entry of a copy of the file.</summary>
    /// <param name="copy">As long as the file that this was read from.</param>
    /// <param name="tag">An entry that is there, of one number of two or four bytes.</param>
    /// <param name="number">What it is to be.</param>
    public void Replace(Span<byte> copy, ushort tag, int number)
    {
        var value = copy.Slice(NextPlace - Entry(tag, out var left).Length - left + 8, 4);
        var isShort = Read16(Entry(tag)[2..], _isBigEndian) == 3;
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, isShort ? (uint)number << 16 : (uint)number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)number);
        }
    }

    /// <summary>The bytes of an entry's value; empty where there is none or they do not lie in the file.</summary>
    public ReadOnlySpan<byte> Bytes(ushort tag)
    {
        var entry = Entry(tag);
        if (entry.IsEmpty)
        {
            return [];
        }

        int[] sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
        var type = Read16(entry[2..], _isBigEndian);
        var length = type < sizes.Length ? (long)sizes[type] * Read32(entry[4..], _isBigEndian) : 0;
        if (length <= 4)
        {
            return entry.Slice(8, (int)length);
        }

        var offset = Read32(entry[8..], _isBigEndian);
        return offset + length <= _tiff.Length ? _tiff.Slice((int)offset, (int)length) : [];
    }

    /// <summary>A text, up to its first zero; null where there is none.</summary>
    public string? Text(ushort tag)
    {
        var bytes = Bytes(tag);
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
        return text.Length > 0 ? text : null;
    }

    private static bool TryRead(ReadOnlySpan<byte> tiff, bool isBigEndian, uint start, out TiffDirectory directory)
    {
        directory = default;
        if (start < 8 || start > tiff.Length - 2)
        {
            return false;
        }

        var rest = tiff[(int)start..];
        var length = Read16(rest, isBigEndian) * EntryLength;
        if (length > rest.Length - 2)
        {
            return false;
        }

        var next = rest.Length >= length + 6 ? Read32(rest[(2 + length)..], isBigEndian) : 0;
        directory = new TiffDirectory(tiff, rest.Slice(2, length), isBigEndian, next, (int)start + 2 + length);
        return true;
    }

    /// <param name="tag">Which entry.</param>
    /// <param name="size">Bytes of each number.</param>
    private int Count(ushort tag, out int size)
    {
        var entry = Entry(tag);
        size = (entry.IsEmpty ? 0 : Read16(entry[2..], _isBigEndian)) switch { 1 => 1, 3 => 2, 4 or 13 => 4, _ => 0 };
        return size == 0 ? 0 : Bytes(tag).Length / size;
    }

    private ReadOnlySpan<byte> Entry(ushort tag) => Entry(tag, out _);

    /// <param name="tag">Which entry.</param>
    /// <param name="left">Bytes of the entries after it.</param>
    private ReadOnlySpan<byte> Entry(ushort tag, out int left)
    {
        left = 0;
        for (var entries = _entries; entries.Length >= EntryLength; entries = entries[EntryLength..])
        {
            if (Read16(entries, _isBigEndian) == tag)
            {
                left = entries.Length - EntryLength;
                return entries[..EntryLength];
            }
        }

        return [];
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
