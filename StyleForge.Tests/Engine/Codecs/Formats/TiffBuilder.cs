using System.Buffers.Binary;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>A TIFF of one strip where nothing else is said, entry by entry, so that tests do not depend on the writer that is tested.</summary>
internal sealed class TiffBuilder(bool isBigEndian)
{
    private readonly SortedDictionary<ushort, (ushort Type, byte[] Value)> _entries = [];
    private byte[] _pixels = [];

    /// <summary>A file of uncompressed samples; 16-bit ones are in the file's byte order.</summary>
    public static TiffBuilder Of(int width, int height, int photometric, int bits, int samples, byte[] pixels, bool isBigEndian = false) =>
        new TiffBuilder(isBigEndian)
            .Long(256, width).Long(257, height)
            .Short(258, [.. Enumerable.Repeat(bits, samples)])
            .Short(259, 1).Short(262, photometric).Short(277, samples).Long(278, height).Short(284, 1)
            .Pixels(pixels);

    public TiffBuilder Pixels(byte[] pixels)
    {
        _pixels = pixels;
        return Long(273, 8).Long(279, pixels.Length);
    }

    public TiffBuilder Short(ushort tag, params int[] values) => Set(tag, 3, [.. values.SelectMany(value => Word16(value))]);

    public TiffBuilder Long(ushort tag, params int[] values) => Set(tag, 4, [.. values.SelectMany(value => Word32(value))]);

    public TiffBuilder Bytes(ushort tag, ushort type, byte[] value) => Set(tag, type, value);

    public TiffBuilder Remove(ushort tag)
    {
        _entries.Remove(tag);
        return this;
    }

    /// <summary>Header, pixels, values that do not fit their entries, directory.</summary>
    public byte[] ToBytes(int next = 0)
    {
        List<byte> file = [.. isBigEndian ? "MM\0*"u8 : "II*\0"u8, 0, 0, 0, 0, .. _pixels];
        Align(file);
        var entries = new List<byte>();
        foreach (var (tag, (type, value)) in _entries)
        {
            var size = type switch { 3 => 2, 4 => 4, _ => 1 };
            entries.AddRange([.. Word16(tag), .. Word16(type), .. Word32(value.Length / size)]);
            if (value.Length <= 4)
            {
                entries.AddRange([.. value, .. new byte[4 - value.Length]]);
            }
            else
            {
                entries.AddRange(Word32(file.Count));
                file.AddRange(value);
                Align(file);
            }
        }

        var directory = file.Count;
        byte[] bytes = [.. file, .. Word16(_entries.Count), .. entries, .. Word32(next < 0 ? directory : next)];
        Word32(directory).CopyTo(bytes, 4);
        return bytes;
    }

    private static void Align(List<byte> file)
    {
        if (file.Count % 2 != 0)
        {
            file.Add(0);
        }
    }

    private TiffBuilder Set(ushort tag, ushort type, byte[] value)
    {
        _entries[tag] = (type, value);
        return this;
    }

    private byte[] Word16(int value)
    {
        var bytes = new byte[2];
        if (isBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        }

        return bytes;
    }

    private byte[] Word32(int value)
    {
        var bytes = new byte[4];
        if (isBigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        }

        return bytes;
    }
}
