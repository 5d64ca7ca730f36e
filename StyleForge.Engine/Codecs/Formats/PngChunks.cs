using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>The chunks that a PNG is made of: length, type, data, checksum.</summary>
internal static class PngChunks
{
    /// <summary>Bytes of a chunk beside its data.</summary>
    public const int Overhead = 12;

    /// <summary>Where the header chunk of every file ends.</summary>
    public const int HeaderEnd = 8 + Overhead + 13;

    /// <summary>What every file starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a chunk with its checksum.</summary>
    public static void Write(Stream destination, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[Overhead + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), PngCrc.Of(chunk.AsSpan(4, 4 + data.Length)));
        destination.Write(chunk);
    }
}
