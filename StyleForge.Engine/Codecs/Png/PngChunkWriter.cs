using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>Writes chunks. As a stream it takes compressed pixels and cuts them into IDAT chunks.</summary>
internal sealed class PngChunkWriter(Stream destination) : Stream
{
    private const int PixelChunkLength = 256 << 10;

    private readonly byte[] _pixels = new byte[PixelChunkLength];
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes a whole chunk.</summary>
    public void WriteChunk(string type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), PngCrc.Of(chunk.AsSpan(4, 4 + data.Length)));
        destination.Write(chunk);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = Math.Min(buffer.Length, PixelChunkLength - _filled);
            buffer[..count].CopyTo(_pixels.AsSpan(_filled));
            buffer = buffer[count..];
            _filled += count;
            if (_filled == PixelChunkLength)
            {
                WritePixelChunk();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // A chunk ends when it is full, not when the compressor flushes.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Writes what is left of the pixel data.</summary>
    public void EndPixels()
    {
        if (_filled > 0)
        {
            WritePixelChunk();
        }
    }

    private void WritePixelChunk()
    {
        WriteChunk("IDAT", _pixels.AsSpan(0, _filled));
        _filled = 0;
    }
}
