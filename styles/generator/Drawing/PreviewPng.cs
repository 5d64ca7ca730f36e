using System.Buffers.Binary;
using System.IO.Compression;
using StyleForge.Engine.Codecs;

namespace StyleForge.Artwork.Drawing;

internal static class PreviewPng
{
    public static void Write(string path, ImageData image)
    {
        using var file = File.Create(path);
        file.Write([137, 80, 78, 71, 13, 10, 26, 10]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), image.Height);
        head[8] = 8;
        head[9] = 2;
        Chunk(file, "IHDR"u8, head);
        using var raw = new MemoryStream();
        using (var zip = new ZLibStream(raw, CompressionLevel.Fastest, true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                zip.WriteByte(0);
                zip.Write(image.Samples, y * image.Width * 3, image.Width * 3);
            }
        }

        Chunk(file, "IDAT"u8, raw.ToArray());
        Chunk(file, "IEND"u8, []);
    }

    private static void Chunk(Stream s, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> n = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(n, data.Length);
        s.Write(n);
        s.Write(type);
        s.Write(data);
        var crc = 0xFFFFFFFFu;
        foreach (var b in (byte[])[.. type, .. data])
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(n, ~crc);
        s.Write(n);
    }
}
