using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>A PNG as a list of chunks that a test can change; checksums are made anew, bit by bit, when it is written.</summary>
internal sealed class PngBuilder
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly List<(string Type, byte[] Data)> _chunks = [];

    /// <summary>A file of one IDAT chunk with the given scan lines (filter bytes included).</summary>
    public static PngBuilder Of(int width, int height, int bitDepth, int colourType, byte[] scanLines, int interlaced = 0)
    {
        var file = new PngBuilder();
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bitDepth, (byte)colourType, (byte)interlaced);
        file._chunks.Add(("IHDR", header));
        file._chunks.Add(("IDAT", Deflate(scanLines)));
        file._chunks.Add(("IEND", []));
        return file;
    }

    public static PngBuilder Read(byte[] bytes)
    {
        var file = new PngBuilder();
        for (var position = Signature.Length; position < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(position));
            file._chunks.Add((Encoding.ASCII.GetString(bytes, position + 4, 4), bytes[(position + 8)..(position + 8 + length)]));
            position += 12 + length;
        }

        return file;
    }

    /// <summary>Where the last chunk of a type ends in a file, its checksum included.</summary>
    public static int EndOf(byte[] bytes, string type)
    {
        var end = 0;
        for (var position = Signature.Length; position < bytes.Length;)
        {
            var isIt = Encoding.ASCII.GetString(bytes, position + 4, 4) == type;
            position += 12 + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(position));
            end = isIt ? position : end;
        }

        return end;
    }

    public IEnumerable<string> Types => _chunks.Select(chunk => chunk.Type);

    public int IndexOf(string type) => _chunks.FindIndex(chunk => chunk.Type == type);

    public byte[] Data(string type) => [.. _chunks.Where(chunk => chunk.Type == type).SelectMany(chunk => chunk.Data)];

    public PngBuilder Remove(string type)
    {
        _chunks.RemoveAll(chunk => chunk.Type == type);
        return this;
    }

    public PngBuilder Insert(int index, string type, byte[] data)
    {
        _chunks.Insert(index, (type, data));
        return this;
    }

    public PngBuilder Replace(string type, byte[] data)
    {
        _chunks[IndexOf(type)] = (type, data);
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        stream.Write(Signature);
        foreach (var (type, data) in _chunks)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
            stream.Write(Word32((uint)data.Length));
            stream.Write(body);
            stream.Write(Word32(Crc(body)));
        }

        return stream.ToArray();
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return stream.ToArray();
    }

    private static byte[] Word32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>CRC-32 bit by bit, as PNG's annex D describes it.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
